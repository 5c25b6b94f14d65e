"""Runs the plug-in as its host does, on a good proof and on forged ones: python3 test_ezkl_plugin.py PLUGIN PROOF...

PLUGIN is the folder of make_plugin.sh; PROOF are `step-N.bulla` files of make_step_proof.py, two or more of one run.
FOREIGN in the environment may name a proof made under another setup.
"""

import hashlib
import json
import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from ezkl_plugin import ORDER
from plugin_proof import canonical, unpack

PLUGIN, PROOFS = None, []
# Those of the declaration; memory is address space.
LIMITS = {resource.RLIMIT_AS: 1 << 28, resource.RLIMIT_CPU: 20, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 32}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def limit():
    for name, value in LIMITS.items():
        resource.setrlimit(name, (value, value))


def run(artifacts, inputs, digest, change=None, request_change=None):
    """The plug-in's response, in a fresh folder, with no environment and (where allowed) no network."""
    listed = [{"role": r, "sha256": sha256(d), "size": str(len(d))} for r, d in sorted(artifacts.items())]
    request = {
        "protocol": "bulla-plugin/1", "op": "verify", "nonce": secrets.token_hex(32), "format": "ezkl-halo2kzg/23",
        "statement_sha256": digest, "artifacts": listed, "expected_public_inputs": inputs, "grease_7f": "ignored",
    }
    request.update(request_change or {})
    data = json.dumps(request).encode("ascii")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "artifacts"))
        os.mkdir(os.path.join(folder, "runtime"))
        for role, content in artifacts.items():
            with open(os.path.join(folder, "artifacts", role), "wb") as file:
                file.write(content)
        for name in ("circuit.json", "ezkl.abi3.so"):
            shutil.copy(os.path.join(PLUGIN, name), os.path.join(folder, "runtime"))
        if change:
            change(folder)
        command = [os.path.join(PLUGIN, "ezkl_plugin.py"), "--bulla-plugin=verify-v1"]
        start = time.monotonic()
        ended = subprocess.run(
            ISOLATED + command, input=data, capture_output=True, cwd=folder, env={}, preexec_fn=limit, timeout=60
        )
    response = json.loads(ended.stdout)
    assert ended.returncode == 0 and response["nonce"] == request["nonce"], ended
    assert response["request_sha256"] == sha256(data)
    response["seconds"] = time.monotonic() - start
    return response


def can_unshare():
    return subprocess.run(["/usr/bin/unshare", "-rn", "true"], capture_output=True).returncode == 0


ISOLATED = ["/usr/bin/unshare", "-rn"] if can_unshare() else []


