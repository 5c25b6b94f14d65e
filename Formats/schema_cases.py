"""What the tests of the JSON Schemas share: the golden documents, and ways to change them."""
import base64
import copy
import glob
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
    "appraisal",
    "audit-challenge",
    "audit-response",
    "audit-state",
    "audit-status",
    "custody-event",
    "custody-status",
    "estimate",
    "inspect",
    "partial",
    "progress",
    "provenance",
    "report",
    "result",
    "review",
    "review-waiver",
    "timing",
    "torrent",
    "torrents",
    "trust-audit",
    "trust-chain",
    "witness",
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
class SchemaCase(unittest.TestCase):
    """A test that has the schemas, their validators, and one golden document of each shape."""

    @classmethod
    def setUpClass(cls):
        cls.schemas = {name: load(name + "-v1.schema.json") for name in NAMES}
        cls.validators = {name: jsonschema.Draft202012Validator(schema) for name, schema in cls.schemas.items()}
        cls.samples = {}
        for name, document in documents():
            key = name, document.get("type"), tuple(sorted(document))
            cls.samples.setdefault(key, (name, document))
