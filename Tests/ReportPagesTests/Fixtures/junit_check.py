"""Holds JUnit XML against its shape and against the report that it was made from.

python3 junit_check.py JUNIT REPORT       one line for each fault, and status 1 where there is one
"""
import collections
import json
import sys
import xml.etree.ElementTree as ET

# Element: attributes that it must have, those that it may have, and its children.
SHAPE = {
    "testsuites": ("name tests failures errors skipped", "", "testsuite"),
    "testsuite": ("name tests failures errors skipped", "", "properties testcase"),
    "properties": ("", "", "property"),
    "property": ("name value", "", ""),
    "testcase": ("classname name", "", "failure error skipped system-out"),
    "failure": ("message type", "", ""),
    "error": ("message type", "", ""),
    "skipped": ("message", "", ""),
    "system-out": ("", "", ""),
}
RESULT = {"fail": "failure", "unfinished": "error", "not-checked": "skipped", "pass": None, "warn": "system-out"}


def shape(element):
    must, may, children = (set(words.split()) for words in SHAPE.get(element.tag, ("", "", "")))
    if element.tag not in SHAPE or not must <= set(element.attrib) <= must | may:
        yield "<%s> with %s" % (element.tag, sorted(element.attrib))
    for child in element:
        if child.tag not in children:
            yield "<%s> in <%s>" % (child.tag, element.tag)
        yield from shape(child)


def result(case):
    return case[0].tag if len(case) else None


def is_valid(step):
    codes = [p["code"] for p in step["proofs"]]
    return "ok" in codes and all(c in ("ok", "proof-kind-unknown") for c in codes)


def faults(root, report):
    yield from shape(root)
    for suite in [root] + list(root):
        cases = list(suite.iter("testcase"))
        found = collections.Counter(result(c) for c in cases)
        for name, want in [("tests", len(cases)), ("failures", found["failure"]), ("errors", found["error"]), ("skipped", found["skipped"])]:
            if suite.get(name) != str(want):
                yield "%s: %s is %s, want %d" % (suite.get("name"), name, suite.get(name), want)
    want = collections.Counter((f["check"], RESULT[f["outcome"]]) for f in report["findings"])
    want += collections.Counter(("proofs", None if is_valid(s) else "failure") for s in report["steps"] + report.get("targeted", []))
    got = collections.Counter((suite.get("name"), result(case)) for suite in root for case in suite.iter("testcase"))
    if got != want:
        yield "cases differ: %s, want %s" % (got - want, want - got)


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as file:
        report = json.loads(file.read())
    found = list(faults(ET.parse(sys.argv[1]).getroot(), report))
    print("\n".join(found))
    sys.exit(1 if found else 0)