class Proof:
    """The parts of one proof, to be changed at will."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.head, self.artifacts = unpack(file.read())
        self.inputs = self.head["public_inputs"]
        self.digest = sha256(self.artifacts["statement"])

    def file(self):
        return json.loads(self.artifacts["proof"])

    def with_file(self, file, spell=canonical):
        self.artifacts["proof"] = spell(file)
        return self

    def run(self, **more):
        return run(self.artifacts, self.inputs, self.digest, **more)


class PluginTests(unittest.TestCase):
    def setUp(self):
        self.proof, self.other = Proof(PROOFS[0]), Proof(PROOFS[1])

    def expect(self, verdict, code, proof, **more):
        response = proof.run(**more)
        self.assertEqual((response["verdict"], response["code"]), (verdict, code))
        self.assertEqual(response["statement_bound"], verdict == "accept")
        return response

    def test_accepts_good_proofs(self):
        for proof in (self.proof, self.other):
            response = self.expect("accept", "ok", proof)
            print(f"accepted in {response['seconds']:.2f} s", file=sys.stderr)
            want = [{"role": r, "sha256": sha256(d)} for r, d in sorted(proof.artifacts.items())]
            self.assertEqual(response["checked"], want)
            self.assertEqual(response["public_inputs_sha256"], sha256(canonical(proof.inputs)))

    def test_steps_link_by_equal_hashes(self):
        self.assertEqual(self.proof.inputs[3], self.other.inputs[1])

    def test_refuses_a_changed_instance_in_the_file(self):
        file = self.proof.file()
        file["instances"][0][0] = "01" + file["instances"][0][0][2:]
        self.expect("reject", "public-inputs-mismatch", self.proof.with_file(file))

    def test_refuses_a_changed_instance_that_the_statement_does_not_name(self):
        file = self.claim_state()
        self.expect("reject", "state-after-not-proved", self.proof.with_file(file))

    def test_refuses_a_statement_that_claims_another_state(self):
        """File, inputs and statement agree here: EZKL itself has to find it."""
        claim = json.loads(self.proof.artifacts["statement"])
        claim["state_after"] = json.loads(self.other.artifacts["statement"])["state_after"]
        self.restate(claim)
        file = self.claim_state()
        self.expect("reject", "statement-not-proved", self.proof.with_file(file))
        self.bind(file)
        self.expect("reject", "proof-invalid", self.proof.with_file(file))

    def claim_state(self):
        """The proof's file with the state after another step; the expected inputs say the same."""
        self.assertNotEqual(self.proof.inputs[3], self.other.inputs[3])
        self.proof.inputs[3] = self.other.inputs[3]
        file = self.proof.file()
        file["instances"][0][3] = self.other.file()["instances"][0][3]
        return file

    def restate(self, claim):
        self.proof.artifacts["statement"] = canonical(claim)
        self.proof.digest = sha256(self.proof.artifacts["statement"])

    def bind(self, file):
        """Writes the hash of the statement's digest where the plug-in looks for it."""
        raw = bytes.fromhex(self.proof.digest)
        limbs = [int.from_bytes(raw[i : i + 2], "big") << 12 for i in range(0, 32, 2)]
        hashed = load_ezkl().poseidon_hash([limb.to_bytes(32, "little").hex() for limb in limbs])[0]
        for index in (2, 4):
            file["instances"][0][index] = hashed
            self.proof.inputs[index] = "0x" + bytes.fromhex(hashed)[::-1].hex()

    def test_refuses_every_sampled_proof_byte(self):
        good = self.proof.file()
        for index in range(0, len(good["proof"]), 251):
            file = json.loads(canonical(good))
            file["proof"][index] ^= 1
            with self.subTest(byte=index):
                self.expect("reject", "proof-invalid", self.proof.with_file(file))

    def test_refuses_bytes_after_the_proof_which_ezkl_ignores(self):
        file = self.proof.file()
        file["proof"].append(0)
        self.expect("reject", "proof-size", self.proof.with_file(file))

    def test_refuses_fields_that_ezkl_does_not_check(self):
        forged = {"pretty_public_inputs": {"inputs": [["1"]]}, "hex_proof": "0x00", "version": "99.0.0"}
        for name, value in forged.items():
            with self.subTest(field=name):
                file = {**self.other.file(), name: value}
                self.expect("reject", "proof-malformed", self.other.with_file(file))
                self.setUp()

    def test_refuses_two_readings_of_the_file(self):
        data = self.proof.artifacts["proof"]
        for name, changed in {
            "twice": b'{"instances":[],' + data[1:], "space": data + b"\n", "no JSON": data[:-1], "list": b"[]"
        }.items():
            with self.subTest(file=name):
                self.proof.artifacts["proof"] = changed
                self.expect("reject", "proof-malformed", self.proof)

    def test_refuses_an_aliased_instance(self):
        aliased = int(self.proof.inputs[0], 16) + ORDER
        file = self.proof.file()
        file["instances"][0][0] = aliased.to_bytes(32, "little").hex()
        self.expect("reject", "public-inputs-mismatch", self.proof.with_file(file))
        self.proof.inputs[0] = f"0x{aliased:064x}"
        self.expect("reject", "public-input-aliased", self.proof)

    def test_refuses_other_spellings_of_inputs(self):
        for text in (self.proof.inputs[0].upper(), "0x1", "1", 1, None):
            with self.subTest(text=text):
                self.expect("reject", "public-input-malformed", self.with_input(text))

    def with_input(self, text):
        self.proof.inputs = [text] + self.other.inputs[1:]
        return self.proof

    def test_refuses_more_or_fewer_inputs(self):
        self.proof.inputs.append(self.proof.inputs[0])
        self.expect("reject", "public-inputs-mismatch", self.proof)
        del self.proof.inputs[4:]
        self.expect("reject", "public-inputs-mismatch", self.proof)

    def test_refuses_the_proof_of_another_step(self):
        self.proof.artifacts["proof"] = self.other.artifacts["proof"]
        self.expect("reject", "public-inputs-mismatch", self.proof)
        self.proof.inputs = self.other.inputs
        self.expect("reject", "batch-not-proved", self.proof)

    def test_refuses_another_statement(self):
        self.proof.digest = self.other.digest
        self.expect("reject", "statement-mismatch", self.proof)

    def test_refuses_a_statement_whose_metrics_were_changed(self):
        claim = json.loads(self.proof.artifacts["statement"])
        claim["metrics"]["loss"] = "0.0001"
        self.restate(claim)
        self.expect("reject", "statement-not-proved", self.proof)

    def test_refuses_artifacts_that_the_auditor_did_not_pin(self):
        for role in ("settings", "srs", "vk"):
            with self.subTest(role=role):
                self.setUp()
                changed = bytearray(self.proof.artifacts[role])
                changed[-1] ^= 1
                self.proof.artifacts[role] = bytes(changed)
                self.expect("reject", f"{role}-not-pinned", self.proof)

    @unittest.skipUnless(os.environ.get("FOREIGN"), "FOREIGN names no proof of another setup")
    def test_refuses_a_good_proof_under_a_setup_of_the_prover(self):
        """Only the pins tell it from a good one: with its own pins it is accepted."""

        def pin_its_own(folder):
            pins = {role: sha256(foreign.artifacts[role]) for role in ("settings", "srs", "vk")}
            circuit = {"artifacts": pins, "proof_bytes": len(foreign.file()["proof"]), "scale": 12}
            with open(os.path.join(folder, "runtime/circuit.json"), "wb") as file:
                file.write(canonical(circuit))

        foreign = Proof(os.environ["FOREIGN"])
        self.expect("accept", "ok", foreign, change=pin_its_own)
        self.expect("reject", "srs-not-pinned", foreign)
        foreign.artifacts["srs"] = self.proof.artifacts["srs"]
        self.expect("reject", "vk-not-pinned", foreign)

    def test_errs_on_artifacts_other_than_the_request_says(self):
        def swap(folder):
            with open(os.path.join(folder, "artifacts/vk"), "ab") as file:
                file.write(b"\0")

        def lose(folder):
            os.remove(os.path.join(folder, "artifacts/srs"))

        def swell(folder):
            os.truncate(os.path.join(folder, "artifacts/vk"), (64 << 20) + 1)

        self.expect("error", "artifact-changed", self.proof, change=swap)
        self.expect("error", "artifact-too-large", self.proof, change=swell)
        self.expect("error", "plugin-failed", self.proof, change=lose)
        del self.proof.artifacts["srs"]
        self.expect("error", "missing-role", self.proof)

    def test_errs_on_a_broken_verifier(self):
        def spoil(folder):
            with open(os.path.join(folder, "runtime/ezkl.abi3.so"), "wb") as file:
                file.write(b"not a library")

        self.expect("error", "plugin-failed", self.proof, change=spoil)

    def test_errs_on_roles_that_it_does_not_know(self):
        self.proof.artifacts["pk"] = b""
        self.expect("error", "unknown-role", self.proof)

    def test_says_nothing_to_other_arguments(self):
        command = [os.path.join(PLUGIN, "ezkl_plugin.py"), "--bulla-plugin=verify-v2"]
        ended = subprocess.run(command, input=b"", capture_output=True, env={})
        self.assertNotEqual(ended.returncode, 0)
        self.assertEqual(ended.stdout, b"")

    def test_errs_on_other_protocols_and_formats(self):
        self.expect("error", "unknown-protocol", self.proof, request_change={"protocol": "bulla-plugin/2"})
        self.expect("error", "unknown-protocol", self.proof, request_change={"op": "prove"})
        self.expect("error", "unknown-format", self.proof, request_change={"format": "ezkl-halo2kzg/24"})


def load_ezkl():
    """The plug-in's own copy of EZKL."""
    import importlib.machinery
    import importlib.util

    loader = importlib.machinery.ExtensionFileLoader("ezkl", os.path.abspath(os.path.join(PLUGIN, "ezkl.abi3.so")))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("ezkl", loader))
    loader.exec_module(module)
    return module


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    PLUGIN, PROOFS = os.path.abspath(sys.argv[1]), sys.argv[2:]
    print(f"network namespace: {'own' if ISOLATED else 'not available here'}", file=sys.stderr)
    unittest.main(argv=sys.argv[:1])
