"""Tests of `--json`: every command that prints a result takes it, and prints what a schema of Formats/ says."""
import copy
import os
import tempfile
import unittest

try:
    import story
except ImportError:
    story = None


@unittest.skipIf(story is None, "the package jsonschema is not installed")
class Results(unittest.TestCase):
    def test_every_command_that_prints_a_result_takes_json(self):
        for program in ("bulla", "bulla-verify"):
            without = {words for words, options in story.commands(program).items() if "json" not in options}
            self.assertLessEqual(without, story.PRINT_FILES)

    def test_each_prints_what_its_schema_says(self):
        has_vectors = os.path.isdir(story.VECTORS)
        with tempfile.TemporaryDirectory(prefix="bulla-results-") as folder:
            told = story.Story(folder)
            for part in (told.keys, told.training, told.bundle, told.audit, told.custody, told.publishing):
                part()
            wanted = {words for words, options in story.commands("bulla").items() if "json" in options}
            if has_vectors:
                told.evidence()
            else:
                wanted -= {"evidence inspect", "evidence pack"}
            self.assertEqual(told.seen, wanted)
        if not has_vectors:
            self.skipTest("no vectors of evidence beside the project: evidence inspect and pack")

    def test_a_result_with_more_or_less_does_not_fit(self):
        fits = story.VALIDATORS["result"].is_valid
        result = {"command": "trust update", "faults": [], "lines": ["x"], "result": "done", "type": "bulla-result/1",
                  "values": {"file": "x", "new": 1, "sha256": "0" * 64, "version": 2}}
        self.assertTrue(fits(result))
        rejected = dict(result, result="rejected", values={}, faults=[{"detail": "x"}])
        self.assertTrue(fits(rejected))
        self.assertFalse(fits(dict(rejected, values={"steps": 1})))
        for key in result:
            less = copy.deepcopy(result)
            del less[key]
            self.assertFalse(fits(less), key)
        for wrong in ({"more": 1}, {"values": {}}, {"values": dict(result["values"], steps=1)}, {"command": "trust lose"},
                      {"values": dict(result["values"], new="1")}, {"result": "accepted"}, {"faults": [{"code": "x"}]}):
            self.assertFalse(fits(dict(result, **wrong)), wrong)
