"""Tests of the JSON Schemas: the documents of the golden bundles fit, and changed ones do not.

python3 -m unittest test_schemas     in this folder; skipped where the package jsonschema is missing
"""
import copy
import json
import os
import unittest

from schema_cases import SchemaCase, ELSEWHERE, GOLDEN, NAMES, changed, documents, load, members, places, jsonschema


class Schemas(SchemaCase):
    def test_the_schemas_are_schemas(self):
        for schema in self.schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_every_object_refuses_other_keys(self):
        for name, schema in self.schemas.items():
            for path, value in places(schema):
                if isinstance(value, dict) and value.get("type") == "object":
                    self.assertIs(value.get("additionalProperties"), False, "%s: %s" % (name, path))

    def test_golden_documents_fit(self):
        counts = {}
        for name, document in documents():
            error = next(self.validators[name].iter_errors(document), None)
            self.assertIsNone(error, "%s: %s" % (name, error))
            counts[name] = counts.get(name, 0) + 1
        self.assertEqual(set(counts), set(NAMES) - ELSEWHERE)
        self.assertGreater(counts["leaf"], 500)

    def test_a_key_more_and_a_value_of_another_type_do_not_fit(self):
        for name, document in self.samples.values():
            validator = self.validators[name]
            for path, value in places(document):
                if isinstance(value, dict):
                    other = changed({"": document}, ("",) + path, lambda at, key: at[key].update(more=1))[""]
                    self.assertFalse(validator.is_valid(other), "%s: %s" % (name, path))
                for wrong in (None, 1.5):
                    other = changed({"": document}, ("",) + path, lambda at, key: at.__setitem__(key, wrong))[""]
                    self.assertFalse(validator.is_valid(other), "%s: %s" % (name, path))

    def test_a_key_less_does_not_fit_unless_it_is_optional(self):
        optional = {"session", "next_export", "previous_manifest", "framework", "mldsa87", "from", "until", "retired",
                    "disclosure_budget", "commitment", "openings_due", "previous_plan", "reveal", "draw", "secret", "accuracy", "examples", "gradient_norm", "learning_rate", "loss"}
        for name, document in self.samples.values():
            for path, value in places(document):
                is_key = path and isinstance(path[-1], str)
                if is_key and (path[-1] not in optional or (name, path[-1]) == ("audit-reveal", "secret") or name == "leaf" and document["type"].startswith("session")):
                    other = changed(document, path, lambda at, key: at.pop(key))
                    self.assertFalse(self.validators[name].is_valid(other), "%s: %s" % (name, path))

    def test_patterns(self):
        step = next(document for name, document in self.samples.values() if document.get("type") == "step")
        for text, fits in [("0", 1), ("-0.5", 1), ("123456", 1), ("12.3456", 1), ("1234567", 0), ("01", 0), ("1.", 0),
                           (".5", 0), ("1e3", 0), ("", 0), ("-", 0), ("12.34567", 0)]:
            other = dict(step, metrics={"loss": text})
            self.assertEqual(self.validators["leaf"].is_valid(other), bool(fits), text)
        for digest in ("0" * 63, "0" * 65, "A" * 64, "g" * 64):
            self.assertFalse(self.validators["leaf"].is_valid(dict(step, batch=digest)), digest)
        proof = step["proofs"][0]
        for wrong in (dict(proof, size=63), dict(proof, inline=proof["inline"][:-4]), dict(proof, sha256="0" * 64),
                      {"kind": "attested/1", "size": 64, "sha256": "0" * 64}, dict(proof, kind="attested")):
            self.assertFalse(self.validators["leaf"].is_valid(dict(step, proofs=[wrong])), wrong)

    def test_sessions(self):
        is_leaf = self.validators["leaf"].is_valid
        opened, beat, shut = (json.loads(entry["leaf"]) for entry in load("Vectors", "bundle", "sessions.json"))
        bound = lambda **change: dict(opened, binding=dict(opened["binding"], **change))
        software = dict(bound(gpus=0, witness="0" * 64), kind="software", evidence=[])
        for kind in ("nitro", "sev-snp", "sgx", "tdx"):
            self.assertTrue(is_leaf(dict(opened, kind=kind)), kind)
        for fits in (software, bound(gpus=16), dict(beat, evidence=[]), dict(shut, evidence=["0" * 64] * 64)):
            self.assertTrue(is_leaf(fits), fits)
        for wrong in (dict(opened, kind="tpm"), dict(opened, evidence=[]), dict(opened, evidence=["0" * 64] * 65), bound(gpus=17),
                      bound(close="0" * 64), dict(software, evidence=opened["evidence"]), dict(beat, number=0),
                      dict(software, binding=bound(witness="0" * 64)["binding"]), dict(software, binding=bound(gpus=0)["binding"])):
            self.assertFalse(is_leaf(wrong), wrong)

    def test_members_of_sessions(self):
        manifest = next(document for name, document in self.samples.values() if name == "manifest")
        member = manifest["predicate"]["members"][0]
        for path, size, fits in [
            ("open/witness.note", 1, 1), ("heartbeat-12/x", 1 << 20, 1), ("close/x", (1 << 20) + 1, 0), ("heartbeat-0/x", 1, 0),
            ("heartbeat-01/x", 1, 0), ("open", 1, 0), ("open/x/y", 1, 0), ("open/" + "x" * 64, 1, 1), ("open/" + "x" * 65, 1, 0)]:
            other = copy.deepcopy(manifest)
            other["predicate"]["members"] = [dict(member, path="data/sessions/%s/%s" % ("0a" * 32, path), size=size)]
            self.assertEqual(self.validators["manifest"].is_valid(other), bool(fits), path)

    def test_what_is_withheld(self):
        content = members(os.path.join(GOLDEN, "golden-4.bulla.tar.xz"))
        manifest, run = json.loads(content["manifest.json"]), json.loads(content["data/run/run.json"])
        good = manifest["predicate"]
        self.assertEqual((good["commitment"], good["withheld"], run["disclosure_budget"]), (566, ["opaque-test/2"], 2))
        for change, fits in [({"withheld": ["a/1", "b/1"]}, 1), ({"withheld": []}, 0), ({"withheld": ["a/1", "a/1"]}, 0),
                             ({"withheld": ["a"]}, 0), ({"withheld": "a/1"}, 0), ({"commitment": 0}, 1), ({"commitment": -1}, 0)]:
            other = dict(manifest, predicate=dict(good, **change))
            self.assertEqual(self.validators["manifest"].is_valid(other), bool(fits), change)
        for change, fits in [({"disclosure_budget": 0}, 1), ({"disclosure_budget": -1}, 0), ({"disclosure_budget": "2"}, 0),
                             ({"disclosure": "none"}, 0)]:
            self.assertEqual(self.validators["run"].is_valid(dict(run, **change)), bool(fits), change)


if __name__ == "__main__":
    unittest.main()
