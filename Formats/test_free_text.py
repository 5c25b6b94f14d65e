"""No field of any document has room for free text, but for a short list with reasons.

python3 -m unittest test_free_text     in this folder; needs nothing but Python
"""
import copy
import glob
import json
import os
import re
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
# Documents of the inspector or of one machine: they are in no bundle, and name people, files and findings.
OUTSIDE = {"appraisal", "audit-state", "audit-status", "custody-status", "inspect", "partial", "progress", "public-key", "report",
           "result", "timing", "torrent", "torrents", "trust", "trust-audit", "witness"}
# (schema, place): why words that somebody chose may stand there.
ORIGIN = "the log's origin, as the key of its checkpoints states it: once a run, and the same in every bundle"
MARKING = "what the marking may be is the classifier's to say; capitals, at most 64"
NAME = "a file or folder has to be called something; at most 64 letters without spaces"
ENVELOPE = "base64 of bytes that a schema of their own, or a signature, decides"
PERSON = "a custody event names who hands over; letters and hyphens, no spaces"
REASONS = {
    ("custody-event", "$defs/marking"): MARKING, ("custody-event", "$defs/person"): PERSON,
    ("acceptance", "$defs/name"): NAME, ("audit", "plan/payload"): ENVELOPE, ("audit", "reveal/payload"): ENVELOPE,
    ("audit", "draw/payload"): ENVELOPE, ("audit", "$defs/signatures/items/sig"): ENVELOPE,
    ("audit-plan", "$defs/origin"): ORIGIN, ("audit-plan", "randomness/oneOf/1/name"): "the public source of randomness",
    ("leaf", "$defs/origin"): ORIGIN, ("manifest", "$defs/marking"): MARKING, ("manifest", "$defs/name"): NAME,
    ("provenance", "$defs/leaf/annotations/origin"): ORIGIN, ("provenance", "subject/items/name"): NAME,
    ("manifest", "$defs/origin"): ORIGIN, ("review", "files/items/path"): NAME + "; itself reviewed",
    ("review", "marking"): MARKING, ("run", "$defs/marking"): MARKING, ("run", "$defs/name"): NAME, ("run", "$defs/origin"): ORIGIN,
}


def load(path):
    with open(path, "rb") as file:
        return json.loads(file.read())


def strings(schema, path=()):
    """Every schema of a string, or of any value, with its place."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" or "string" in (schema.get("type") or []):
            yield path, schema
        for key, value in schema.items():
            if key not in ("if", "not", "enum", "const", "required"):
                yield from strings(value, path + (key,))
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from strings(value, path + (index,))


def has_room(schema):
    """Whether a string that fits may hold words that somebody chose."""
    if "enum" in schema or "const" in schema:
        return False
    pattern = schema.get("pattern")
    if pattern is None or not (pattern.startswith("^") and pattern.endswith("$")):
        return True
    words = "the quick brown fox jumps over it"
    if any(re.fullmatch(pattern, text) for text in (words, words.upper(), words.replace(" ", "-"), words.replace(" ", "/"))):
        return True
    # One token is no sentence when it is short.
    return bool(re.fullmatch(pattern, "a" * 400)) and schema.get("maxLength", 1 << 30) > 200 and "A-Za-z0-9+/" not in pattern


class FreeText(unittest.TestCase):
    def test_no_field_has_room_for_free_text(self):
        found = set()
        for path in sorted(glob.glob(os.path.join(HERE, "*.schema.json"))):
            name = os.path.basename(path).removesuffix("-v1.schema.json")
            for place, schema in strings(load(path)) if name not in OUTSIDE else ():
                if has_room(schema):
                    found.add((name, "/".join(str(part) for part in place if part != "properties")))
        self.assertEqual(found - set(REASONS), set())
        self.assertEqual(set(REASONS) - found, set(), "reasons for what is not there")

    def test_a_field_with_room_is_found(self):
        manifest = load(os.path.join(HERE, "manifest-v1.schema.json"))
        for more in ({"type": "string"}, {"type": "string", "maxLength": 200}, {"type": "string", "pattern": "^.*$"},
                     {"type": "string", "pattern": "^[a-z ]{0,99}$"}, {"type": "string", "pattern": "[0-9a-f]{64}"}):
            other = copy.deepcopy(manifest)
            other["$defs"]["predicate"]["properties"]["remark"] = more
            self.assertEqual(sum(has_room(schema) for _, schema in strings(other)),
                             1 + sum(has_room(schema) for _, schema in strings(manifest)), more)


if __name__ == "__main__":
    unittest.main()
