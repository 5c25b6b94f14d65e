#!/usr/bin/python3 -I
"""Verifies a step proof of EZKL 23 for `bulla verify`: protocol bulla-plugin/1, format ezkl-halo2kzg/23.

One request on stdin, one response on stdout. The working folder holds `artifacts/ROLE`, `runtime/ezkl.abi3.so` (EZKL
itself) and `runtime/circuit.json` (what the auditor pinned). Nothing is written, nothing is fetched.

EZKL checks the proof bytes against the instances in the same file and nothing else. All else is checked here: that
key, settings and setup are the auditor's, that the instances are those that the host expects, and that they speak of
this very statement.
"""

import hashlib
import importlib.machinery
import importlib.util
import json
import os
import re
import sys

FORMAT = "ezkl-halo2kzg/23"
VERSION = "23.0.5"
PINNED = ("settings", "srs", "vk")
ROLES = ("proof", "settings", "srs", "statement", "vk")
PUBLIC = ("batch", "state_before", "statement", "state_after", "statement")
# The order of BN254's scalar field: a public input from here on up is another spelling of a smaller one.
ORDER = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001
MOST = 64 << 20


class Verdict(Exception):
    """What ends the check early: "reject" where the proof is at fault, "error" where nothing can be said."""

    def __init__(self, verdict, code):
        super().__init__(code)
        self.verdict, self.code = verdict, code


def need(condition, verdict, code):
    if not condition:
        raise Verdict(verdict, code)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    """The one spelling of a JSON value: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest_of_inputs(inputs):
    return sha256(canonical(inputs))


def read(name):
    with open(name, "rb") as file:
        data = file.read(MOST + 1)
    need(len(data) <= MOST, "error", "artifact-too-large")
    return data


def artifacts(request):
    """The artifacts' bytes by role, each compared with the digest in the request."""
    found = {}
    for entry in request["artifacts"]:
        role = entry["role"]
        need(role in ROLES and role not in found, "error", "unknown-role")
        found[role] = read(f"artifacts/{role}")
        same = sha256(found[role]) == entry["sha256"] and str(len(found[role])) == entry["size"]
        need(same, "error", "artifact-changed")
    need(set(found) == set(ROLES), "error", "missing-role")
    return found


def check_pins(found, circuit):
    """A prover's own key proves the prover's own circuit, and whoever made the setup can prove anything."""
    for role in PINNED:
        need(sha256(found[role]) == circuit["artifacts"][role], "reject", f"{role}-not-pinned")


def field_element(text):
    need(isinstance(text, str) and re.fullmatch("0x[0-9a-f]{64}", text), "reject", "public-input-malformed")
    value = int(text, 16)
    need(value < ORDER, "reject", "public-input-aliased")
    return value


def check_proof_file(data, values, circuit):
    """The file has one reading, and says what the host expects.

    EZKL also takes `pretty_public_inputs`, `hex_proof` and `version`, and ignores them; and it ignores bytes after
    the proof. None of these may be there.
    """
    try:
        proof = json.loads(data)
    except ValueError:
        raise Verdict("reject", "proof-malformed") from None
    need(isinstance(proof, dict) and set(proof) == {"instances", "proof"}, "reject", "proof-malformed")
    need(canonical(proof) == data, "reject", "proof-malformed")
    need(len(proof["proof"]) == circuit["proof_bytes"], "reject", "proof-size")
    expected = [[value.to_bytes(32, "little").hex() for value in values]]
    need(proof["instances"] == expected, "reject", "public-inputs-mismatch")


def check_statement(statement, digest, values, circuit, ezkl):
    """Public inputs are the statement's own batch and states, and the hash of its digest."""
    need(sha256(statement) == digest, "reject", "statement-mismatch")
    fields = json.loads(statement)
    raw, scale = bytes.fromhex(digest), circuit["scale"]
    limbs = [int.from_bytes(raw[i : i + 2], "big") << scale for i in range(0, 32, 2)]
    hashed = ezkl.poseidon_hash([limb.to_bytes(32, "little").hex() for limb in limbs])[0]
    for name, value in zip(PUBLIC, values):
        want = bytes.fromhex(hashed)[::-1].hex() if name == "statement" else fields.get(name)
        need(f"{value:064x}" == want, "reject", f"{name.replace('_', '-')}-not-proved")


def load_ezkl():
    """EZKL from the working folder, with nothing in the environment to change its mind."""
    os.environ.clear()
    os.environ["RAYON_NUM_THREADS"] = "1"
    loader = importlib.machinery.ExtensionFileLoader("ezkl", os.path.abspath("runtime/ezkl.abi3.so"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("ezkl", loader))
    loader.exec_module(module)
    need(module.__version__ == VERSION, "error", "verifier-version")
    return module


def run_ezkl(ezkl):
    """EZKL raises for a proof that is wrong and for one that it cannot read."""
    try:
        accepted = ezkl.verify(*(f"artifacts/{role}" for role in ("proof", "settings", "vk", "srs")))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        raise Verdict("reject", "proof-invalid") from None
    need(accepted is True, "reject", "proof-invalid")


def verify(request):
    need(request["protocol"] == "bulla-plugin/1" and request["op"] == "verify", "error", "unknown-protocol")
    need(request["format"] == FORMAT, "error", "unknown-format")
    found, circuit = artifacts(request), json.loads(read("runtime/circuit.json"))
    check_pins(found, circuit)
    values = [field_element(text) for text in request["expected_public_inputs"]]
    need(len(values) == len(PUBLIC), "reject", "public-inputs-mismatch")
    check_proof_file(found["proof"], values, circuit)
    ezkl = load_ezkl()
    check_statement(found["statement"], request["statement_sha256"], values, circuit, ezkl)
    run_ezkl(ezkl)
    return [{"role": role, "sha256": sha256(found[role])} for role in ROLES]


def answer(data):
    """The response to a request, whatever happens."""
    response = {"protocol": "bulla-plugin/1", "request_sha256": sha256(data), "nonce": "", "checked": []}
    response.update(public_inputs_sha256="", statement_bound=False, verifier={"name": "ezkl", "version": VERSION})
    try:
        request = json.loads(data)
        response["nonce"] = request["nonce"]
        response["public_inputs_sha256"] = digest_of_inputs(request["expected_public_inputs"])
        response["checked"] = verify(request)
        response.update(verdict="accept", code="ok", statement_bound=True)
    except Verdict as end:
        response.update(verdict=end.verdict, code=end.code)
    except BaseException as error:  # EZKL's panics are no Exceptions.
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        response.update(verdict="error", code="plugin-failed")
    return response


def main():
    need(sys.argv[1:] == ["--bulla-plugin=verify-v1"], "error", "unknown-protocol")
    # What EZKL prints must not stand in the response.
    responses = os.dup(1)
    os.dup2(2, 1)
    os.write(responses, canonical(answer(sys.stdin.buffer.read(1 << 20))))


if __name__ == "__main__":
    main()
