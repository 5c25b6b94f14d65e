"""Known answers for Formats/training-v1.md, from an implementation of its own: big integers, no arrays, no speed.

    python3 reference.py ../../../Formats/Vectors/training

writes one JSON file for each network. With `../../../Samples/digits/digits.csv` as a second argument it also does
the sample's whole training, in some minutes. Only the standard library is used.
"""

import hashlib
import json
import math
import struct
import sys
from pathlib import Path


def sha256(data):
    return hashlib.sha256(data).digest()


class Trap(Exception):
    """The step must not be taken; the argument is the error code."""


# Section 5: random integers


def words(label, seed, index):
    counter = 0
    while True:
        block = sha256(label + b"\0" + seed + struct.pack(">IQ", index, counter))
        yield from struct.unpack(">4Q", block)
        counter += 1


def below(stream, bound):
    accepted = 2**64 // bound * bound
    while True:
        word = next(stream)
        if word < accepted:
            return word % bound


def shuffle(seed, round_, count):
    stream = words(b"bulla-shuffle/1", seed, round_)
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = below(stream, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


# Sections 1 to 3: the recipe


class Recipe:
    def __init__(self, widths, batch, fx, fa, fd, kappa, bits, rate, alpha0):
        self.fields = {
            "type": "bulla-recipe/1", "semantics": "integer-sgd/1", "state": "tensor-sha256/1",
            "widths": widths, "batch": batch, "input_scale": fx, "activation_scale": fa,
            "delta_scale": fd, "kappa": kappa, "bits": bits, "learning_rate": rate, "input_bound": alpha0,
        }
        self.d, self.B, self.b, self.rate = widths, batch, bits, rate
        self.L = len(widths) - 1
        self.f = [fx] + [fa] * (self.L - 1) + [fd]
        # Index 0 of per-layer lists is unused, so that they read as in the text.
        layers = range(1, self.L + 1)
        self.fw = [None] + [self.f[l - 1] + fd + kappa for l in layers]
        self.s = [None] + [self.f[l - 1] + self.fw[l] - self.f[l] for l in layers]
        alpha = [alpha0] + [bits - 1] * (self.L - 1)
        self.limit = [None] + [
            (2**62 - 1) // max((self.d[l - 1] + 1) * 2 ** alpha[l - 1], self.d[l] * 2**bits) for l in layers
        ]
        self.move = [None] + [rate * batch * 2 ** (alpha[l - 1] + bits) for l in layers]
        self.range = [None] + [math.isqrt(4 ** self.fw[l] // self.d[l - 1]) for l in layers]
        self.free = min((self.limit[l] - self.range[l]) // self.move[l] for l in layers)

    def bytes(self):
        return json.dumps(self.fields, sort_keys=True, separators=(",", ":")).encode()


def genesis(r, seed):
    weights = []
    for l in range(1, r.L + 1):
        stream = words(b"bulla-genesis/1", seed, l)
        rows = [
            [below(stream, 2 * r.range[l] + 1) - r.range[l] for _ in range(r.d[l])] for _ in range(r.d[l - 1])
        ]
        weights.append(rows + [[0] * r.d[l]])
    return weights


# Section 4: the step


def rounded(r, v, s):
    q = math.floor((v + 2 ** (s - 1)) // 2**s)
    if not -(2 ** (r.b - 1)) <= q < 2 ** (r.b - 1):
        raise Trap("quantization-overflow")
    return q


def forward(r, weights, inputs):
    A, Q = [inputs], [None]
    for l in range(1, r.L + 1):
        W = weights[l - 1]
        V = [
            [sum(a * W[i][j] for i, a in enumerate(row)) + 2 ** r.f[l - 1] * W[-1][j] for j in range(r.d[l])]
            for row in A[l - 1]
        ]
        Q.append([[rounded(r, v, r.s[l]) for v in row] for row in V])
        A.append([[max(q, 0) for q in row] for row in Q[l]])
    return A, Q


def step(r, weights, inputs, labels):
    for l in range(1, r.L + 1):
        if any(abs(w) > r.limit[l] for row in weights[l - 1] for w in row):
            raise Trap("weight-bound")
    A, Q = forward(r, weights, inputs)
    one = 2 ** r.f[r.L]
    D = [[q - (one if j == y else 0) for j, q in enumerate(row)] for row, y in zip(Q[r.L], labels)]
    squared = sum(d * d for row in D for d in row)
    right = sum(row.index(max(row)) == y for row, y in zip(Q[r.L], labels))
    after = [None] * r.L
    for l in range(r.L, 0, -1):
        W = weights[l - 1]
        plus = [row + [2 ** r.f[l - 1]] for row in A[l - 1]]
        after[l - 1] = [
            [W[i][j] - r.rate * sum(plus[b][i] * D[b][j] for b in range(r.B)) for j in range(r.d[l])]
            for i in range(r.d[l - 1] + 1)
        ]
        if l > 1:
            E = [[sum(row[j] * W[i][j] for j in range(r.d[l])) for i in range(r.d[l - 1])] for row in D]
            D = [
                [rounded(r, e, r.fw[l]) * (1 if q >= 0 else 0) for e, q in zip(erow, qrow)]
                for erow, qrow in zip(E, Q[l - 1])
            ]
    return after, decimal(squared, r.B * one * one), decimal(right, r.B)


def decimal(numerator, denominator):
    whole = str(numerator // denominator)
    if len(whole) > 6:
        return "999999"
    places = min(4, 6 - len(whole))
    if places == 0:
        return whole
    return whole + "." + str(numerator * 10**places // denominator % 10**places).zfill(places)


# Sections 6 and 7: digests and openings


def frame_weights(r, weights):
    out = struct.pack(">I", r.L)
    for l, tensor in enumerate(weights, 1):
        out += struct.pack(">III", len(tensor), len(tensor[0]), r.fw[l])
        out += b"".join(struct.pack("<q", w) for row in tensor for w in row)
    return out


def frame_batch(salt, inputs, labels):
    out = salt + struct.pack(">II", len(inputs), len(inputs[0]))
    out += b"".join(struct.pack("<i", x) for row in inputs for x in row)
    return out + b"".join(struct.pack("<H", y) for y in labels)


def state(r, weights):
    return sha256(b"bulla-tensor-sha256/1\0" + frame_weights(r, weights))


def commitment(salt, inputs, labels):
    return sha256(b"bulla-batch/1\0" + frame_batch(salt, inputs, labels))


def opening(r, weights, salt, inputs, labels):
    return b"bulla-replay/1\n" + frame_weights(r, weights) + frame_batch(salt, inputs, labels)


# The vectors


def make_batch(r, name, index, lowest, highest):
    seed = sha256(b"vector batch " + name.encode())
    stream = words(b"vector", seed, index)
    inputs = [[lowest + below(stream, highest - lowest + 1) for _ in range(r.d[0])] for _ in range(r.B)]
    labels = [below(stream, r.d[-1]) for _ in range(r.B)]
    return sha256(b"vector salt %d " % index + name.encode()), inputs, labels


def flat(rows):
    return [value for row in rows for value in row]


def network(name, recipe, steps, lowest, highest, whole):
    r = Recipe(*recipe)
    seed = sha256(b"vector genesis " + name.encode())
    weights = genesis(r, seed)
    batches = [make_batch(r, name, index, lowest, highest) for index in range(2)]
    out = {
        "recipe": r.bytes().decode(), "recipe_digest": sha256(r.bytes()).hex(),
        "weight_limit": [str(x) for x in r.limit[1:]], "update_bound": [str(x) for x in r.move[1:]],
        "genesis_range": [str(x) for x in r.range[1:]], "overflow_free_steps": str(r.free),
        "seed": seed.hex(), "genesis": state(r, weights).hex(),
        "batches": [
            {"salt": s.hex(), "inputs": flat(x), "labels": y, "commitment": commitment(s, x, y).hex()}
            for s, x, y in batches
        ],
        "steps": [],
    }
    if whole:
        out["genesis_weights"] = [flat(tensor) for tensor in weights]
    for t in range(steps):
        salt, inputs, labels = batches[t % 2]
        proof = opening(r, weights, salt, inputs, labels)
        weights, loss, accuracy = step(r, weights, inputs, labels)
        out["steps"].append({
            "batch": t % 2, "opening_bytes": len(proof), "opening_sha256": sha256(proof).hex(),
            "state_after": state(r, weights).hex(), "loss": loss, "accuracy": accuracy,
        })
        if whole and t == 0:
            out["opening"] = proof.hex()
            out["weights_after_one"] = [flat(tensor) for tensor in weights]
    return out


def traps():
    """Steps that must not be taken, on a network without hidden layers and on one with."""
    wide, deep = (([1, 2], 1, 4, 4, 4, 2, 8, 1, 5)), (([1, 2, 2], 1, 4, 4, 4, 2, 8, 1, 5))
    # s_1 = 4 + 10 - 4 = 10: x = 16 and a weight w give round(16w / 2^10) = round(w / 64).
    cases = [
        ("the largest output that fits", wide, [[[127 * 64, 0], [0, 0]]], "ok"),
        ("half a unit below the upper end rounds out of it", wide, [[[127 * 64 + 32, 0], [0, 0]]],
         "quantization-overflow"),
        ("the last value below the upper half", wide, [[[127 * 64 + 31, 0], [0, 0]]], "ok"),
        ("the lowest output that fits, a tie rounded up", wide, [[[-128 * 64 - 32, 0], [0, 0]]], "ok"),
        ("one below it", wide, [[[-128 * 64 - 33, 0], [0, 0]]], "quantization-overflow"),
        ("the bias alone overflows", wide, [[[0, 0], [0, 128 * 64]]], "quantization-overflow"),
        ("a hidden unit overflows", deep, [[[128 * 64, 0], [0, 0]], [[0, 0], [0, 0], [0, 0]]],
         "quantization-overflow"),
        ("a delta overflows on its way down", deep,
         [[[0, 0], [0, 0]], [[8320, 0], [0, 0], [0, 0]]], "quantization-overflow"),
        ("a delta overflows where ReLU masks it", deep,
         [[[-64, 0], [0, 0]], [[8320, 0], [0, 0], [0, 0]]], "quantization-overflow"),
        ("a weight at its limit", wide, "limit", "quantization-overflow"),
        ("a weight beyond its limit", wide, "beyond", "weight-bound"),
    ]
    out = []
    for name, numbers, weights, expect in cases:
        r = Recipe(*numbers)
        if isinstance(weights, str):
            weights = [[[-r.limit[1] - (weights == "beyond"), 0], [0, 0]]]
        try:
            step(r, weights, [[16]], [0])
            got = "ok"
        except Trap as trap:
            got = trap.args[0]
        assert got == expect, (name, got)
        out.append({
            "name": name, "recipe": r.bytes().decode(), "expect": expect,
            "weights": [[str(w) for w in flat(tensor)] for tensor in weights], "inputs": [16], "labels": [0],
        })
    return out


def decimals():
    pairs = [(0, 1), (1, 32), (31, 32), (1, 1), (1, 3), (99999, 1000), (100, 1), (123456789, 1000), (1234567, 10),
             (9999999, 10), (999999, 1), (1000000, 1), (2**70, 2**51 + 1)]
    return [[str(a), str(b), decimal(a, b)] for a, b in pairs]


def digits_run(path):
    """The sample of Samples/digits: what is learnt after 1, 2 and 30 epochs from seed SHA-256(00)."""
    rows = [[int(value) for value in line.split(",")] for line in Path(path).read_text().splitlines()]
    order = shuffle(sha256(b"bulla-digits-split/1"), 0, len(rows))
    learn, judge = [rows[i] for i in order[:-360]], [rows[i] for i in order[-360:]]
    r = Recipe([64, 32, 10], 32, 4, 7, 9, 7, 12, 1, 5)
    seed = sha256(b"\0")
    weights = genesis(r, seed)
    out = []
    for epoch in range(30):
        for block in shuffle(seed, epoch, len(learn) // r.B):
            batch = learn[block * r.B : (block + 1) * r.B]
            weights, _, _ = step(r, weights, [row[:-1] for row in batch], [row[-1] for row in batch])
        if epoch + 1 in (1, 2, 30):
            Q = forward(r, weights, [row[:-1] for row in judge])[1][r.L]
            right = sum(q.index(max(q)) == row[-1] for q, row in zip(Q, judge))
            out.append({"epochs": epoch + 1, "right": right, "state": state(r, weights).hex()})
            print(out[-1], flush=True)
    return out


def main(folder, digits=None):
    vectors = {
        "tiny-3-2-2": network("tiny", ([3, 2, 2], 2, 4, 4, 6, 3, 10, 1, 5), 4, -31, 31, True),
        "single-5-3": network("single", ([5, 3], 3, 2, 0, 7, 8, 13, 3, 4), 4, -15, 15, True),
        "deep-4-5-3-4-2": network("deep", ([4, 5, 3, 4, 2], 3, 4, 7, 8, 7, 14, 2, 5), 6, 0, 16, True),
        "digits-64-32-10": network("digits", ([64, 32, 10], 32, 4, 7, 9, 7, 12, 1, 5), 12, 0, 16, False),
        "traps": traps(),
        "decimals": decimals(),
        "shuffle": [
            {"seed": seed.hex(), "round": n, "order": shuffle(seed, n, count)}
            for seed, n, count in [(bytes(32), 0, 1), (bytes(range(32)), 3, 10), (sha256(b"x"), 29, 44)]
        ],
    }
    if digits:
        vectors["digits-run"] = digits_run(digits)
    for name, value in vectors.items():
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        (Path(folder) / f"{name}.json").write_text(text + "\n")
        if "steps" in value:
            print(name, value["overflow_free_steps"], [(s["loss"], s["accuracy"]) for s in value["steps"]])


if __name__ == "__main__":
    main(*sys.argv[1:])
