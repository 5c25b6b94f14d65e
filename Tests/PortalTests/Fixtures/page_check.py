"""Reads a page or feed of a site as XML, and says what is wrong with it.

python3 page_check.py PAGE        one line for each fault, and status 1 where there is one.
"""
import base64
import hashlib
import re
import sys
import xml.etree.ElementTree as tree

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def digest(text):
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page(root, text):
    metas = [e.get("content") for e in root.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    if len(metas) != 1:
        return ["want one policy"]
    policy = dict(part.strip().split(" ", 1) for part in metas[0].split(";"))
    faults = []
    if policy.pop("default-src", None) != "'none'" or policy.pop("base-uri", None) != "'none'":
        faults.append("the policy lets in more than is named")
    # As a browser reads them: the text between the tags, marks of the section included.
    for name in ("style", "script"):
        found = [digest(t) for t in re.findall("<%s>(.*?)</%s>" % (name, name), text, re.S)]
        if " ".join(found) != policy.pop(name + "-src", ""):
            faults.append("%s is not what the policy lets in" % name)
    policy.pop("form-action", None)
    if policy.pop("connect-src", "'self'") != "'self'" or policy:
        faults.append("the policy lets in %s" % sorted(policy))
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.startswith("on") or key in ("style", "src"):
                faults.append("attribute %s" % key)
            if key == "href" and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", value):
                faults.append("%s leads outside" % value)
    return faults


def feed(root):
    faults, ids = [], []
    for element in [root] + root.findall(ATOM + "entry"):
        for name in ("id", "title", "updated"):
            if len(element.findall(ATOM + name)) != 1:
                faults.append("%s: want one %s" % (element.tag, name))
        ids.append(element.findtext(ATOM + "id", ""))
        if not DATE.fullmatch(element.findtext(ATOM + "updated", "")):
            faults.append("updated is no date of RFC 3339")
        links = [(link.get("rel"), link.get("type")) for link in element.findall(ATOM + "link")]
        if len(set(links)) != len(links) or not all(link.get("href") for link in element.findall(ATOM + "link")):
            faults.append("links %s" % links)
    if root.find(ATOM + "author/" + ATOM + "name") is None:
        faults.append("want an author")
    if len(set(ids)) != len(ids) or not all(i.startswith("urn:") for i in ids):
        faults.append("identifiers %s" % ids)
    updated = [e.findtext(ATOM + "updated") for e in [root] + root.findall(ATOM + "entry")]
    if len(updated) > 1 and updated[0] != max(updated):
        faults.append("the feed is older than its newest entry")
    return faults


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    try:
        root = tree.fromstring(text.replace("<!DOCTYPE html>\n", "", 1))
    except tree.ParseError as error:
        print("not XML: %s" % error)
        return 1
    faults = feed(root) if root.tag == ATOM + "feed" else page(root, text)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
