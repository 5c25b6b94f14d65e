"""Tests of the schemas of trust files, their chains, and what their policies demand."""
import unittest

from schema_cases import SchemaCase, load


class TrustSchemas(SchemaCase):
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
        more = dict(good["sev_snp"], azure_hcl=["0" * 96], platform_info={"tio": True, "smt": False})
        gpu = {"revocation_required": True, "serials": ["00"]}
        for fits in (dict(good, sev_snp=more), dict(good, nvidia_gpu=gpu, nvidia_switch=gpu), dict(good, nitro=dict(nitro, revocation_required=True))):
            self.assertTrue(attestation.is_valid(dict(trust, policy=dict(policy, attestation=fits))), fits)
        for bad in (
            dict(good, sev_snp=dict(more, azure_hcl=[])), dict(good, sev_snp=dict(more, platform_info={})),
            dict(good, sev_snp=dict(more, platform_info={"tio": 1})), dict(good, sev_snp=dict(more, platform_info={"x": True})),
            dict(good, nvidia_switch={"x": 1}), dict(good, nitro=dict(nitro, revocation_required=1)),
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

    def test_demands_of_review(self):
        trust = load("Vectors", "bundle", "trust.json")
        good = {"lists": ["0" * 64], "proofs": False, "required": True, "role": "exporter", "waiver_role": "authority", "waivers": 0}
        fits = lambda value: self.validators["trust"].is_valid(dict(trust, policy=dict(trust["policy"], review=value)))
        self.assertTrue(fits(good))
        for wrong in ({"role": "boss"}, {"waivers": -1}, {"lists": ["a"]}, {"required": 1}, {"more": 1}):
            self.assertFalse(fits(dict(good, **wrong)), wrong)
        for key in good:
            self.assertFalse(fits({k: v for k, v in good.items() if k != key}), key)

    def test_how_many_people_must_have_seen_a_signature(self):
        trust = load("Vectors", "bundle", "trust.json")
        for count, good in ((1, True), (64, True), (0, False), (65, False), ("1", False)):
            policy = dict(trust["policy"], sightings=count)
            self.assertEqual(self.validators["trust"].is_valid(dict(trust, policy=policy)), good, count)

    def test_what_a_wrong_clock_is(self):
        trust = load("Vectors", "bundle", "trust.json")
        for word, good in (("warn", True), ("refuse", True), ("fail", False), (True, False), (60, False)):
            policy = dict(trust["policy"], sealed_ahead=word)
            self.assertEqual(self.validators["trust"].is_valid(dict(trust, policy=policy)), good, word)

    def test_what_a_witness_remembers(self):
        seen = {"origin": "lab.example/run/1", "root": "0" * 64, "size": 5}
        fits = lambda logs: self.validators["witness"].is_valid({"logs": logs, "type": "bulla-witness/1"})
        self.assertTrue(fits([]) and fits([seen]))
        for wrong in ({"origin": ""}, {"origin": "a b"}, {"origin": "a+b"}, {"root": "0"}, {"size": -1}, {"more": 1}):
            self.assertFalse(fits([dict(seen, **wrong)]), wrong)
        for key in seen:
            self.assertFalse(fits([{k: v for k, v in seen.items() if k != key}]), key)

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


if __name__ == "__main__":
    unittest.main()
