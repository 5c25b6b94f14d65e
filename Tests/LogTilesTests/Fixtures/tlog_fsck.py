"""Checks a folder in the layout of C2SP tlog-tiles, written from the specifications alone.

    python3 tlog_fsck.py FOLDER [--key VKEY] [--minimum INDEX]

c2sp.org/tlog-tiles, tlog-checkpoint, signed-note; RFC 6962 section 2.1. Reads every file; ends with 0 if the log is whole.
"""
import argparse
import base64
import hashlib
import os
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Wrong(Exception):
    pass


def want(condition, words):
    if not condition:
        raise Wrong(words)


def sha256(data):
    return hashlib.sha256(data).digest()


def tree(hashes):
    """MTH of a list of leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + tree(hashes[:split]) + tree(hashes[split:]))


def number(text):
    want(re.fullmatch(r"0|[1-9][0-9]*", text), f"{text!r}: want a decimal without leading zeros")
    return int(text)


def checkpoint(note, vkey):
    """Origin, size and root of a signed note; with a verifier key its signature is checked."""
    head, _, tail = note.rpartition(b"\n\n")
    want(head and tail.endswith(b"\n"), "checkpoint: want a text, an empty line and signatures")
    text = head + b"\n"
    origin, size, root = text.decode().split("\n")[:3]
    if vkey:
        name, digest, encoded = vkey.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        want(raw[0] == 1 and sha256(name.encode() + b"\n" + raw)[:4].hex() == digest, "verifier key: wrong hash")
        signatures = []
        for line in tail.decode().splitlines():
            want(line.startswith("\u2014 "), "checkpoint: a line is no signature")
            signer, encoded = line[2:].rsplit(" ", 1)
            blob = base64.b64decode(encoded, validate=True)
            if signer == name and blob[:4].hex() == digest:
                signatures.append(blob[4:])
        want(signatures, f"checkpoint: no signature by {name}")
        for signature in signatures:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature, text)
            except InvalidSignature:
                raise Wrong("checkpoint: wrong signature") from None
    root = base64.b64decode(root, validate=True)
    want(len(root) == 32, "checkpoint: want a root of 32 bytes")
    return origin, number(size), root


def name(kind, n, width=256):
    groups = []
    groups.append(f"{n % 1000:03}")
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03}")
    return f"tile/{kind}/{'/'.join(reversed(groups))}" + (f".p/{width}" if width < 256 else "")


def expected(size, minimum):
    """Path to (level or None, n, width) of everything that a tree of that size must have."""
    found = {}
    for level in range(8):
        count = size >> 8 * level
        for n in range((count + 255) // 256):
            width = min(256, count - 256 * n)
            if width == 256 and (n + 1) << 8 * (level + 1) <= minimum:
                continue
            found[name(level, n, width)] = (level, n, width)
            if level == 0:
                found[name("entries", n, width)] = (None, n, width)
    return found


def entries(data, width, place):
    hashes, at = [], 0
    for _ in range(width):
        want(at + 2 <= len(data), f"{place}: ends before entry {len(hashes)}")
        length, = struct.unpack_from(">H", data, at)
        want(at + 2 + length <= len(data), f"{place}: entry {len(hashes)} is cut off")
        hashes.append(sha256(b"\0" + data[at + 2:at + 2 + length]))
        at += 2 + length
    want(at == len(data), f"{place}: bytes after the last entry")
    return hashes


class Log:
    def __init__(self, folder, vkey, minimum):
        self.folder, self.minimum = folder, minimum
        self.origin, self.size, self.root = checkpoint(self.read("checkpoint"), vkey)
        want(minimum <= self.size, "the minimum index is beyond the tree")
        self.tiles = {}

    def read(self, path):
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                return file.read()
        except OSError as error:
            raise Wrong(f"{path}: {error.strerror}") from None

    def hashes(self, path):
        data = self.read(path)
        want(len(data) % 32 == 0, f"{path}: want whole hashes")
        return [data[at:at + 32] for at in range(0, len(data), 32)]

    def check(self):
        wanted = expected(self.size, self.minimum)
        for path, (level, n, width) in wanted.items():
            if level is None:
                self.check_entries(path, n, width)
            else:
                self.tiles[level, n] = self.hashes(path)
                want(len(self.tiles[level, n]) == width, f"{path}: got {len(self.tiles[level, n])} hashes, want {width}")
        self.check_levels()
        self.check_root()
        self.check_others(wanted)
        return f"{self.origin}: {self.size} entries, {len(wanted)} files, root {self.root.hex()}"

    def check_entries(self, path, n, width):
        data = self.read(path)
        leaf = self.hashes(name(0, n, width))
        want(entries(data, width, path) == leaf, f"{path}: entries do not hash to the level 0 tile")

    def check_levels(self):
        """Each hash of a tile is the tree hash of a full tile below, where that one is there."""
        for (level, n), hashes in self.tiles.items():
            for i, got in enumerate(hashes if level else []):
                below = self.tiles.get((level - 1, 256 * n + i))
                if below is None:
                    want((256 * n + i + 1) << 8 * level <= self.minimum, f"{name(level - 1, 256 * n + i)}: is missing")
                else:
                    want(len(below) == 256 and tree(below) == got, f"{name(level, n)}: hash {i} is not that of the tile below")

    def check_root(self):
        """Folds the perfect subtrees of the rightmost tiles, from the right."""
        nodes = []
        for level in range(7, -1, -1):
            count = self.size >> 8 * level
            rest = self.tiles[level, count // 256][:count % 256] if count % 256 else []
            while rest:
                part = 1 << len(rest).bit_length() - 1
                nodes.append(tree(rest[:part]))
                rest = rest[part:]
        root = nodes.pop() if nodes else sha256(b"")
        while nodes:
            root = sha256(b"\1" + nodes.pop() + root)
        want(root == self.root, f"checkpoint: root {self.root.hex()}, the tiles have {root.hex()}")

    def check_others(self, wanted):
        """Whatever else lies there is a partial tile of an earlier checkpoint."""
        for folder, _, files in os.walk(self.folder):
            for file in files:
                path = os.path.relpath(os.path.join(folder, file), self.folder)
                if path in wanted or path == "checkpoint":
                    continue
                match = PATH.fullmatch(path)
                want(match and match[3], f"{path}: is no file of this log")
                kind, n, width = match[1], int(match[2].replace("/", "").replace("x", "")), int(match[3])
                whole = self.tiles.get((0 if kind == "entries" else int(kind), n))
                want(whole is not None and width < len(whole), f"{path}: is wider than the tree")
                if kind == "entries":
                    got = entries(self.read(path), width, path)
                else:
                    got = self.hashes(path)
                want(got == whole[:width], f"{path}: is not the beginning of the tile")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--key")
    parser.add_argument("--minimum", type=int, default=0)
    options = parser.parse_args()
    try:
        print(Log(options.folder, options.key, options.minimum).check())
    except (Wrong, ValueError, UnicodeDecodeError) as error:
        print(f"wrong: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
