"""Tests of the JSON Schemas: the documents of the golden bundles fit, and changed ones do not.

python3 -m unittest test_schemas     in this folder; skipped where the package jsonschema is missing
"""
import base64
import copy
import glob
import importlib.util
import json
import os
import struct
import tarfile
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "Vectors", "bundle")
NAMES = sorted(name.removesuffix("-v1.schema.json") for name in os.listdir(HERE) if name.endswith("-v1.schema.json"))
# Of these the golden bundles hold no document.
ELSEWHERE = {
    "acceptance",
    "audit-challenge",
    "audit-response",
    "audit-status",
    "custody-event",
    "custody-status",
    "estimate",
    "partial",
    "report",
    "review",
    "review-waiver",
    "timing",
    "trust-audit",
    "trust-chain",
}


# The generator of P-384, as a key that nobody should have.
P384_KEY = {"name": "C. Card", "type": "bulla-public-key/1", "p384": base64.b64encode(bytes.fromhex(
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f")).decode()}


def load(*path):
    with open(os.path.join(HERE, *path), "rb") as file:
        return json.loads(file.read())


def members(path):
    with tarfile.open(path) as tar:
        return {m.name.split("/", 1)[1]: tar.extractfile(m).read() for m in tar.getmembers()}


def leaves(content):
    """The leaves of all entry bundles."""
    for name, data in content.items():
        at = 0
        while "/tile/entries/" in name and at < len(data):
            size, = struct.unpack(">H", data[at:at + 2])
            yield json.loads(data[at + 2:at + 2 + size])
            at += 2 + size


def documents():
    """(schema, document) of everything golden."""
    for path in sorted(glob.glob(os.path.join(GOLDEN, "*.tar.xz"))):
        content = members(path)
        yield "manifest", json.loads(content["manifest.json"])
        yield "run", json.loads(content["data/run/run.json"])
        yield "recipe", json.loads(content["data/run/recipe.json"])
        yield "carried", json.loads(content["data/log/carried"])
        yield from (("leaf", leaf) for leaf in leaves(content))
        for entry in json.loads(content["data/log/carried"])["leaves"]:
            yield "leaf", json.loads(base64.b64decode(entry["leaf"]))
    yield from (("leaf", json.loads(entry["leaf"])) for entry in load("Vectors", "bundle", "sessions.json"))
    yield "trust", load("Vectors", "bundle", "trust.json")
    yield "public-key", load("Vectors", "bundle", "exporter.pub")
    yield "public-key", P384_KEY
    for path in sorted(glob.glob(os.path.join(HERE, "Vectors", "audit", "*.audit.json"))):
        yield "audit", load(path)
        for name in ("plan", "reveal", "draw"):
            if name in load(path):
                yield "audit-" + name, json.loads(base64.b64decode(load(path)[name]["payload"]))
    yield "trust", load("Vectors", "audit", "trust.json")
    for path in sorted(glob.glob(os.path.join(HERE, "Vectors", "training", "*.json"))):
        recipe = load(path).get("recipe") if isinstance(load(path), dict) else None
        if isinstance(recipe, str):
            yield "recipe", json.loads(recipe)


def places(value, path=()):
    """The path of every object and value in a document."""
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, path + (key,))


def changed(document, path, change):
    """A copy in which `change` was applied to what holds the value at a path."""
    document = copy.deepcopy(document)
    at = document
    for key in path[:-1]:
        at = at[key]
    change(at, path[-1])
    return document


@unittest.skipIf(jsonschema is None, "the package jsonschema is not installed")
class Schemas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schemas = {name: load(name + "-v1.schema.json") for name in NAMES}
        cls.validators = {name: jsonschema.Draft202012Validator(schema) for name, schema in cls.schemas.items()}
        cls.samples = {}
        for name, document in documents():
            key = name, document.get("type"), tuple(sorted(document))
            cls.samples.setdefault(key, (name, document))

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

    def test_trust_files_that_rotate_fit(self):
        trust = load("Vectors", "bundle", "trust.json")
        fits = lambda **change: self.validators["trust"].is_valid(dict(trust, **change))
        key = lambda **change: {"keys": [dict(trust["keys"][0], **change)]}
        time, digest = "2026-06-01T00:00:00Z", "0" * 64
        self.assertTrue(fits(previous=digest, version=2, exclusions=[["exporter", "inspector", "witness"]]))
        self.assertTrue(fits(**key(retired={"at": time, "reason": "left"}, revoked={"since": time, "reason": "lost"})))
        for bad in (key(retired={"at": time, "reason": "lost"}), key(revoked={"since": time, "reason": "left"}),
                    key(revoked={"since": time}), {"exclusions": []}, {"exclusions": [["exporter"]]},
                    {"exclusions": [["exporter", "king"]]}, {"previous": "0"}):
            self.assertFalse(fits(**bad), bad)

    def test_lines_of_trust_chains_and_audits_of_them_fit(self):
        line = {"payload": "e30K", "payloadType": "application/vnd.bulla.trust+json",
                "signatures": [{"keyid": "0" * 64, "sig": "AAAA"}]}
        fits = self.validators["trust-chain"].is_valid
        self.assertTrue(fits(line))
        for change in ({"payloadType": "text/plain"}, {"signatures": []}, {"payload": "e30"}, {"x": 1},
                       {"signatures": [{"keyid": "0", "sig": "AAAA"}]}):
            self.assertFalse(fits(dict(line, **change)), change)
        advice = {"action": "do it", "code": "key-expires", "days": 3, "due": "2030-01-01T00:00:00Z", "subject": "ann"}
        audit = {"advice": [advice], "as_of": "2029-12-29T00:00:00Z", "trust": {"sha256": "0" * 64, "version": 1},
                 "type": "bulla-trust-audit/1"}
        fits = self.validators["trust-audit"].is_valid
        self.assertTrue(fits(audit))
        for change in ({"code": "panic"}, {"days": -1}, {"x": 1}):
            self.assertFalse(fits(dict(audit, advice=[dict(advice, **change)])), change)

    def test_the_policies_of_custody_fit_into_a_trust_file(self):
        trust = load("Vectors", "bundle", "trust.json")
        for name in ("acceptance", "custody", "standard", "tee"):
            policy = load("..", "Custody", name + ".policy.json")
            self.assertTrue(self.validators["trust"].is_valid(dict(trust, policy=policy)), name)

    def test_demands_of_evidence(self):
        trust = load("Vectors", "bundle", "trust.json")
        policy = load("..", "Custody", "tee.policy.json")
        good = policy["attestation"]
        attestation = self.validators["trust"]
        nitro = {"pcrs": [{"pcr0": "0" * 96}], "debug": False}
        self.assertTrue(attestation.is_valid(dict(trust, policy=dict(policy, attestation=dict(good, nitro=nitro)))))
        limits = {"wall_seconds": 30, "cpu_seconds": 20, "memory_bytes": 1 << 28, "output_bytes": 65536}
        plugin = {"name": "ezkl", "formats": ["ezkl-halo2kzg/23"], "path": "/opt/ezkl", "sha256": "0" * 64, "runtime": [],
                  "limits": limits, "trust": "trusted-setup", "required_roles": ["proof"]}
        self.assertTrue(attestation.is_valid(dict(trust, policy=dict(policy, plugins=[plugin]))))
        for wrong in ({"path": "ezkl"}, {"trust": "me"}, {"formats": []}, {"limits": dict(limits, wall_seconds=0)}):
            self.assertFalse(attestation.is_valid(dict(trust, policy=dict(policy, plugins=[dict(plugin, **wrong)]))))
        for bad in (
            dict(good, unknown={}), dict(good, sev_snp=dict(good["sev_snp"], measurements=[])),
            dict(good, sev_snp=dict(good["sev_snp"], tcb={"naples": {}})), dict(good, tdx=dict(good["tdx"], statuses=["Fine"])),
            dict(good, nitro={"pcrs": [{"pcr32": "0" * 96}], "debug": False}), dict(good, nitro={"pcrs": [{}], "debug": False}),
        ):
            self.assertFalse(attestation.is_valid(dict(trust, policy=dict(policy, attestation=bad))))

    def test_demands_of_acceptance(self):
        trust = load("Vectors", "bundle", "trust.json")
        policy = load("..", "Custody", "acceptance.policy.json")
        fits = lambda **change: self.validators["trust"].is_valid(
            dict(trust, policy=dict(policy, acceptance=dict(policy["acceptance"], **change))))
        self.assertTrue(fits())
        self.assertTrue(fits(coverage=[], witnesses=0, good_rate=10000, scope="log"))
        for wrong in ({"confidence": 0}, {"confidence": 10000}, {"good_rate": 10001}, {"sample_rate": -1}, {"scope": "sample"},
                      {"sessions": []}, {"sessions": ["A"]}, {"coverage": [{"kind": "attested/1", "rate": 0}]},
                      {"coverage": [{"kind": "attested/1"}]}, {"witnesses": 65}, {"ceremony": 1}, {"more": 1}):
            self.assertFalse(fits(**wrong), wrong)
        for key in set(policy["acceptance"]) - {"sessions"}:
            less = {k: v for k, v in policy["acceptance"].items() if k != key}
            self.assertFalse(self.validators["trust"].is_valid(dict(trust, policy=dict(policy, acceptance=less))), key)

    def test_a_review(self):
        digest, time = "0" * 64, "2026-06-01T00:00:00Z"
        review = {
            "allowed": ["png"], "files": [{"kind": "text", "path": "evidence/a.log", "sha256": digest, "size": 1}],
            "hits": [{"count": 2, "file": 0, "list": 0, "place": "content", "rule": "word"}, {"count": 1, "place": "log", "rule": "ssn"}],
            "limits": {"bytes": 1, "depth": 1, "entries": 1, "nested": 1}, "lists": [{"sha256": digest, "terms": 1}],
            "log": {"root": digest, "run": digest, "size": 1}, "marking": "UNMARKED", "private_addresses": False, "proofs": False,
            "reviewed_at": time, "rules": "bulla-review-rules/1", "software": "0.1.0", "type": "bulla-review/1"}
        fits = lambda **change: self.validators["review"].is_valid(dict(review, **change))
        self.assertTrue(fits())
        self.assertTrue(fits(files=[dict(review["files"][0], quarantined=True)]))
        for wrong in ({"more": 1}, {"rules": "2"}, {"allowed": ["exe"]}, {"hits": [dict(review["hits"][1], rule="text")]},
                      {"hits": [dict(review["hits"][1], text="a")]}, {"hits": [dict(review["hits"][1], offset=1)]}, {"marking": "secret"},
                      {"files": [dict(review["files"][0], path="../a")]}, {"files": [dict(review["files"][0], quarantined=False)]}):
            self.assertFalse(fits(**wrong), wrong)
        for key in set(review) - {"log"}:
            self.assertFalse(self.validators["review"].is_valid({k: v for k, v in review.items() if k != key}), key)
        waiver = {"hits": [{"hit": 0, "reason": "synthetic"}], "review": digest, "type": "bulla-review-waiver/1", "waived_at": time}
        self.assertTrue(self.validators["review-waiver"].is_valid(waiver))
        for wrong in ({"hits": []}, {"hits": [{"hit": 0, "reason": "because"}]}, {"hits": [{"hit": 0}]}):
            self.assertFalse(self.validators["review-waiver"].is_valid(dict(waiver, **wrong)), wrong)

    def test_demands_of_review(self):
        trust = load("Vectors", "bundle", "trust.json")
        good = {"lists": ["0" * 64], "proofs": False, "required": True, "role": "exporter", "waiver_role": "authority", "waivers": 0}
        fits = lambda value: self.validators["trust"].is_valid(dict(trust, policy=dict(trust["policy"], review=value)))
        self.assertTrue(fits(good))
        for wrong in ({"role": "boss"}, {"waivers": -1}, {"lists": ["a"]}, {"required": 1}, {"more": 1}):
            self.assertFalse(fits(dict(good, **wrong)), wrong)
        for key in good:
            self.assertFalse(fits({k: v for k, v in good.items() if k != key}), key)

    def test_an_acceptance(self):
        digest, time = "0" * 64, "2026-06-01T00:00:00Z"
        statement = {"failed": 0, "good_at_least": 5, "population": 5, "sampled": 5, "source": "every-step"}
        drawn = {"confidence": 9500, "failed": 0, "good_at_least": 990, "population": 1000, "sampled": 238, "source": "ceremony"}
        receipt = {
            "accepted_at": time, "as_of": time, "bundle": {
                "file_sha256": digest, "file_size": 1, "from": 0, "manifest": digest, "name": "week1", "root": digest, "run": digest, "to": 7},
            "report": digest, "scope": "log", "simulated": True, "statement": statement,
            "trust": {"sha256": digest, "version": 1}, "type": "bulla-acceptance/1", "verdict": "accepted"}
        fits = lambda **change: self.validators["acceptance"].is_valid(dict(receipt, **change))
        self.assertTrue(fits())
        self.assertTrue(fits(checkpoint=digest, timing=digest))
        self.assertTrue(fits(statement=drawn, plan=digest))
        self.assertTrue(fits(statement=dict(drawn, source="seed")))
        for wrong in ({"plan": digest}, {"statement": drawn}, {"scope": "sample"}, {"verdict": "rejected"}, {"more": 1},
                      {"statement": dict(statement, confidence=9500)}, {"type": "bulla-acceptance/2"},
                      {"statement": dict(drawn, source="seed"), "plan": digest}, {"statement": dict(statement, population=0)},
                      {"statement": {k: v for k, v in drawn.items() if k != "confidence"}, "plan": digest}):
            self.assertFalse(fits(**wrong), wrong)
        for key in receipt:
            self.assertFalse(self.validators["acceptance"].is_valid({k: v for k, v in receipt.items() if k != key}), key)

    def test_demands_of_custody(self):
        trust = load("Vectors", "bundle", "trust.json")
        policy = load("..", "Custody", "custody.policy.json")
        fits = lambda **change: self.validators["trust"].is_valid(dict(trust, policy=dict(policy, **change)))
        rules = policy["custody"]
        self.assertTrue(fits())
        for wrong in ({}, dict(rules, more=rules["open"]), dict(rules, open=dict(rules["open"], witnesses=17)), dict(rules, open=dict(rules["open"], roles=[])),
                      dict(rules, open=dict(rules["open"], approvals={"count": 0, "role": "exporter"})), {k: v for k, v in rules.items() if k != "lost"}):
            self.assertFalse(fits(custody=wrong), wrong)
        for wrong in ([], ["secret"], ["A", "A"], "A"):
            self.assertFalse(fits(markings=wrong), wrong)

    def test_events_of_custody(self):
        digest = "0a" * 32
        item = {"capacity": 1, "kind": "flash", "label": "BOX/7", "marking": "SECRET", "serial": "SN-1"}
        common = {"at": "2026-06-01T00:00:00Z", "clock": "watch", "manifest": digest, "place": "LAB-1", "type": "bulla-custody/1", "witnesses": ["will"]}
        linked = dict(common, chain=digest, previous=digest, number=1)
        events = {
            "open": dict(common, number=0, file={"sha256": digest, "size": 1}, items=[item], checks=[], **{"from": "ada"}),
            "release": dict(linked, to="bert", items=[item], purpose="transfer", method="hand", checks=["digest"], **{"from": "ada"}),
            "receive": dict(linked, to="bert", release=digest, items=[item], checks=[], outcome="accepted"),
            "paper": dict(linked, taker="DEPOT-4", form=digest, items=[item], purpose="transfer", method="mail", checks=[], **{"from": "ada"}),
            "copy": dict(linked, items=[item], purpose="storage", checks=[], **{"from": "ada"}),
            "correct": dict(linked, correction={"event": digest, "field": "place", "value": "LAB-2"}, **{"from": "ada"}),
            "lost": dict(linked, **{"from": "ada"}),
            "dispose": dict(linked, items=[item], method="purge", authority="ORDER-9", **{"from": "ada"}),
        }
        fits = self.validators["custody-event"].is_valid
        for word, event in events.items():
            good = dict(event, event=word)
            self.assertTrue(fits(good), word)
            self.assertTrue(fits(dict(good, approvers=["dora"])), word)
            for key in good:
                self.assertFalse(fits({k: v for k, v in good.items() if k != key}), (word, key))
            for path, value in places(good):
                for wrong in (None, 1.5, "Some words, see file."):
                    other = changed({"": good}, ("",) + path, lambda at, key: at.__setitem__(key, wrong))[""]
                    self.assertFalse(fits(other), (word, path))
            for key, value in (("comment", "X"), ("taker", "A"), ("parent", {"chain": digest, "event": digest}), ("outcome", "rejected"), ("to", "bert")):
                if key not in good and not (word == "open" and key == "parent"):
                    self.assertFalse(fits(dict(good, **{key: value})), (word, key))
        for seal, good in [({"after": "S-1"}, 1), ({"before": "S-1", "condition": "intact"}, 1), ({"before": "S-1"}, 0), ({"condition": "broken"}, 0), ({}, 0)]:
            self.assertEqual(fits(dict(events["release"], event="release", seal=seal)), bool(good), seal)
        self.assertFalse(fits(dict(events["open"], event="open", seal={"before": "S-1", "condition": "intact"})))
        self.assertFalse(fits(dict(events["dispose"], event="dispose", method="hand")))

    def test_a_status_of_custody(self):
        digest, time = "0a" * 32, "2026-06-01T00:00:00Z"
        event = {"actor": "ada", "at": time, "digest": digest, "event": "open", "number": 0, "people": ["ada"], "place": "LAB-1"}
        story = {"chain": digest, "events": [event], "holder": "ada", "items": [{"kind": "tape", "label": "B", "marking": "A", "serial": "S"}], "state": "held"}
        status = {"as_of": time, "custody": story, "faults": [{"code": "custody-gap", "detail": "", "subject": ""}], "trust": {"sha256": digest, "version": 1},
                  "type": "bulla-custody-status/1", "unchecked": ["x"], "warnings": []}
        fits = self.validators["custody-status"].is_valid
        self.assertTrue(fits(status))
        for key in status:
            self.assertFalse(fits({k: v for k, v in status.items() if k != key}), key)
        for wrong in (dict(story, state="gone"), dict(story, more=1), dict(story, events=[dict(event, number=1000)]), dict(story, holder="Ada")):
            self.assertFalse(fits(dict(status, custody=wrong)), wrong)

    def test_papers_of_audits(self):
        for name, good, wrong in [
            ("audit-plan", {"round": 7}, {"round": 0}), ("audit-plan", {"confidence": 9999}, {"confidence": 10000}),
            ("audit-plan", {"randomness": {"digits": 1000, "kind": "dice"}}, {"randomness": {"digits": 19, "kind": "dice"}}),
            ("audit-plan", {"randomness": {"kind": "beacon", "name": "a.b-9", "round": 1}}, {"randomness": {"kind": "beacon", "name": "A", "round": 1}}),
            ("audit-plan", {"strata": [{"first": 1, "last": 1, "sample": 1}] * 1000}, {"strata": []}),
            ("audit-plan", {"openings": ["replay/1"]}, {"openings": ["replay"]}), ("audit-plan", {"purpose": "extension"}, {"purpose": "fun"}),
            ("audit-draw", {"outcome": {"dice": "0" * 20}}, {"outcome": {"dice": "0 1"}}),
            ("audit-draw", {"outcome": {"beacon": "0" * 64}}, {"outcome": {"beacon": "0" * 64, "dice": "1"}}),
            ("audit-reveal", {"secret": "0" * 64}, {"secret": "0" * 63}),
        ]:
            document = next(document for other, document in self.samples.values() if other == name)
            self.assertTrue(self.validators[name].is_valid(dict(document, **good)), good)
            self.assertFalse(self.validators[name].is_valid(dict(document, **wrong)), wrong)
        audit = load("Vectors", "audit", "dice.audit.json")
        for wrong in ({"plan": audit["draw"]}, {"type": "bulla-audit/2"}, {"draw": dict(audit["draw"], signatures=audit["draw"]["signatures"] * 2)}):
            self.assertFalse(self.validators["audit"].is_valid(dict(audit, **wrong)))

    def test_a_report(self):
        report = {
            "as_of": "2026-06-01T00:00:00Z", "findings": [{"check": "trust", "code": "ok", "detail": "", "outcome": "pass",
                                                           "subject": "trust.json"}], "limits": [],
            "proofs": [{"count": 1, "kind": "attested/1"}], "rests_on": [], "scope": "all", "simulated": True,
            "steps": [{"leaf": 2, "path": ["0" * 64], "pick": 1, "proofs": [{"code": "ok", "detail": "", "kind": "attested/1"}],
                       "step": 1, "ticket": 1}], "steps_checked": 1, "steps_valid": 1,
            "trust": {"sha256": "0" * 64, "version": 1}, "type": "bulla-report/1", "verdict": "accepted"}
        self.assertTrue(self.validators["report"].is_valid(report))
        self.assertFalse(self.validators["report"].is_valid(dict(report, verdict="fine")))
        self.assertFalse(self.validators["report"].is_valid(dict(report, host="x")))

    def test_reports_of_every_shape(self):
        path = os.path.join(HERE, "..", "Tests", "ReportPagesTests", "Fixtures", "reports.py")
        spec = importlib.util.spec_from_file_location("reports", path)
        reports = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reports)
        validator = self.validators["report"]
        for make in (reports.accepted, reports.rejected, reports.incomplete, reports.minimal, reports.hostile):
            error = next(validator.iter_errors(make()), None)
            self.assertIsNone(error, "%s: %s" % (make.__name__, error))
        report = reports.rejected()
        report["steps"], report["targeted"], report["seed"] = report["steps"][:2], report["targeted"][:1], "seed"
        report["course"] = [dict(entry, points=entry["points"][:2]) for entry in report["course"]]
        optional = {"bundle", "seed", "sampling", "targeted", "course", "sessions", "ceremony", "dice", "beacon", "previous_plan",
                    "ticket", "metrics", "session", "stratum", "closed", "first_step", "last_step"}
        for path, value in places(report):
            if isinstance(value, dict):
                other = changed({"": report}, ("",) + path, lambda at, key: at[key].update(more=1))[""]
                self.assertFalse(validator.is_valid(other), path)
            if path and isinstance(path[-1], str):
                other = changed(report, path, lambda at, key: at.pop(key))
                # An entry of sessions is known by its digest, and a stratum is drawn by its seed.
                is_optional = path[-1] in optional and not (path[-1] in ("session", "seed") and path[0] in ("sessions", "sampling"))
                self.assertEqual(validator.is_valid(other), is_optional, path)
            for wrong in (None, 1.5, -1):
                other = changed({"": report}, ("",) + path, lambda at, key: at.__setitem__(key, wrong))[""]
                self.assertFalse(validator.is_valid(other), path)

    def test_a_challenge_and_a_response(self):
        digest = "0a" * 32
        opening = {"kind": "replay/1", "leaf": 2, "pick": 1, "sha256": digest, "size": 9, "stratum": 1}
        challenge = {"ceremony": {}, "manifest": digest, "openings": [opening], "type": "bulla-audit-challenge/1"}
        response = {"challenge": digest, "draw": digest, "manifest": digest, "openings": [{"sha256": digest, "size": 9}],
                    "plan": digest, "responded_at": "2026-06-01T00:00:00Z", "type": "bulla-audit-response/1"}
        for name, document in (("audit-challenge", challenge), ("audit-response", response)):
            fits = self.validators[name].is_valid
            self.assertTrue(fits(document))
            self.assertFalse(fits(dict(document, more=1)))
            for key in document:
                self.assertFalse(fits({other: value for other, value in document.items() if other != key}), key)
                if key != "ceremony":
                    self.assertFalse(fits(dict(document, **{key: None})), key)

    def test_a_status(self):
        time, digest = "2026-06-01T00:00:00Z", "0" * 64
        segment = {"exporters": ["a"], "files": ["week1.bulla.tar.xz"], "forked": False, "from": 0, "late_seconds": 1, "manifest": digest,
                   "name": "week1", "next_export": time, "resealed": [], "root": digest, "sealed_at": time, "steps": 8, "to": 10}
        audit = {"confidence": 9500, "draw": digest, "drawn_at": time, "faults": [], "files": ["week1.audit.json"], "good_rate": 9900,
                 "inspectors": ["a"], "manifest": digest, "plan": digest, "planned_at": time, "population": 8, "purpose": "audit",
                 "randomness": "dice", "round": 1, "sampled": 8, "state": "drawn", "witnesses": ["b", "c"]}
        status = {
            "as_of": time, "audits": [audit], "findings": [{"code": "history-late", "detail": "", "outcome": "open", "subject": ""}],
            "kept": [{"manifests": [digest], "origin": "lab.example/run/1", "root": digest, "size": 10, "source": "week1.checkpoint"}],
            "logs": [{"end": 10, "missing": [{"from": 10, "to": 20}], "next_export": time, "origin": "lab.example/run/1",
                      "overdue_seconds": 1, "runs": [digest], "segments": [segment]}],
            "receipts": [{"accepted_at": time, "file": "week1.receipt.dsse.json", "inspectors": ["a"], "manifest": digest}],
            "redraws": 0, "state": "incomplete",
            "together": {"at_most": "0.0500", "audits": 1, "each": 9991, "if_independent": "0.0500", "planned": 52, "wanted": 9500},
            "trust": {"sha256": digest, "version": 1}, "type": "bulla-audit-status/1"}
        fits = self.validators["audit-status"].is_valid
        self.assertTrue(fits(status))
        for path, value in places(status):
            if isinstance(value, dict):
                self.assertFalse(fits(changed({"": status}, ("",) + path, lambda at, key: at[key].update(more=1))[""]), path)
            if path:
                self.assertFalse(fits(changed(status, path, lambda at, key: at.__setitem__(key, None))), path)
        for wrong in (dict(status, state="fine"), dict(status, together=dict(status["together"], at_most="1.0001")),
                      dict(status, together=dict(status["together"], if_independent=".05"))):
            self.assertFalse(fits(wrong), wrong)

    def test_a_timing(self):
        is_timing = self.validators["timing"].is_valid
        timing = {
            "began": "2026-06-01T00:00:00Z", "bytes_read": 9, "ended": "2026-06-01T00:00:01Z", "file_size": 9, "manifest": "0" * 64,
            "milliseconds": 900, "network": "given-up", "phases": [{"bytes": 9, "milliseconds": 900, "phase": "head"}],
            "plugins": [{"kind": "plugin-ezkl/1", "words": "it calls itself ezkl"}], "processors": 2, "report": "0" * 64,
            "type": "bulla-timing/1", "version": "bulla 0.1.0"}
        limits = {"deadline": {"result": "met", "seconds": 60}, "sla": {"limit_seconds": 60, "result": "missed"}}
        for fits in (timing, dict(timing, **limits), dict(timing, phases=[], plugins=[]),
                     {key: value for key, value in timing.items() if key not in ("file_size", "manifest")}):
            self.assertTrue(is_timing(fits), fits)
        for key in set(timing) - {"file_size", "manifest"}:
            self.assertFalse(is_timing({other: value for other, value in timing.items() if other != key}), key)
        for wrong in ({"verdict": "accepted"}, {"bytes_read": 1.5}, {"network": "yes"}, {"processors": 0},
                      {"phases": [{"bytes": 9, "milliseconds": 1, "phase": "lunch"}]}, {"sla": {"limit_seconds": 0, "result": "met"}},
                      {"sla": {"limit_seconds": 60, "result": "stopped"}}, {"deadline": {"seconds": 60, "result": "missed"}}):
            self.assertFalse(is_timing(dict(timing, **wrong)), wrong)

    def test_a_partial_report(self):
        digest = "0a" * 32
        step = {"leaf": 2, "metrics": [{"name": "loss", "value": "0.5"}], "path": [digest], "pick": 1, "session": digest, "step": 1,
                "proofs": [{"code": "ok", "detail": "", "judge": "by ezkl", "kind": "ezkl/1"}], "stratum": 1, "ticket": 7}
        partial = {
            "blobs": {"blocks": base64.b64encode(bytes(32)).decode(), "count": 1, "from": 0, "names": digest, "to": 1024},
            "faults": [{"check": "blobs", "code": "blob-digest", "detail": "", "subject": "x"}],
            "inputs": {"at": "2026-06-01T00:00:00Z", "manifest": digest, "path_limit": 1000, "program": "bulla 0.1.0",
                       "sample": "drawn", "sample_count": 1, "scope": "all", "seed": "1", "trust": digest},
            "inputs_sha256": digest, "of": 8, "sha256": digest, "shard": 3,
            "tally": {"failed": [2], "judges": [{"kind": "ezkl/1", "words": ["by ezkl"]}], "keeps_all": True, "limit": 1000,
                      "notes": [{"count": 1, "name": "ezkl/1: x"}], "proofs": [{"count": 1, "name": "ezkl/1"}], "sessions": [digest],
                      "steps": [step], "unjudged": [], "valid": 1, "withheld": []},
            "type": "bulla-partial/1"}
        fits = self.validators["partial"].is_valid
        self.assertTrue(fits(partial))
        optional = {"blobs", "manifest", "sample_count", "seed", "judge", "session", "stratum", "ticket"}
        for path, value in places(partial):
            if isinstance(value, dict):
                more = changed({"": partial}, ("",) + path, lambda at, key: at[key].update(more=1))[""]
                self.assertFalse(fits(more), path)
            for wrong in (None, 1.5):
                other = changed({"": partial}, ("",) + path, lambda at, key: at.__setitem__(key, wrong))[""]
                self.assertFalse(fits(other), path)
            if path and isinstance(path[-1], str):
                less = changed(partial, path, lambda at, key: at.pop(key))
                self.assertEqual(fits(less), path[-1] in optional, path)
        for wrong in ({"of": 0}, {"shard": 10001}, {"type": "bulla-partial/2"}):
            self.assertFalse(fits(dict(partial, **wrong)), wrong)


if __name__ == "__main__":
    unittest.main()
