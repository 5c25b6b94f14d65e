"""Tests of the schemas of what people sign: reviews, acceptances, custody, papers of audits."""
import unittest

from schema_cases import SchemaCase, changed, load, places


class PaperSchemas(SchemaCase):
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

    def test_an_acceptance(self):
        digest, time = "0" * 64, "2026-06-01T00:00:00Z"
        statement = {"failed": 0, "good_at_least": 5, "population": 5, "sampled": 5, "source": "every-step"}
        drawn = {"confidence": 9500, "failed": 0, "good_at_least": 990, "population": 1000, "sampled": 238, "source": "ceremony"}
        receipt = {
            "accepted_at": time, "bundle": {
                "file_sha256": digest, "file_size": 1, "from": 0, "manifest": digest, "name": "week1", "root": digest, "run": digest,
                "sealed": {"root": digest, "size": 3}, "to": 7},
            "report": digest, "scope": "log", "simulated": True, "statement": statement,
            "trust": {"sha256": digest, "version": 1}, "type": "bulla-acceptance/1", "verdict": "accepted"}
        fits = lambda **change: self.validators["acceptance"].is_valid(dict(receipt, **change))
        self.assertTrue(fits())
        self.assertFalse(fits(as_of=time), "a receipt of 0.1.0")
        for size in (0, 66):
            self.assertFalse(fits(bundle=dict(receipt["bundle"], sealed={"root": digest, "size": size})), size)
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

    def test_a_statement_of_provenance(self):
        one = lambda name, **more: dict({"name": name, "digest": {"sha256": "0a" * 32}}, **more)
        statement = {
            "_type": "https://in-toto.io/Statement/v1", "subject": [one("weights.bin")], "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": {
                "buildDefinition": {
                    "buildType": "urn:bulla:training:v1", "externalParameters": {"recipe": "0a" * 32, "seed": "0a" * 32, "step": 7},
                    "resolvedDependencies": [one("dataset"), one("genesis"), one("recipe.json")]},
                "runDetails": {
                    "builder": {"id": "urn:bulla:log:lab.example/run/7"}, "metadata": {"invocationId": "0a" * 32},
                    "byproducts": [one("checkpoint"), one("leaf", annotations={"index": 9, "origin": "lab.example/run/7"}), one("manifest.json")]}}}
        is_valid = self.validators["provenance"].is_valid
        self.assertTrue(is_valid(statement))
        for path, value in places(statement):
            if isinstance(value, dict):
                other = changed({"": statement}, ("",) + path, lambda at, key: at[key].update(more=1))[""]
                self.assertFalse(is_valid(other), path)
            if path and isinstance(path[-1], str):
                self.assertFalse(is_valid(changed(statement, path, lambda at, key: at.pop(key))), path)
            other = changed({"": statement}, ("",) + path, lambda at, key: at.__setitem__(key, 1.5))[""]
            self.assertFalse(is_valid(other), path)

    def test_events_of_custody(self):
        digest = "0a" * 32
        item = {"capacity": 1, "kind": "flash", "label": "BOX/7", "marking": "SECRET", "serial": "SN-1"}
        common = {"at": "2026-06-01T00:00:00Z", "clock": "watch", "manifest": digest, "place": "LAB-1", "type": "bulla-custody/1", "witnesses": ["will"]}
        linked = dict(common, chain=digest, previous=digest, number=1)
        events = {
            "open": dict(common, number=0, file={"sha256": digest, "size": 1}, sealed={"root": digest, "size": 2}, items=[item], checks=[], **{"from": "ada"}),
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
            self.assertTrue(fits(dict(good, approvers=["dora"], acted="2026-05-31T00:00:00Z")), word)
            self.assertEqual(fits(dict(good, sealed={"root": digest, "size": 2})), word == "open", word)
            for key in good:
                # An open without it is of bulla 0.1.0.
                self.assertEqual(fits({k: v for k, v in good.items() if k != key}), key == "sealed", (word, key))
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

    def test_a_challenge_and_a_response(self):
        digest = "0a" * 32
        opening = {"kind": "replay/1", "leaf": 2, "pick": 1, "sha256": digest, "size": 9, "stratum": 1}
        challenge = {"ceremony": {}, "manifest": digest, "openings": [opening], "type": "bulla-audit-challenge/1"}
        response = {"challenge": digest, "draw": digest, "manifest": digest, "openings": [{"sha256": digest, "size": 9}],
                    "plan": digest, "responded_at": "2026-06-01T00:00:00Z", "type": "bulla-audit-response/1"}
        stated = self.validators["audit-response"].is_valid
        self.assertTrue(stated(dict(response, ledger={"count": 0, "head": "0" * 64})))
        for wrong in ({}, {"count": 1}, {"count": -1, "head": digest}, {"count": 1, "head": "a"}, {"count": 1, "head": digest, "more": 1}):
            self.assertFalse(stated(dict(response, ledger=wrong)), wrong)
        for name, document in (("audit-challenge", challenge), ("audit-response", response)):
            fits = self.validators[name].is_valid
            self.assertTrue(fits(document))
            self.assertFalse(fits(dict(document, more=1)))
            for key in document:
                self.assertFalse(fits({other: value for other, value in document.items() if other != key}), key)
                if key != "ceremony":
                    self.assertFalse(fits(dict(document, **{key: None})), key)


if __name__ == "__main__":
    unittest.main()
