"""Tests of the schemas of what programs write: reports, partial reports, timings, the status of weeks."""
import base64
import importlib.util
import os
import unittest

from schema_cases import SchemaCase, HERE, changed, places


class ReportSchemas(SchemaCase):
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
        seen = {"at": "2026-06-01T00:00:00Z", "by": "wim", "means": "note"}
        signer = {"age": "2026-06-01T00:00:00Z", "counts": True, "end": {"at": "2026-07-01T00:00:00Z", "kind": "revoked"}, "key": "0" * 64,
                  "person": "ann", "shown": [seen], "standing": "valid-then", "wanted": 1}
        self.assertTrue(self.validators["report"].is_valid(dict(report, signers=[signer])))
        for wrong in ({"shown": seen}, {"shown": [dict(seen, means="witness")]}, {"wanted": 0}):
            self.assertFalse(self.validators["report"].is_valid(dict(report, signers=[dict(signer, **wrong)])), wrong)

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
        seen = set()
        for path, value in places(report):
            kind = tuple("" if isinstance(key, int) else key for key in path)
            if kind in seen and not os.environ.get("BULLA_EXHAUSTIVE"):
                continue
            seen.add(kind)
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
