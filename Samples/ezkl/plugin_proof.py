"""Reads and writes `bulla-plugin-proof/1`: one blob that holds all that a plug-in needs to verify one proof.

A canonical JSON document, LF, then the artifacts' bytes in the document's order; nothing after them.
"""

import hashlib
import json

MOST = 64 << 20


def canonical(value):
    """The one spelling of a JSON value: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def pack(format, artifacts, public_inputs):
    """The blob of artifacts (bytes by role) and public inputs (strings)."""
    order = sorted(artifacts)
    listed = [
        {"role": role, "sha256": hashlib.sha256(artifacts[role]).hexdigest(), "size": len(artifacts[role])}
        for role in order
    ]
    head = {"artifacts": listed, "format": format, "public_inputs": public_inputs, "type": "bulla-plugin-proof/1"}
    return canonical(head) + b"\n" + b"".join(artifacts[role] for role in order)


def unpack(blob):
    """The head and the artifacts' bytes by role; ValueError where the blob is not as above."""
    text, _, rest = blob.partition(b"\n")
    head, artifacts = json.loads(text), {}
    if canonical(head) != text or head["type"] != "bulla-plugin-proof/1" or len(rest) > MOST:
        raise ValueError("not a bulla-plugin-proof/1")
    for entry in head["artifacts"]:
        data, rest = rest[: entry["size"]], rest[entry["size"] :]
        if len(data) != entry["size"] or hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise ValueError(f"artifact {entry['role']} is not the one that the head names")
        artifacts[entry["role"]] = data
    if rest:
        raise ValueError(f"{len(rest)} bytes after the last artifact")
    return head, artifacts
