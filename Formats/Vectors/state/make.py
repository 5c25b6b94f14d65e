"""Makes vectors.json from the text of state-v1.md alone: python3 make.py > vectors.json

Values stand in a notation of JSON: [tag, ...], where what follows the tag is as the table of section 2 has it.
"""
import hashlib
import json
import struct


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64(number):
    return number.to_bytes(8, "big")


def counted(data):
    return u64(len(data)) + data


def enc(value):
    tag, rest = value[0], value[1:]
    head = tag.encode()
    if tag in "NTF":
        return head
    if tag == "I":
        return head + counted(str(rest[0]).encode())
    if tag in "DC":
        return head + b"".join(struct.pack(">d", float(number)) for number in rest)
    if tag == "S":
        return head + counted(rest[0].encode())
    if tag == "B":
        return head + counted(bytes.fromhex(rest[0]))
    if tag == "A":
        kind, shape, cells = rest
        return head + counted(kind.encode()) + u64(len(shape)) + b"".join(map(u64, shape)) + sha(bytes.fromhex(cells))
    if tag in "LU":
        return head + u64(len(rest[0])) + b"".join(enc(item) for item in rest[0])
    if tag == "E":
        return head + u64(len(rest[0])) + b"".join(sorted(enc(item) for item in rest[0]))
    if tag == "M":
        pairs = {enc(key): enc(item) for key, item in rest[0]}
        return head + u64(len(pairs)) + b"".join(key + pairs[key] for key in sorted(pairs))
    if tag == "O":
        name, held, members = rest
        return head + counted(name.encode()) + enc(held) + enc(["M", [[["S", key], item] for key, item in members]])
    raise ValueError(tag)


def batch(salt, parts, leaves):
    digests = [sha(b"bulla-batch-part/1\0", enc(part)) for part in parts]
    return sha(b"bulla-batch/1\0", salt, len(digests).to_bytes(4, "big"), *digests, len(leaves).to_bytes(4, "big"), *leaves)


def root(leaves):
    """RFC 6962 section 2.1, by its recursion."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def path(index, leaves):
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if index < k:
        return path(index, leaves[:k]) + [root(leaves[k:])]
    return path(index - k, leaves[k:]) + [root(leaves[:k])]


def floats(*numbers):
    return struct.pack("<%df" % len(numbers), *numbers).hex()


VALUES = [
    ["N"], ["T"], ["F"], ["I", 0], ["I", -17], ["I", 2**70], ["D", 0.0], ["D", -0.0], ["D", 1.5], ["C", 1.0, -2.0],
    ["S", ""], ["S", "a/b"], ["S", "größer"], ["B", ""], ["B", "00ff"],
    ["A", "float32", [2, 2], floats(1, 2, 3, 4)], ["A", "float32", [4], floats(1, 2, 3, 4)], ["A", "int64", [], "0100000000000000"],
    ["A", "float32", [0, 3], ""], ["L", []], ["U", []], ["L", [["I", 1]]], ["U", [["I", 1], ["L", [["N"]]]]], ["E", [["I", 2], ["I", 10], ["S", "x"]]],
    ["M", []], ["M", [[["S", "0"], ["I", 1]]]], ["M", [[["I", 0], ["I", 1]]]], ["M", [[["S", "a"], ["M", []]]]],
    ["M", [[["S", "b"], ["I", 1]], [["S", "a"], ["T"]], [["S", "aa"], ["N"]]]],
    ["M", [[["S", "weight"], ["A", "float32", [1, 2], floats(0.5, -0.5)]], [["S", "bias"], ["A", "float32", [1], floats(0)]]]],
    ["O", "toy.Point", ["N"], [["y", ["I", 2]], ["x", ["I", 1]]]], ["O", "toy.Name", ["S", "n"], []],
]  # fmt: skip


def main():
    salt = bytes(range(32))
    secret = bytes(32 * [7])
    salts = [sha(b"bulla-example-salt/1\0", secret, u64(i)) for i in range(7)]
    examples = [["M", [[["S", "id"], ["I", i]], [["S", "text"], ["S", "example %d" % i]]]] for i in range(7)]
    leaves = [sha(b"\0", salts[i], enc(examples[i])) for i in range(7)]
    document = {
        "values": [{"value": v, "encoding": enc(v).hex(), "state": sha(b"bulla-state/1\0", enc(v)).hex()} for v in VALUES],
        "salt": {"secret": secret.hex(), "step": 5, "rewinds": 1,
                 "salt": sha(b"bulla-salt/1\0", secret, u64(5), (1).to_bytes(4, "big")).hex()},
        "batches": [
            {"salt": salt.hex(), "parts": [v], "examples": [], "batch": batch(salt, [v], []).hex()} for v in VALUES[-4:]
        ] + [{"salt": salt.hex(), "parts": VALUES[:3], "examples": [6, 0], "batch": batch(salt, VALUES[:3], [leaves[6], leaves[0]]).hex()}],
        "dataset": {
            "secret": secret.hex(), "examples": examples,
            "roots": [root(leaves[: n + 1]).hex() for n in range(7)],
            "paths": [[h.hex() for h in path(i, leaves)] for i in range(7)],
        },
    }  # fmt: skip
    print(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True))


main()
