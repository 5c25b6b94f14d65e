"""Lays a log out in tiles: C2SP tlog-tiles, from the specification alone.

python3 tiles.py FOLDER ORIGIN LEAVES.jsonl      the checkpoint's root is left out: it is not asked for here.
"""
import hashlib
import os
import sys


def place(number):
    text = "%03d" % (number % 1000)
    while number := number // 1000:
        text = "x%03d/" % (number % 1000) + text
    return text


def put(folder, path, data):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def tiles(folder, kind, items):
    for number in range(0, (len(items) + 255) // 256):
        part = items[256 * number:256 * number + 256]
        put(folder, "tile/%s/%s%s" % (kind, place(number), "" if len(part) == 256 else ".p/%d" % len(part)), b"".join(part))


def main(folder, origin, path):
    with open(path, "rb") as file:
        leaves = [line.rstrip(b"\n") for line in file]
    tiles(folder, "entries", [len(leaf).to_bytes(2, "big") + leaf for leaf in leaves])
    level, hashes = 0, [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while hashes:
        tiles(folder, str(level), hashes)
        for _ in range(8):
            hashes = [hashlib.sha256(b"\1" + hashes[i] + hashes[i + 1]).digest() for i in range(0, len(hashes) - 1, 2)]
        level += 1
    put(folder, "checkpoint", ("%s\n%d\n%s=\n" % (origin, len(leaves), "A" * 43)).encode())


if __name__ == "__main__":
    main(*sys.argv[1:4])
