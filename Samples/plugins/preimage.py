#!/usr/bin/python3 -I
"""The least that a plug-in of bulla-plugin/1 can be; Formats/plugin-v1.md is the specification.

It judges the format `sha256-preimage/1`: the artifact `proof` is a text whose SHA-256 is the first public input. That
proves little, but everything around it is as in a plug-in that matters. A second public input, where there is one,
must be the digest of the step's statement: then the proof is bound to the step. Hosts send the statement itself, too;
the first ones sent its digest alone.
"""
import hashlib
import json
import sys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read_artifact(artifact):
    """What lies in the working folder, not what the request says of it, is what counts."""
    with open(artifact["file"], "rb") as file:
        data = file.read()
    if str(len(data)) != artifact["size"] or sha256(data) != artifact["sha256"]:
        raise ValueError("artifact " + artifact["role"])
    return data


def statement_digest(request):
    """Of the statement itself where the host sends it: what stands in it could be judged as well."""
    if "statement" in request and sha256(request["statement"].encode()) != request["statement_sha256"]:
        raise ValueError("statement")
    return request["statement_sha256"]


def judge(request, artifacts):
    """The code of the fault, or None; and whether the proof names the statement."""
    inputs = request["expected_public_inputs"]
    if len(inputs) not in (1, 2):
        return "input-count", False
    if sha256(artifacts["proof"]) != inputs[0]:
        return "wrong-preimage", False
    if len(inputs) == 2 and inputs[1] != statement_digest(request):
        return "wrong-statement", False
    return None, len(inputs) == 2


def main():
    if sys.argv[1:] != ["--bulla-plugin=verify-v1"]:
        sys.exit("want --bulla-plugin=verify-v1")
    data = sys.stdin.buffer.read()
    request = json.loads(data)
    # Keys that are not known are left alone; a protocol, operation or format that is not known is not.
    if (request["protocol"], request["op"]) != ("bulla-plugin/1", "verify"):
        sys.exit("unknown protocol")
    if request["format"] != "sha256-preimage/1":
        sys.exit("unknown format")
    artifacts = {artifact["role"]: read_artifact(artifact) for artifact in request["artifacts"]}
    fault, is_bound = judge(request, artifacts)
    # Visible ASCII only, so that this is the canonical spelling.
    inputs = json.dumps(request["expected_public_inputs"], separators=(",", ":")).encode()
    json.dump({
        "protocol": "bulla-plugin/1",
        "nonce": request["nonce"],
        "request_sha256": sha256(data),
        "verdict": "reject" if fault else "accept",
        "code": fault or "ok",
        "checked": [{"role": "proof", "sha256": sha256(artifacts["proof"])}],
        "public_inputs_sha256": sha256(inputs),
        "statement_bound": is_bound,
        "verifier": {"name": "preimage.py", "version": "1"},
    }, sys.stdout)


main()
