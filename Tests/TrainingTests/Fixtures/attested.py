"""A step leaf and its `attested/1` proof, signed by another implementation of Ed25519.

    .venv/bin/pip install cryptography
    .venv/bin/python attested.py ../../../Formats/Vectors/training/attested.json
"""

import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"attested vector").digest())
names = ("batch", "previous", "run", "session", "state_after", "state_before")
statement = {name: digest(name) for name in names} | {"metrics": {"loss": "0.0625"}, "step": 7, "type": "step"}
payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
kind = b"application/vnd.bulla.step+json"
signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
vector = {
    "key": key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
    "signature": key.sign(signed).hex(), "statement": payload.decode(),
}
with open(sys.argv[1], "w") as file:
    file.write(json.dumps(vector, sort_keys=True, separators=(",", ":")) + "\n")
