"""Tests of verify.py against Vectors/negative: every rule of bundle-v1.md and log-v1.md, broken alone, is found.

python3 -m unittest test_negative     in this folder; Tests/BundleTests/NegativeTests.swift runs the same list by the main program
"""
import contextlib
import fnmatch
import functools
import importlib.util
import io
import json
import os
import re
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
AT = "2026-06-01T00:00:00Z"


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load("verify_of_negative", os.path.join(HERE, "verify.py"))
negative = load("negative", os.path.join(HERE, "Vectors", "negative", "make.py"))
verify.ed25519_verify = functools.lru_cache(None)(verify.ed25519_verify)

# Rules that no case breaks, and why.
LEFT_OUT = {
    "log 6 SEV-SNP, TDX, SGX": "evidence-v1.md: verify.py reads no evidence, and EvidenceTests does",
    "log 6 Nitro": "as above", "log 6 GPU *i*, 0 ≤ *i* < `gpus`": "as above",
}


def run_verify(*arguments):
    out, argv = io.StringIO(), sys.argv
    sys.argv = ["verify.py"] + list(arguments)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = verify.main()
    finally:
        sys.argv = argv
    return status, out.getvalue()


def rules(name, file):
    """What a text fixes: its sections, the rows of its tables, the items of its numbered lists, its kinds of leaf."""
    found, section, head = [], None, True
    with open(os.path.join(HERE, file), encoding="utf-8") as text:
        for line in text:
            heading = re.match(r"#{2,3} ([0-9.]+?)\.? ", line)
            item = re.match(r"([0-9]+)\. ", line)
            leaf = re.match(r"\*\*`([a-z-]+)`\*\*", line)
            row = re.match(r"\| (.+?) \|", line)
            if heading:
                section, head = heading.group(1), True
                found.append("%s %s" % (name, section))
            elif section and row:
                if not head:
                    found.append("%s %s %s" % (name, section, row.group(1)))
                head = False
            elif section and (item or leaf):
                found.append("%s %s %s" % (name, section, (item or leaf).group(1)))
            if not line.startswith("|"):
                head = True
    return found


class Negative(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        negative.main(cls.folder)
        with open(os.path.join(cls.folder, "cases.json")) as file:
            cls.cases = json.load(file)

    def judged(self, case):
        place = lambda name: os.path.join(self.folder, name)
        arguments = [place(case["name"] + ".bulla.tar.xz"), "--trust", place(case["trust"]), "--at", AT, "--attested"]
        return run_verify(*arguments, *(["--previous", place(case["previous"])] if "previous" in case else []))

    def test_each_rule_is_found_broken_and_each_bundle_that_breaks_none_is_accepted(self):
        for case in self.cases:
            with self.subTest(case["name"]):
                status, out = self.judged(case)
                wanted = case.get("verify")
                if wanted == ["incomplete"]:
                    self.assertEqual((status, out[:11]), (2, "incomplete:"), out)
                elif wanted is None:
                    self.assertEqual((status, out[:9]), (0, "accepted:"), out)
                else:
                    self.assertEqual(status, 1, out)
                    code = out.split(": ")[1]
                    self.assertTrue(any(fnmatch.fnmatchcase(code, pattern) for pattern in wanted), "%s, want %s" % (out, wanted))

    def test_names_are_unique_and_there_are_many(self):
        names = [case["name"] for case in self.cases]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreater(sum("verify" in case for case in self.cases), 250)

    def test_every_rule_of_the_texts_has_a_case(self):
        texts = rules("bundle", "bundle-v1.md") + rules("log", "log-v1.md")
        plain = lambda rule: rule.replace("`", "")
        covered = {plain(rule) for case in self.cases for rule in case["covers"]}
        known = {plain(rule) for rule in texts}
        self.assertEqual(covered - known, set(), "cases of rules that the texts do not have")
        sections = lambda rule: [rule, *(" ".join(rule.split(" ")[:2]),)]
        reached = covered | {section for rule in covered for section in sections(rule)} | {plain(rule) for rule in LEFT_OUT}
        reached |= {rule.rsplit(".", 1)[0] for rule in reached if re.fullmatch(r"\w+ \d+\.\d+", rule)}
        # Proof files and a witness's memory are in no bundle.
        reached |= {rule for rule in known if re.match(r"log [67]\b", rule)}
        self.assertEqual(sorted(known - reached), [], "rules without a case")

    def test_making_them_again_gives_the_same_bytes(self):
        case = negative.CASES[0]
        with open(os.path.join(self.folder, case.name + ".bulla.tar.xz"), "rb") as file:
            self.assertEqual(file.read(), case.build())


class Trust(unittest.TestCase):
    def test_a_trust_file_in_another_spelling_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            good = negative.case.make.canon(negative.case.TRUST["trust.json"]) + b"\n"
            bundle = os.path.join(folder, "bundle")
            with open(bundle, "wb") as file:
                file.write(negative.CASES[0].build())
            for trust, status in [(good, 0), (good[:-1], 2), (good + b"\n", 2), (b" " + good, 2), (good.replace(b'":1', b'": 1'), 2),
                                  (good.replace(b'"version":1', b'"version":1.0'), 2), (good.replace(b'{"', b'{"a":1,"a":1,"', 1), 2)]:
                path = os.path.join(folder, "trust.json")
                with open(path, "wb") as file:
                    file.write(trust)
                self.assertEqual(run_verify(bundle, "--trust", path, "--at", AT)[0], status, trust[:40])


if __name__ == "__main__":
    unittest.main()
