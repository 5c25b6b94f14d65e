#!/usr/bin/env python3
"""verify.py: check one bulla-bundle/1 file with nothing but Python 3.8.

usage: verify.py X.bulla.tar.xz (--trust trust.json | --key exporter.pub)
                 [--previous CHECKPOINT | --first] [--at YYYY-MM-DDThh:mm:ssZ] [--attested]

Exit 0: accepted. 1: `rejected: <code>: <detail>`. 2: could not finish, or `incomplete`: nothing is wrong, but steps
rest on evidence from TEEs, which only the main program appraises. 64: usage. The codes are those of the main program
where it knows the case (Docs/error-codes.md); which of several faults is found first may differ.

It was written from bundle-v1.md and log-v1.md alone, so that a mistake in the main program does not hide in its
own verifier. A copy lies in each bundle at data/spec/verify.py; run it only from a copy that you trust, never from
the medium under suspicion.

Checked, in this order within one reading of the file, which is never unpacked:
  container   every byte of the xz framing is made again and compared; the head is stored, not compressed; block
              boundaries follow from the members; the bytes of all other blocks have the digest in the manifest
  tar         every header is made again and compared; members, their order and their names; nothing after the end
  envelope    canonical JSON; Ed25519 and ECDSA P-384 signatures; the exporter threshold of trust.json as of --at
  payload     BagIt manifests, every content byte by SHA-256
  log         every leaf by its schema; the Merkle tree rebuilt from leaves and tiles, roots and tiles compared;
              checkpoints signed by the log's key; carried leaves by inclusion proof; steps, rewinds, sessions and
              heartbeats linked; ids and keys of all sessions of the log opened once; no two steps of a session that
              follow the same step; attested/1 signatures (the first 20; all with --attested)
  sessions    evidence files: exactly those that the leaves of the segment's sessions list, by SHA-256
  derived     index members, counts in the manifest, bag-info.txt; blobs by digest and size; the one commitment leaf;
              that withheld blobs are not there
  policy      session kinds, proof kinds and number of rewinds that trust.json accepts

NOT checked, and said so on standard output where it matters: ML-DSA-87 halves of signatures (a person with a pair
counts by the other half when the other half is present); trust chains, and evidence that saves a key that has ended; re-execution of
replay/1 and any other proof kind (recipes by their schema and limits only); what the evidence of sessions says and who signed it; the content of data/custody
and data/evidence; the review before export (review-v1.md), but for its digest; previous_manifest; policy.acceptance, which is for those who sign receipts (acceptance-v1.md);
what a segment cannot show alone (log-v1.md section 5), such as whether a step from before the segment that a rewind
goes back to was still live.
"""
import argparse
import base64
import calendar
import collections
import datetime
import hashlib
import json
import lzma
import math
import re
import struct
import sys
import time
import zlib

MiB = 1 << 20
ZEROS = "0" * 64


class Rejected(Exception):
    """Something was checked and is wrong."""


class Unfinished(Exception):
    """Something that the verifier needs is missing or unreadable."""


def need(condition, code, detail):
    if not condition:
        raise Rejected("%s: %s" % (code, detail))


def sha256(data):
    return hashlib.sha256(data).digest()


def hex256(data):
    return hashlib.sha256(data).hexdigest()


# Ed25519 verification (RFC 8032 section 5.1.7), points in extended coordinates (X, Y, Z, T).

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def is_same_point(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point_decode(data):
    """The point that 32 bytes encode canonically, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_1 % P
        if v * x * x % P != u:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def is_small_order(point):
    return is_same_point(point_multiply(8, point), (0, 1, 1, 0))


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verify(key, message, signature):
    """Strict: S < L, canonical encodings, no key and no R of small order, no cofactor."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_decode(key), point_decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or is_small_order(a) or is_small_order(r):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return is_same_point(point_multiply(s, BASE), point_add(r, point_multiply(k, a)))


# ECDSA with P-384 and SHA-384 (FIPS 186-5), points in Jacobian coordinates (X, Y, Z), None at infinity.

P384 = 2**384 - 2**128 - 2**96 + 2**32 - 1
N384 = 2**384 - 0x389cb27e0bc8d220a7e5f24db74f58851313e695333ad68d
B384 = 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef
BASE384 = (0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7,
           0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f, 1)


def p384_double(p):
    if p is None or p[1] == 0:
        return None
    x, y, z = p
    yy, zz = y * y % P384, z * z % P384
    s, m = 4 * x * yy % P384, 3 * (x - zz) * (x + zz) % P384
    u = (m * m - 2 * s) % P384
    return u, (m * (s - u) - 8 * yy * yy) % P384, 2 * y * z % P384


def p384_add(p, q):
    if p is None or q is None:
        return p or q
    pz, qz = p[2] * p[2] % P384, q[2] * q[2] % P384
    u, v = p[0] * qz % P384, q[0] * pz % P384
    s, t = p[1] * qz * q[2] % P384, q[1] * pz * p[2] % P384
    if u == v:
        return p384_double(p) if s == t else None
    h, r = v - u, t - s
    hh = h * h % P384
    x = (r * r - hh * h - 2 * u * hh) % P384
    return x, (r * (u * hh - x) - s * hh * h) % P384, h * p[2] * q[2] % P384


def p384_multiply(scalar, point):
    result = None
    while scalar:
        if scalar & 1:
            result = p384_add(result, point)
        point = p384_double(point)
        scalar >>= 1
    return result


def p384_decode(key):
    """The point of 04 X Y, or None where there is none on the curve."""
    if len(key) != 97 or key[0] != 4:
        return None
    x, y = int.from_bytes(key[1:49], "big"), int.from_bytes(key[49:], "big")
    return (x, y, 1) if max(x, y) < P384 and (y * y - x * x * x + 3 * x - B384) % P384 == 0 else None


def p384_verify(key, message, signature):
    """Strict: r and s from 1 to the order minus 1, and of both values of s that verify the lower one only."""
    point, r, s = p384_decode(key), int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big")
    if point is None or len(signature) != 96 or not 1 <= r < N384 or not 1 <= s <= N384 // 2:
        return False
    w, e = pow(s, N384 - 2, N384), int.from_bytes(hashlib.sha384(message).digest(), "big")
    sum_ = p384_add(p384_multiply(e * w % N384, BASE384), p384_multiply(r * w % N384, point))
    return sum_ is not None and sum_[0] * pow(sum_[2], P384 - 3, P384) % P384 % N384 == r


def signature_verify(key, message, signature):
    """By a person's primary key, whose length tells which algorithm it is of."""
    return (p384_verify if len(key) == 97 else ed25519_verify)(key, message, signature)


# Canonical JSON (log-v1.md section 1) and the types of its fields.

def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def check_json(value, where, depth=1):
    if isinstance(value, (dict, list)):
        need(depth <= 16, "json-too-deep", where)
    if isinstance(value, dict):
        for key, item in value.items():
            need(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key), "json-syntax", "%s: key %r" % (where, key))
            check_json(item, where, depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_json(item, where, depth + 1)
    elif isinstance(value, int):
        need(abs(value) < 2**53, "bad-value", "%s: integer out of range" % where)
    else:
        need(not isinstance(value, float), "json-float", where)
        need(isinstance(value, str), "json-syntax", "%s: null" % where)


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "json-duplicate-key", "%s" % [key for key, _ in pairs])
    return dict(pairs)


def parse_json(data, where):
    """The value of canonical JSON: decode, encode again, compare."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once)
        check_json(value, where)
        same = canonical(value) == data
    except RecursionError:
        raise Rejected("json-too-deep: %s" % where)
    except ValueError as error:
        raise Rejected("json-syntax: %s: %s" % (where, error))
    need(same, "json-not-canonical", where)
    return value


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def is_one(value):
    need(not is_count(value) or value < 2, "unknown-version", "version %s is newer than this program reads" % value)
    return is_count(value) and value == 1


def version_of(known):
    """A name that ends in its version behind a slash or a v; a higher version is named as newer."""
    def test(value):
        got, want = (re.fullmatch("(.*(?:/v?|:v))([0-9]{1,9})", text[:80], re.DOTALL) for text in (str(value), known))
        newer = isinstance(value, str) and got and got[1] == want[1] and int(got[2]) > int(want[2])
        need(not newer, "unknown-version", "%s is newer than this program reads" % value)
        return value == known
    return test


def from_base64(text):
    """The bytes of strict base64, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def is_bytes(low, high):
    def check(value):
        data = from_base64(value) if isinstance(value, str) else None
        return data is not None and low <= len(data) <= high
    return check


def is_array(check, low, high):
    return lambda value: isinstance(value, list) and low <= len(value) <= high and all(check(v) for v in value)


def is_object(required, optional=None):
    """Exactly these keys, each with a value that its check takes; raises with the key at fault."""
    checks = dict(required, **(optional or {}))

    def check(value):
        need(isinstance(value, dict), "json-wrong-type", "want an object")
        for key in required:
            need(key in value, "json-missing-key", key)
        for key, item in value.items():
            need(key in checks, "json-unknown-key", key)
            need(checks[key](item), "bad-value", key)
        return True
    return check


def seconds(text):
    """Seconds since 1970 of `YYYY-MM-DDThh:mm:ssZ`, or None; before 1970 there is no time."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", text, re.ASCII)
    try:
        found = calendar.timegm(datetime.datetime(*map(int, match.groups())).timetuple()) if match else -1
    except ValueError:
        return None
    return found if found >= 0 else None


def is_time(value):
    return isinstance(value, str) and seconds(value) is not None


def is_decimal(value):
    return bool(matches(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")(value)) and sum(c.isdigit() for c in value) <= 6


def is_kind(value):
    return bool(matches(r"[a-z0-9-]+/[a-z0-9.]+")(value)) and len(value) <= 32


def one_of(*values):
    return lambda value: isinstance(value, str) and value in values


is_digest, is_name = matches("[0-9a-f]{64}"), matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
is_line = matches(r"[^\x00-\x1f\x7f]+")
is_origin, is_log_key = matches("[!-*,-~]{1,200}"), matches("[!-~]{1,400}")
is_marking, is_version = matches("[A-Z][A-Z0-9 /-]{0,63}"), matches("[A-Za-z0-9][A-Za-z0-9.+_-]{0,31}")
digests = is_array(is_digest, 0, 64)
SOFTWARE, SESSION_KINDS = "software", ("software", "sev-snp", "tdx", "sgx", "nitro")
is_proof_size = lambda value: is_count(value) and 1 <= value < 8 << 30
is_proof = lambda value: (INLINE_PROOF if isinstance(value, dict) and "inline" in value else BLOB_PROOF)(value)
INLINE_PROOF = is_object({"kind": is_kind, "size": is_proof_size, "inline": is_bytes(1, 1024)})
BLOB_PROOF = is_object({"kind": is_kind, "size": is_proof_size, "sha256": is_digest})
LEAVES = {
    "run": is_object({"type": is_line, "dataset": is_digest, "genesis": is_digest, "log_key": is_log_key,
                      "origin": is_origin, "recipe": is_digest, "run": is_digest, "seed": is_digest}),
    "session-open": is_object({
        "type": is_line, "evidence": digests, "kind": one_of(*SESSION_KINDS), "session": is_digest,
        "binding": is_object({"checkpoint": is_digest, "checkpoint_size": is_count, "index": is_count,
                              "gpus": lambda value: is_count(value) and value <= 16, "key": is_bytes(32, 32),
                              "previous": is_digest, "recipe": is_digest, "run": is_digest, "version": is_one,
                              "witness": is_digest})}),
    "session-heartbeat": is_object({"type": is_line, "checkpoint": is_digest, "checkpoint_size": is_count,
                                    "evidence": digests, "head": is_digest, "session": is_digest, "step": is_count,
                                    "number": lambda value: is_count(value) and value > 0}),
    "session-close": is_object({"type": is_line, "evidence": digests, "head": is_digest, "session": is_digest,
                                "state": is_digest, "step": is_count, "steps": is_count}),
    "step": is_object({
        "type": is_line, "batch": is_digest, "previous": is_digest, "run": is_digest, "state_after": is_digest,
        "state_before": is_digest, "step": lambda value: is_count(value) and value > 0,
        "proofs": is_array(is_proof, 0, 8),
        "metrics": is_object({}, dict.fromkeys(
            ["accuracy", "examples", "gradient_norm", "learning_rate", "loss"], is_decimal)),
    }, {"session": is_digest}),
    "rewind": is_object({"type": is_line, "run": is_digest, "state": is_digest, "to": is_count,
                         "reason": one_of("data", "divergence", "failure", "operator")}),
    "event": is_object({"type": is_line, "digest": is_digest, "run": is_digest,
                        "kind": one_of("acceptance", "audit", "commitment", "custody", "review")}),
}
is_size = is_object({"sha256": is_digest, "size": lambda value: is_count(value) and 1 <= value <= MiB})
is_signature = lambda value: any(is_bytes(n, n)(value) for n in (64, 96, 4627))
is_part = is_object({"bytes": is_count, "count": is_count, "offset": is_count})
STATEMENT = is_object({
    "_type": version_of("https://in-toto.io/Statement/v1"), "predicateType": version_of("urn:bulla:manifest:v1"),
    "subject": is_array(is_object({"digest": is_object({"sha256": is_digest}),
                                   "name": one_of("manifest-sha256.txt")}), 1, 1),
    "predicate": is_object({
        "blobs": is_part, "checkpoint": is_digest, "entries": is_part, "first_step": is_count, "from": is_count,
        "container": is_object({"blocks": is_count, "bytes": is_count, "sha256": is_digest, "version": is_one}),
        "last_step": is_count, "marking": is_marking, "name": is_name, "origin": is_origin, "to": is_count,
        "leaves": is_array(is_object({"count": is_count, "type": one_of(*LEAVES)}), 1, len(LEAVES)),
        "members": is_array(is_object({"path": is_line, "sha256": is_digest, "size": is_count}), 0, 4 * MiB),
        "payload": is_object({"bytes": is_count, "members": is_count}), "readme": is_size, "recipe": is_digest,
        "proofs": is_array(is_object({"count": is_count, "kind": is_kind}), 0, 1 << 20), "root": is_digest,
        "run": is_digest, "sealed_at": is_time, "steps": is_count,
        "software": is_array(is_object({"name": is_version, "version": is_version}), 1, 8),
    }, {"commitment": is_count, "next_export": is_time, "previous_manifest": is_digest, "previous_root": is_digest,
        "review": is_digest, "withheld": is_array(is_kind, 1, 1 << 20)})})
ENVELOPE = is_object({"payload": is_bytes(1, 16 * MiB), "payloadType": matches(".*"),
                      "signatures": is_array(is_object({"keyid": is_digest, "sig": is_signature}), 0, 1 << 20)})
CARRIED = is_object({"type": one_of("bulla-carried/1"), "leaves": is_array(is_object(
    {"index": is_count, "leaf": is_bytes(1, 65535), "proof": is_array(is_bytes(32, 32), 0, 63)}), 1, 1 << 20)})
RUN = is_object(dict(
    dict.fromkeys(["dataset", "genesis", "recipe", "run", "seed"], is_digest), disclosure=one_of("none", "replay"),
    log_key=is_log_key, marking=is_marking, name=is_name, origin=is_origin, type=version_of("bulla-run/1")),
    {"disclosure_budget": is_count})
RECIPES = {
    "external": is_object({"semantics": is_line, "state": one_of("opaque"), "type": one_of("bulla-recipe/1")},
                          {"framework": matches("[a-z0-9.-]{1,32}")}),
    "integer-sgd/1": is_object(dict(
        dict.fromkeys(["activation_scale", "batch", "bits", "delta_scale", "input_bound", "input_scale", "kappa",
                       "learning_rate"], is_count), semantics=is_line, state=one_of("tensor-sha256/1"),
        type=one_of("bulla-recipe/1"), widths=is_array(is_count, 2, 65)))}


def check_recipe(data):
    """recipe.json by its schema and limits (training-v1.md sections 1 to 3)."""
    need(len(data) <= 4096, "malformed", "recipe.json has %d bytes" % len(data))
    recipe = parse_json(data, "recipe.json")
    need(isinstance(recipe, dict) and one_of(*RECIPES)(recipe.get("semantics")), "malformed", "semantics of recipe.json")
    try:
        RECIPES[recipe["semantics"]](recipe)
    except Rejected as error:
        raise Rejected("malformed: recipe.json: %s" % error)
    if recipe["semantics"] != "external":
        check_numbers(**recipe)


def check_numbers(widths, batch, bits, kappa, learning_rate, input_bound, input_scale, activation_scale, delta_scale, **_):
    layers = range(1, len(widths))
    parameters = sum((widths[l - 1] + 1) * widths[l] for l in layers)
    bounds = [(d, 1, 65536) for d in widths] + [
        (batch, 1, 65536), (learning_rate, 1, 65536), (bits, 2, 30), (input_bound, 1, 30), (kappa, 0, 40),
        (parameters, 1, 2**24), (batch * sum(widths), 1, 2**24), (batch * parameters, 1, 2**34),
        (input_scale, 0, input_bound), (activation_scale, 0, bits - 1), (delta_scale, 0, bits - 1)]
    f = [input_scale] + [activation_scale] * (len(widths) - 2) + [delta_scale]
    scale = lambda l: f[l - 1] + delta_scale + kappa
    bounds += [(s, 1, 62 - bits) for l in layers for s in (f[l - 1] + scale(l) - f[l], scale(l))]
    need(all(low <= value <= high for value, low, high in bounds), "recipe-bounds", "recipe.json")
    for l in layers:
        alpha = input_bound if l == 1 else bits - 1
        limit = (2**62 - 1) // max((widths[l - 1] + 1) << alpha, widths[l] << bits)
        begin = math.isqrt(2**(2 * scale(l)) // widths[l - 1])
        need(begin + (learning_rate * batch << alpha + bits) <= limit, "recipe-overflow", "layer %d of recipe.json" % l)


# The xz container (bundle-v1.md section 1). Each part is made from the values read and compared.

CUT = 4 * MiB
STREAM_HEADER = b"\xfd7zXZ\0\0\1" + struct.pack("<I", zlib.crc32(b"\0\1"))


def exactly(file, count):
    data = file.read(count)
    need(len(data) == count, "xz-truncated", "the file ends early: an incomplete copy")
    return data


def vli(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def vli_read(data, at):
    number = shift = 0
    while at < len(data) and shift < 63:
        number |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return number, at
    raise Rejected("xz-block-header: malformed number")


def with_crc(data):
    data += b"\0" * (-len(data) % 4)
    return data + struct.pack("<I", zlib.crc32(data))


def dictionary(count):
    return next((d, size) for d in range(21) for size in [(2 | d & 1) << (d // 2 + 11)] if size >= count)


def block_header(packed, count):
    fields = b"\xc0" + vli(packed) + vli(count) + bytes([0x21, 1, dictionary(count)[0]])
    return with_crc(bytes([(1 + len(fields) + 3) // 4]) + fields)


def stored_size(count):
    return count + 3 * -(-count // 65536) + 1


def is_stored(packed, count):
    return packed == stored_size(count)


def stored(data):
    out = bytearray()
    for at in range(0, len(data), 65536):
        chunk = data[at:at + 65536]
        out += (b"\2" if at else b"\1") + struct.pack(">H", len(chunk) - 1) + chunk
    return bytes(out) + b"\0"


def decode_block(payload, count):
    if is_stored(len(payload), count):
        body = payload[:-1]
        data = b"".join(body[at + 3:at + 65539] for at in range(0, len(body), 65539))
        need(stored(data) == payload, "xz-stored-chunk", "stored block is not in its one form")
        return data
    try:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[
            {"id": lzma.FILTER_LZMA2, "dict_size": dictionary(count)[1]}])
        data = decoder.decompress(payload, max_length=count + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise Rejected("xz-lzma-data: block does not decode: %s" % error)
    need(decoder.eof and not decoder.unused_data and len(data) == count, "xz-lzma-data", "block decodes to another size")
    return data


def read_block(file, size, is_head):
    """The content of one block behind its size byte, its Index record, and the digest of its bytes."""
    header = size + exactly(file, size[0] * 4 + 3)
    need(header[1] == 0xC0, "xz-unsupported-filter", "want both sizes and one filter")
    packed, at = vli_read(header, 2)
    count, at = vli_read(header, at)
    need(1 <= count <= CUT, "xz-block-too-large", "block of %d bytes" % count)
    need(1 <= packed <= stored_size(count), "xz-block-header", "block larger than stored")
    need(header[at:at + 2] == b"\x21\1", "xz-unsupported-filter", "want LZMA2")
    need(header == block_header(packed, count), "xz-block-header", "not the one form")
    need(is_stored(packed, count) or not is_head, "head-not-stored", "a block of the head is compressed")
    payload = exactly(file, packed)
    data = decode_block(payload, count)
    padding, check = exactly(file, -packed % 4), exactly(file, 4)
    need(not any(padding), "xz-block-padding", "padding is not zero")
    need(check == struct.pack("<I", zlib.crc32(data)), "xz-block-check", "CRC32")
    return data, vli(len(header) + packed + 4) + vli(count), sha256(header + payload + padding + check)


def blocks(file, sizes, bound, is_head):
    """Yield the content of each block, note its size and, of bound blocks, its digest; then compare Index and footer."""
    start = exactly(file, 12)
    need(any(start[:6]), "xz-truncated", "begins with zeros: an incomplete copy")
    need(start[:6] == STREAM_HEADER[:6], "xz-not-xz", "does not begin like an .xz file")
    need(any(start[6:]), "xz-truncated", "goes on with zeros: an incomplete copy")
    need(start[6] == 0 and start[8:] == struct.pack("<I", zlib.crc32(start[6:8])), "xz-stream-flags", "stream header")
    need(start == STREAM_HEADER, "xz-unsupported-check", "want CRC32")
    records = []
    while True:
        size = exactly(file, 1)
        if size == b"\0":
            break
        head = is_head()
        data, record, digest = read_block(file, size, head)
        records.append(record)
        sizes.append(len(data))
        if not head:
            bound.update(digest)
        yield data
    index = with_crc(b"\0" + vli(len(records)) + b"".join(records))
    need(exactly(file, len(index) - 1) == index[1:], "xz-index", "differs from the blocks")
    tail = struct.pack("<I", len(index) // 4 - 1) + b"\0\1"
    need(exactly(file, 12) == struct.pack("<I", zlib.crc32(tail)) + tail + b"YZ", "xz-footer", "stream footer")
    more = file.read(65536)
    need(not more or any(more), "xz-stream-padding", "zeros after the footer")
    need(not more, "xz-footer", "bytes after the footer")


class Boundaries:
    """The block sizes that section 1.2 derives from the members."""

    def __init__(self):
        self.sizes, self.current, self.last, self.head = [], 0, "", 0

    def end_block(self):
        if self.current:
            self.sizes.append(self.current)
        self.current = 0

    def add(self, member, count):
        is_first_data = member.startswith("data/") and not self.last.startswith("data/")
        entries = "data/log/tile/entries/"
        if (is_first_data or member in ("manifest-sha256.txt", "tagmanifest-sha256.txt") or member.startswith(entries)
                or self.last.startswith(entries) or self.current + count > 65536):
            self.end_block()
        if is_first_data:
            self.head = len(self.sizes)
        self.current, self.last = self.current + count, member
        cut = 65536 if member.startswith("data/index/") else CUT
        if count > cut:
            while self.current > cut:
                self.sizes.append(cut)
                self.current -= cut
            self.end_block()


# tar (bundle-v1.md section 2).

MEMBER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def tar_header(path, size, mtime):
    prefix, name = "", path
    if len(path) > 100:
        cut = path.find("/", max(1, len(path) - 101))
        need(cut > 0, "member-name", "path cannot be split: %s" % path)
        prefix, name = path[:cut], path[cut + 1:]
    need(len(prefix) <= 155, "member-name", "path cannot be split: %s" % path)
    need(size < 8 << 30, "member-too-large", path)
    need(0 <= mtime < 8**11, "bad-value", "sealed_at")
    head = struct.pack("100s8s8s8s12s12s8s1s100s8s64s8s8s155s12s", name.encode(), b"000644 ", b"000000 ", b"000000 ",
                       b"%011o " % size, b"%011o " % mtime, b" " * 8, b"0", b"", b"ustar\x0000", b"", b"000000 ",
                       b"000000 ", prefix.encode(), b"")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


class Archive:
    """The members of a bundle, read forward and compared with the headers that they must have."""

    def __init__(self, file):
        self.block_sizes, self.boundaries, self.bound, self.is_head = [], Boundaries(), hashlib.sha256(), True
        self.source = blocks(file, self.block_sizes, self.bound, lambda: self.is_head)
        self.rest = memoryview(b"")
        self.folder = self.mtime = None
        self.seen, self.parents, self.at, self.payload = set(), set(), 0, [0, 0]

    def pieces(self, count):
        while count:
            if not self.rest:
                block = next(self.source, None)
                need(block is not None, "xz-truncated", "the archive ends early")
                self.rest = memoryview(block)
            piece, self.rest = self.rest[:count], self.rest[count:]
            count -= len(piece)
            yield piece

    def take(self, count):
        return b"".join(self.pieces(count))

    def member(self, name, size=None, keep=0):
        """The digest of the next member and, up to `keep` bytes of size, its content."""
        # A block that mixes head and bound members, and so is taken for the wrong sort, fails in `finish`.
        self.is_head = name in HEAD and name != "manifest-sha256.txt"
        header = self.take(512)
        if self.folder is None:
            self.read_first(header)
        if size is None:
            need(re.fullmatch(b"[0-7]{11}", header[124:135]), "tar-header", "size of %s" % name)
            size = int(header[124:135], 8)
        self.check_name(name)
        need(header == tar_header(self.folder + "/" + name, size, self.mtime),
             "head-member" if self.is_head else "tar-header", "header of %s" % name)
        need(not keep or size <= keep, "member-too-large", "%s is larger than %d bytes" % (name, keep))
        digest, content = hashlib.sha256(), []
        for piece in self.pieces(size):
            digest.update(piece)
            if keep:
                content.append(bytes(piece))
        need(not any(self.take(-size % 512)), "head-member" if self.is_head else "tar-padding", "padding of %s" % name)
        whole = 512 + size + -size % 512
        self.boundaries.add(name, whole)
        if name.startswith("data/"):
            self.at += whole
            self.payload = [self.payload[0] + size, self.payload[1] + 1]
        return digest.hexdigest(), b"".join(content)

    def read_first(self, header):
        path = header[:100].rstrip(b"\0").decode("ascii", "replace")
        self.folder = path.split("/")[0]
        need(is_name(self.folder), "head-member", "folder name")
        need(re.fullmatch(b"[0-7]{11}", header[136:147]), "head-member", "time of the first member")
        self.mtime = int(header[136:147], 8)

    def check_name(self, name):
        lower = name.lower()
        need(MEMBER_NAME.fullmatch(name) and len(name) <= 180, "member-name", name)
        parents = {lower[:at] for at, c in enumerate(lower) if c == "/"}
        need(lower not in self.seen and lower not in self.parents and not parents & self.seen,
             "member-name", "%s stands twice" % name)
        self.seen.add(lower)
        self.parents |= parents

    def finish(self, bound_digest):
        need(not any(self.take(1024)) and not self.rest, "tar-end", "end of archive")
        need(next(self.source, None) is None, "xz-block-boundary", "blocks after the end of the archive")
        self.boundaries.end_block()
        need(self.block_sizes == self.boundaries.sizes + [1024], "xz-block-boundary", "blocks do not follow the members")
        need(self.bound.hexdigest() == bound_digest, "bound-digest", "blocks are not the bytes that the manifest binds")


# Signatures and trust.

def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def load_trust(arguments, at):
    """The people, as id -> list of keys (Ed25519 or P-384, mldsa87 or None, from, until), how many must sign, the policy,
    and the Ed25519 keys in the role `log` that count; None where the file names none at all."""
    path = arguments.trust or arguments.key
    try:
        with open(path, "rb") as file:
            data = file.read()
        if data[-1:] != b"\n":
            raise ValueError("want a line feed at the end")
        value = parse_json(data[:-1], path)
        keys = value["keys"] if arguments.trust else [{"person": value["name"], "key": value, "roles": ["exporter"]}]
        policy = value.get("policy", {}) if arguments.trust else {}
        count = 1
        if arguments.trust:
            if value["type"] != "bulla-trust/1":
                raise ValueError("type is not bulla-trust/1")
            count = max([t["count"] for t in value["thresholds"] if t["role"] == "exporter"], default=1)
        people, log_keys = {}, None
        for entry in keys:
            times = [entry.get("from", "1970-01-01T00:00:00Z"), entry.get("until", "9999-12-31T23:59:59Z"),
                     entry.get("retired", {}).get("at", "9999-12-31T23:59:59Z"),
                     entry.get("revoked", {}).get("since", "9999-12-31T23:59:59Z")]
            if not all(is_time(text) for text in times):
                raise ValueError("time of a key")
            start, end = seconds(times[0]), min(seconds(text) for text in times[1:])
            ed25519, p384, mldsa87 = (from_base64(entry["key"].get(name)) for name in ("ed25519", "p384", "mldsa87"))
            if (ed25519 is None) == (p384 is None) or p384 is not None and p384_decode(p384) is None:
                raise ValueError("want one of ed25519 and p384 for a key")
            if "log" in entry["roles"] and ed25519 is None:
                raise ValueError("a log's key is Ed25519")
            if "log" in entry["roles"]:
                log_keys = log_keys or []
                log_keys += [ed25519] if start <= at < end else []
            primary = p384 if ed25519 is None else ed25519
            if "exporter" not in entry["roles"]:
                end = start  # its signature must be right, but does not count
            people.setdefault(entry["person"], []).append((primary, mldsa87, start, end))
        if not isinstance(count, int) or count < 1 or not isinstance(policy, dict):
            raise ValueError("threshold or policy")
        return people, count, policy, log_keys
    except (Rejected, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unfinished("%s: %s: %s" % (path, type(error).__name__, error))


def parse_envelope(data):
    try:
        envelope = parse_json(data, "manifest.dsse.json")
        ENVELOPE(envelope)
    except Rejected as error:
        raise Rejected("envelope-malformed: %s" % error)
    need(envelope["payloadType"] == "application/vnd.in-toto+json", "envelope-payload-type", repr(envelope["payloadType"]))
    need(1 <= len(envelope["signatures"]) <= 64, "envelope-signature-count", "%d" % len(envelope["signatures"]))
    return envelope


def check_envelope(envelope, manifest, trust, at, notes):
    """Enough distinct people, with distinct keys, signed this manifest with keys valid at that time."""
    people, threshold, policy, _ = trust
    payload = from_base64(envelope["payload"])
    need(payload == manifest, "envelope-payload", "differs from manifest.json")
    message = pae(envelope["payloadType"].encode(), payload)
    signatures = {s["keyid"]: from_base64(s["sig"]) for s in envelope["signatures"]}
    need(len(signatures) == len(envelope["signatures"]), "envelope-signature-duplicate", "two signatures by one key")
    counted, used = [], set()
    for person in sorted(people):
        for primary, mldsa87, start, end in people[person]:
            signature = signatures.get(hex256(primary))
            if signature is None:
                continue
            need(signature_verify(primary, message, signature), "signature-invalid", "by %s does not verify" % person)
            if not start <= at < end:
                notes.append("a key of %s is no exporter's, or was not valid at that time: does not count" % person)
            elif mldsa87 and len(signatures.get(hex256(mldsa87), b"")) != 4627:
                notes.append("%s signed without the ML-DSA-87 half: does not count" % person)
            elif policy.get("require_mldsa87") and not mldsa87:
                notes.append("%s has no ML-DSA-87 key, which policy requires: does not count" % person)
            elif person not in counted and primary not in used:
                counted.append(person)
                used.add(primary)
                if mldsa87:
                    notes.append("not checked: the ML-DSA-87 half of %s's signature" % person)
    need(len(counted) >= threshold, "threshold-not-met", "%d of %d exporters signed" % (len(counted), threshold))
    return counted


def check_clocks(manifest, policy, at, notes):
    """Sealed after the time of judging: some clock is wrong; trust-v1.md section 1.2."""
    word = policy.get("sealed_ahead", "warn")
    if word not in ("refuse", "warn"):
        raise Unfinished("policy.sealed_ahead: want refuse or warn")
    if seconds(manifest["sealed_at"]) > at:
        need(word == "warn", "sealed-in-future", "sealed at %s, later than the time of judging" % manifest["sealed_at"])
        notes.append("warning: sealed-in-future: sealed at %s, later than the time of judging" % manifest["sealed_at"])
    if "next_export" in manifest and seconds(manifest["next_export"]) <= seconds(manifest["sealed_at"]):
        notes.append("warning: next-export-early: the next export is due at %s, before the sealing" % manifest["next_export"])


def note_key(log_key):
    """Name, key id and Ed25519 key of a C2SP verifier key: name+hash+base64(01 key)."""
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", log_key)
    key = from_base64(match.group(3)) if match else None
    need(key and len(key) == 33 and key[0] == 1, "note-key-malformed", "log_key is no Ed25519 verifier key")
    identity = sha256(match.group(1).encode() + b"\n" + key)[:4]
    need(identity.hex() == match.group(2), "note-key-identifier", "log_key names another key id")
    return match.group(1), identity, key[1:]


def checkpoint_text(origin, size, root):
    return ("%s\n%d\n%s\n" % (origin, size, base64.b64encode(root).decode())).encode()


# What may stand in the name of a note's signature line: no White_Space of Unicode, no control character, no plus.
NOTE_NAME = "[^\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]+"


def check_note(note, text, log_key, where, trusted=None):
    """A C2SP signed note: the text, a blank line, signature lines, one by the log's key; one by a trusted key, if any."""
    need(len(note) <= 65536, "note-too-large", where)
    need(note.startswith(text + b"\n"), "checkpoint-mismatch", where)
    name, identity, key = note_key(log_key)
    keys = {identity: key}
    keys.update((sha256(name.encode() + b"\n\1" + other)[:4], other) for other in trusted or ())
    try:
        lines = note[len(text) + 1:].decode("utf-8").split("\n")
    except ValueError:
        raise Rejected("note-malformed: %s: not UTF-8" % where)
    need(len(lines) >= 2 and lines[-1] == "", "note-malformed", "%s: last line" % where)
    need(len(lines) <= 65, "note-too-large", "%s: %d signature lines" % (where, len(lines) - 1))
    signed = []
    for line in lines[:-1]:
        match = re.fullmatch("\u2014 (%s) ([A-Za-z0-9+/=]+)" % NOTE_NAME, line)
        signature = from_base64(match.group(2)) if match else None
        need(signature and len(signature) > 4, "note-malformed", "%s: signature line" % where)
        if match.group(1) == name and signature[:4] in keys:
            need(ed25519_verify(keys[signature[:4]], text, signature[4:]), "checkpoint-signature", where)
            signed.append(keys[signature[:4]])
    need(len(set(signed)) == len(signed), "checkpoint-signature", "%s: two lines by one key" % where)
    need(key in signed, "checkpoint-unknown-key", "%s: no signature by the key of leaf 0" % where)
    need(trusted is None or set(signed) & set(trusted), "checkpoint-unknown-key", "%s: no trusted log key signed" % where)


def check_kept(note, first, origin, start, root):
    """The checkpoint that the reader kept of the segment before, which this one must continue."""
    lines = note.split(b"\n")
    size = int(lines[1]) if len(lines) >= 4 and re.fullmatch(b"0|[1-9][0-9]{0,15}", lines[1]) else None
    need(size is not None, "checkpoint-syntax", "--previous")
    need(lines[0] == origin.encode(), "segment-other-log", "--previous is of another log")
    need(size >= start, "segment-gap", "leaves %d to %d are in no segment seen so far" % (size, start - 1))
    need(size <= start, "segment-stale", "begins before leaf %d, up to which the log was seen" % size)
    text = checkpoint_text(origin, size, root)
    need(lines[2] == text.split(b"\n")[2], "segment-fork", "continues another log than --previous")
    if note != text:  # the text alone, copied from paper, has no signature to judge
        check_note(note, text, first["log_key"], "--previous")


# The Merkle tree (RFC 6962; tiles of C2SP tlog-tiles).

def leaf_hash(leaf):
    return sha256(b"\0" + leaf)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


class Frontier:
    """The perfect subtrees, largest first, that the leaves so far make: (height, root)."""

    def __init__(self):
        self.nodes = []

    def add(self, digest, height=0):
        while self.nodes and self.nodes[-1][0] == height:
            digest, height = node_hash(self.nodes.pop()[1], digest), height + 1
        self.nodes.append((height, digest))

    def root(self):
        root = None
        for _, digest in reversed(self.nodes):
            root = digest if root is None else node_hash(digest, root)
        return root


def inclusion_root(index, size, digest, proof):
    """The root that an inclusion proof leads to (RFC 9162 section 2.1.3.2)."""
    last = size - 1
    for node in proof:
        need(last > 0, "proof-length", "inclusion proof too long")
        if index & 1 or index == last:
            digest = node_hash(node, digest)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            digest = node_hash(digest, node)
        index, last = index >> 1, last >> 1
    need(last == 0, "proof-length", "inclusion proof too short")
    return digest


def tile_name(number, width):
    """`x001/x234/067`, and `.p/W` where the tile is not full."""
    name = "%03d" % (number % 1000)
    while number >= 1000:
        number //= 1000
        name = "x%03d/%s" % (number % 1000, name)
    return name + (".p/%d" % width if width < 256 else "")


def tiles(start, to):
    """(level, number, width) of each tile of the tree of size `to` that is not pruned below `start`."""
    level = 1
    while to >> 8 * level:
        entries = to >> 8 * level
        for number in range(start >> 8 * (level + 1), (entries + 255) // 256):
            yield level, number, min(256, entries - 256 * number)
        level += 1


class Tree:
    """The tree of a segment: what lies left of its first entry bundle is taken from tiles, the rest is made."""

    def __init__(self, start, given):
        self.base, self.given, self.size, self.frontier = start >> 8, given, start >> 8 << 8, Frontier()
        self.levels, self.small = {}, Frontier()
        for level in range(6, 0, -1):
            first, end = start >> 8 * (level + 1) << 8, start >> 8 * level
            tile = given.get((level, first >> 8), b"")
            need(len(tile) >= 32 * (end - first), "tile-mismatch", "level %d tile is too short" % level)
            entries = [tile[32 * i:32 * i + 32] for i in range(end - first)]
            for entry in entries:
                self.frontier.add(entry, 8 * level)
            self.levels[level] = [first, entries]

    def add(self, leaf):
        digest = leaf_hash(leaf)
        self.frontier.add(digest)
        self.small.add(digest)
        self.size += 1
        if self.size & 255 == 0:
            self.complete(1, self.small.root())
            self.small = Frontier()

    def complete(self, level, digest):
        """A subtree of 256^level leaves is complete; perhaps one a level higher is too."""
        first, entries = self.levels[level]
        entries.append(digest)
        if (first + len(entries)) & 255 == 0 and level < 6:
            above = Frontier()
            for entry in entries[-256:]:
                above.add(entry)
            self.complete(level + 1, above.root())

    def check_tiles(self):
        for (level, number), tile in self.given.items():
            first, entries = self.levels[level]
            need(tile == b"".join(entries[256 * number - first:256 * number - first + 256]),
                 "tile-mismatch", "level %d tile %d differs from the tree" % (level, number))


# Leaves and how they link (log-v1.md sections 2 to 5).

def parse_leaf(data, index):
    where = "leaf %d" % index
    leaf = parse_json(data, where)
    need(isinstance(leaf, dict) and "type" in leaf, "json-missing-key", where + ": type")
    need(one_of(*LEAVES)(leaf["type"]), "bad-value", where + ": type")
    try:
        LEAVES[leaf["type"]](leaf)
    except Rejected as error:
        raise Rejected("%s of %s" % (error, where))
    kinds = [proof["kind"] for proof in leaf.get("proofs", [])]
    need(kinds == sorted(set(kinds)), "bad-value", where + ": proofs not in ascending order of kind")
    for proof in leaf.get("proofs", []):
        need("inline" not in proof or len(from_base64(proof["inline"])) == proof["size"], "bad-value", where + ": proof size")
        need(proof["kind"] != "attested/1" or "inline" in proof and proof["size"] == 64, "bad-value", where + ": attested/1")
    if leaf["type"] == "session-open":
        check_open(leaf, where)
    return leaf


def check_open(leaf, where):
    binding, kind = leaf["binding"], leaf["kind"]
    need(leaf["session"] == hex256(canonical(binding)), "bad-value", where + ": session is not its binding's digest")
    need(kind != SOFTWARE or (binding["gpus"], binding["witness"]) == (0, ZEROS),
         "bad-value", where + ": gpus or witness of a software session")
    check_evidence(leaf, kind, where)


def check_evidence(leaf, kind, where):
    """A software session has no evidence, and one of another kind has some in each of its leaves."""
    need(bool(leaf["evidence"]) == (kind != SOFTWARE), "bad-value", "%s: %d files of evidence in a session of kind %s" % (
        where, len(leaf["evidence"]), kind))


def statement(leaf):
    return canonical({key: value for key, value in leaf.items() if key != "proofs"})


class Run:
    """Where training stands: the live step and state, the open session, and what the segment needs carried."""

    def __init__(self, carried, start, attested_limit):
        """Take up the run at `start` from the carried leaves: (index, data), ascending."""
        indices = [index for index, _ in carried]
        need(indices == sorted(set(indices)) and indices[0] == 0, "carried-invalid", "indices")
        leaves = [(index, parse_leaf(data, index), data) for index, data in carried]
        self.first, self.carried, self.needed = leaves[0][1], set(indices), {0}
        need(self.first["type"] == "run", "carried-invalid", "leaf 0 is no run")
        need(note_key(self.first["log_key"])[0] == self.first["origin"], "checkpoint-unknown-key", "log_key has another name")
        self.base, self.base_state, self.base_index, self.trail = 0, self.first["genesis"], 0, []
        self.live, self.previous = self.first["genesis"], hex256(carried[0][1])
        self.open, self.last_of_session, self.sessions, self.keys, self.truncated = None, ZEROS, {}, set(), []
        self.used, self.evidence = {}, {}
        self.attested, self.attested_limit, self.sessionless = 0, attested_limit, False
        before = [entry for entry in leaves if entry[0] < start]
        self.early = {leaf["step"]: (index, leaf) for index, leaf, _ in before if leaf["type"] == "step"}
        last = max([index for index, _ in self.early.values()], default=0)
        self.needed.update(range(last, start))
        need(self.needed <= self.carried, "carried-invalid", "does not reach from the last step up to leaf %d" % start)
        for index, leaf, data in before[1:]:
            if index == last:
                self.resume(leaf, data, index)
            elif index > last:
                self.take(leaf, data, index, None)
            elif leaf["type"] == "session-open":
                need(leaf["binding"]["index"] == len(self.sessions), "carried-invalid",
                     "session %d is missing" % len(self.sessions))
                self.add_session(leaf, index)
            elif leaf["type"] == "step":
                self.check_early(leaf, index)

    def check_early(self, leaf, index):
        """A step before the segment is of the session that opened last before it, since all opens are carried."""
        session, where = leaf.get("session"), "leaf %d: " % index
        need(leaf["run"] == self.first["run"], "step-run", where + "another run")
        self.sessionless |= session is None
        need(session is None or session in self.sessions, "carried-invalid", where + "the open of its session is missing")
        need(session == next(reversed(self.sessions), None), "session-not-open", where + "not the open session")
        self.follow(leaf, where)

    def resume(self, leaf, data, index):
        """Stand on the last step before the segment."""
        self.base, self.base_state, self.base_index = leaf["step"], leaf["state_after"], index
        self.live, self.previous = leaf["state_after"], hex256(statement(leaf))
        self.check_early(leaf, index)
        if "session" in leaf:
            self.open, self.last_of_session = self.sessions[leaf["session"]], hex256(data)
            self.open.update(steps=1, exact=False, beats=None, head=self.previous, step=leaf["step"])

    def check_carried(self):
        """All that the segment needs is carried, and nothing else."""
        differ = sorted(self.carried ^ self.needed)
        need(not differ, "carried-invalid", "leaf %s is missing or not needed" % differ[:1])

    def take(self, leaf, data, index, root):
        """Check one leaf; `root` is that of the tree before it, None for a carried leaf."""
        kind, where = leaf["type"], "leaf %d: " % index
        need(kind != "run", "run-leaf-misplaced", where + "a second run")
        need(leaf.get("run", self.first["run"]) == self.first["run"], "step-run", where + "another run")
        if kind == "step":
            self.step(leaf, where)
        elif kind == "rewind":
            self.rewind(leaf, where)
        elif kind == "session-open":
            self.session_open(leaf, index, where, root)
        elif kind in ("session-heartbeat", "session-close"):
            need(self.open and self.open["id"] == leaf["session"], "session-not-open", where + "not the open session")
            check_evidence(leaf, self.open["kind"], where[:-2])
            if kind == "session-heartbeat":
                self.session_heartbeat(leaf, index, where, root)
            else:
                self.session_close(leaf, where)
        if "session" in leaf:
            self.last_of_session = hex256(data)
            if root is not None:
                self.use(leaf)
        if kind == "session-close":
            self.open = None

    def use(self, leaf):
        """A leaf of the segment names its session: the bundle holds the evidence of the open, and that of this leaf."""
        session = self.sessions[leaf["session"]]
        self.used[session["id"]] = session["kind"]
        self.evidence[session["id"], "open"] = session["evidence"]
        if leaf["type"] == "session-heartbeat":
            self.evidence[session["id"], "heartbeat-%d" % leaf["number"]] = leaf["evidence"]
        elif leaf["type"] == "session-close":
            self.evidence[session["id"], "close"] = leaf["evidence"]

    def follow(self, leaf, where):
        """No two steps of one session follow the same step."""
        session = self.sessions.get(leaf.get("session"))
        if session:
            previous = bytes.fromhex(leaf["previous"])
            need(previous not in session["followed"], "session-equivocation",
                 where + "follows the same step as another of its session")
            session["followed"].add(previous)

    def step(self, leaf, where):
        self.follow(leaf, where)
        want = self.base + len(self.trail) + 1
        need(leaf["step"] == want, "step-not-contiguous", where + "step %d, want %d" % (leaf["step"], want))
        need(leaf["previous"] == self.previous, "step-previous", where + "previous statement")
        need(leaf["state_before"] == self.live, "step-state", where + "state_before is not the live state")
        text = statement(leaf)
        self.previous, self.live = hex256(text), leaf["state_after"]
        self.trail.append(self.live)
        need(leaf.get("session") == (self.open and self.open["id"]), "session-not-open", where + "not the open session")
        self.sessionless |= self.open is None
        need(not (self.sessionless and self.sessions), "session-not-open", where + "without session in a run that opens some")
        if self.open:
            self.open.update(steps=self.open["steps"] + 1, head=self.previous, step=leaf["step"])
        for proof in leaf["proofs"]:
            if proof["kind"] == "attested/1":
                need(self.open, "session-missing", where + "attested/1 without a session")
                self.attested += 1
                if self.attested <= self.attested_limit:
                    need(ed25519_verify(self.open["key"], pae(b"application/vnd.bulla.step+json", text),
                                        from_base64(proof["inline"])), "signature-wrong", where + "attested/1")

    def rewind(self, leaf, where):
        to, kept = leaf["to"], leaf["to"] - self.base
        need(kept <= len(self.trail), "rewind-invalid", where + "goes forward")
        if kept > 0:
            state = self.trail[kept - 1]
            del self.trail[kept:]
        else:
            if to == 0:
                self.base, self.base_state, self.base_index = 0, self.first["genesis"], 0
            elif kept < 0:
                need(to in self.early, "carried-invalid", where + "step %d, to which it goes back, is missing" % to)
                self.base, self.base_index = to, self.early[to][0]
                self.base_state = self.early[to][1]["state_after"]
            self.needed.add(self.base_index)
            state, self.trail = self.base_state, []
        need(leaf["state"] == state, "rewind-invalid", where + "state of step %d" % to)
        self.live = state

    def add_session(self, leaf, index):
        binding, where = leaf["binding"], "leaf %d: " % index
        need((binding["run"], binding["recipe"]) == (self.first["run"], self.first["recipe"]) and
             binding["checkpoint_size"] == index, "session-binding", where + "run, recipe or checkpoint_size")
        need((binding["index"] > 0) == (binding["previous"] != ZEROS), "session-binding", where + "zeros as previous")
        need(not self.sessionless, "session-not-open", where + "session in a run with steps without one")
        need(leaf["session"] not in self.sessions and binding["key"] not in self.keys, "session-reused", where + "opened twice")
        self.keys.add(binding["key"])
        self.needed.add(index)
        self.sessions[leaf["session"]] = {
            "id": leaf["session"], "index": binding["index"], "kind": leaf["kind"], "key": from_base64(binding["key"]),
            "witness": binding["witness"], "evidence": leaf["evidence"], "followed": set(),
            "steps": 0, "exact": True, "beats": 0, "head": ZEROS, "step": 0}

    def check_checkpoint(self, value, index, root, code):
        """The checkpoint of the tree just before a leaf, as far as that tree is known."""
        need(value["checkpoint_size"] == index, code, "leaf %d: checkpoint_size" % index)
        if root is not None:
            text = checkpoint_text(self.first["origin"], index, root)
            need(value["checkpoint"] == hex256(text), code, "leaf %d: checkpoint" % index)

    def session_open(self, leaf, index, where, root):
        binding = leaf["binding"]
        need(binding["index"] == len(self.sessions), "session-binding", where + "index of the session")
        need(binding["previous"] == self.last_of_session, "session-binding", where + "previous: last leaf of the session before")
        self.check_checkpoint(binding, index, root, "session-binding")
        self.add_session(leaf, index)
        if self.open and root is not None:
            self.truncated.append(self.open["index"])
        self.open = self.sessions[leaf["session"]]

    def session_heartbeat(self, leaf, index, where, root):
        session = self.open
        need(session["beats"] in (None, leaf["number"] - 1), "session-heartbeat", where + "number %d after %s" % (
            leaf["number"], session["beats"]))
        need(all(leaf[key] == session[key] for key in ("head", "step")), "session-heartbeat", where + "last step")
        self.check_checkpoint(leaf, index, root, "session-heartbeat")
        session["beats"] = leaf["number"]

    def session_close(self, leaf, where):
        need(leaf["state"] == self.live and all(leaf[key] == self.open[key] for key in ("head", "step")), "session-close", where + "last step or state")
        need(leaf["steps"] == self.open["steps"] or not self.open["exact"] and leaf["steps"] > self.open["steps"],
             "session-close", where + "count of steps")


# The bundle (bundle-v1.md sections 3 to 7).

HEAD = {"README.txt": MiB, "bagit.txt": 1024, "bag-info.txt": 1024, "manifest.json": 16 * MiB,
        "manifest.dsse.json": 23 * MiB, "manifest-sha256.txt": 1024 * MiB, "tagmanifest-sha256.txt": 1024}
LISTED = ["data/spec/[^/]+", "data/run/run.json", "data/run/recipe.json", "data/log/checkpoint",
          "data/log/previous-checkpoint", "data/log/carried", "data/index/bundles", "data/index/steps",
          "data/index/blobs", "data/sessions/.+", "data/custody/.+", "data/evidence/.+",
          "data/review/review.json"]
SESSION_FILE = re.compile("data/sessions/([0-9a-f]{64})/(open|heartbeat-[1-9][0-9]*|close)/([^/]{1,64})")


def rank(path):
    """Where a listed member stands: its row in the table, then its name."""
    row = next((row for row, pattern in enumerate(LISTED) if re.fullmatch(pattern, path)), None)
    need(row is not None, "bad-value", "member %r has no place" % path)
    return row, path.encode()


class Bundle:
    def __init__(self, archive, arguments, notes):
        self.archive, self.arguments, self.notes = archive, arguments, notes
        self.head, self.types, self.kinds, self.steps = {}, {}, {}, []
        self.index = {name: hashlib.sha256() for name in ("bundles", "steps", "blobs")}
        self.blobs, self.references, self.blob_bytes, self.blob_at = {}, 0, 0, 0
        self.commitment, self.not_here = None, {}

    def read_head(self, trust, at):
        for name, limit in HEAD.items():
            self.head[name] = self.archive.member(name, keep=limit)[1]
            if name == "manifest.dsse.json":
                self.read_manifest()
                self.people = check_envelope(parse_envelope(self.head[name]), self.head["manifest.json"], trust, at, self.notes)
                check_clocks(self.manifest, trust[2], at, self.notes)
        need(hex256(self.head["manifest-sha256.txt"]) == self.subject, "payload-manifest-mismatch", "not the subject")
        need(self.head["tagmanifest-sha256.txt"] == b"".join(
            b"%s  %s\n" % (hex256(self.head[n]).encode(), n.encode()) for n in list(HEAD)[:6]),
            "head-member", "tagmanifest-sha256.txt")
        self.lines = iter(self.head["manifest-sha256.txt"].split(b"\n"))

    def read_manifest(self):
        document = parse_json(self.head["manifest.json"], "manifest.json")
        STATEMENT(document)
        self.subject, self.manifest = document["subject"][0]["digest"]["sha256"], document["predicate"]
        m, self.start, self.to = self.manifest, self.manifest["from"], self.manifest["to"]
        need(self.start < self.to and ("previous_root" in m) == (self.start > 0), "bad-value", "from, to or previous_root")
        need(self.start <= m.get("commitment", self.start) < self.to, "bad-value", "commitment")
        need(self.start > 0 or "previous_manifest" not in m, "bad-value", "previous_manifest")
        need(m["payload"]["members"] <= 4 * MiB, "bad-value", "more than 4,194,304 members")
        need(seconds(m["sealed_at"]) < 8**11, "bad-value", "sealed_at fits no tar header")
        need(m["steps"] <= self.to - self.start, "bad-value", "steps")
        reviews = [member["sha256"] for member in m["members"] if member["path"] == "data/review/review.json"]
        need(reviews == ([m["review"]] if "review" in m else []), "bad-value", "review in the manifest, and the member")
        self.withheld = m.get("withheld", [])
        need(self.withheld == sorted(set(self.withheld)), "bad-value", "withheld")
        ranks = [rank(member["path"]) for member in m["members"]]
        need(all(a < b for a, b in zip(ranks, ranks[1:])), "bad-value", "order of members")
        rows = {row for row, _ in ranks}
        need(rows | {0, 9, 10, 11, 12} == set(range(13)) - (set() if self.start else {4}), "bad-value", "members are missing")
        need(m["name"] == self.archive.folder and seconds(m["sealed_at"]) == self.archive.mtime, "head-member", "folder or time")
        readme = self.head["README.txt"]
        need(m["readme"] == {"sha256": hex256(readme), "size": len(readme)}, "member-digest", "README.txt")
        need(self.head["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "head-member", "bagit.txt")
        info = "Bag-Software-Agent: %(name)s %(version)s\n" % m["software"][0]
        info += "Bagging-Date: %s\n" % m["sealed_at"][:10] + "Payload-Oxum: %(bytes)d.%(members)d\n" % m["payload"]
        need(self.head["bag-info.txt"] == info.encode(), "head-member", "bag-info.txt")
        self.listed = {member["path"]: member for member in m["members"]}

    def member(self, name, size=None, keep=0, want=None, code="member-digest"):
        digest, content = self.archive.member(name, size, keep)
        need(want in (None, digest), code, name)
        need(next(self.lines, b"") == ("%s  %s" % (digest, name)).encode(), "payload-manifest-mismatch", name)
        return content

    def read_listed(self, rows):
        return {path: self.member(path, entry["size"], 0 if rank(path)[0] >= 6 else 64 * MiB, entry["sha256"])
                for path, entry in self.listed.items() if rank(path)[0] in rows}

    def read_payload(self):
        m, archive = self.manifest, self.archive
        files = self.read_listed(range(6))
        given = {(level, number): self.member("data/log/tile/%d/%s" % (level, tile_name(number, width)), 32 * width, 8192)
                 for level, number, width in tiles(self.start, self.to)}
        self.tree = Tree(self.start, given)
        self.run = Run(self.read_carried(files["data/log/carried"]), self.start, 2**53 if self.arguments.attested else 20)
        self.check_run(files)
        offset, entry_bytes = archive.at, 0
        for number in range(self.start >> 8, (self.to + 255) >> 8):
            width = min(256, self.to - 256 * number)
            bundle = self.member("data/log/tile/entries/" + tile_name(number, width), None, 256 * 65537)
            self.index["bundles"].update(struct.pack(">I", len(bundle)))
            entry_bytes += len(bundle)
            self.read_bundle(bundle, 256 * number, width)
        need(self.tree.frontier.root().hex() == m["root"], "root-mismatch", "root of the tree of size %d" % self.to)
        need(self.commitment == m.get("commitment"), "commitment-mismatch", "the segment's commitment leaf is %s, the manifest says %s" % (
            self.commitment, m.get("commitment")))
        need(sorted(self.not_here) == self.withheld, "count-mismatch", "withheld in the manifest, and what the steps name")
        self.run.check_carried()
        self.tree.check_tiles()
        for name, digest in self.index.items():
            need(self.listed["data/index/" + name]["sha256"] == digest.hexdigest(), "hint-mismatch", "data/index/" + name)
        self.check_sessions()
        self.read_listed(range(6, 12))
        blob_offset = archive.at
        for digest, (size, _) in self.blobs.items():
            self.member("data/blobs/sha256/%s/%s" % (digest[:2], digest), size, 0, digest, "blob-digest")
        need(list(self.lines) == [b""], "payload-manifest-mismatch", "manifest-sha256.txt has other lines")
        archive.finish(m["container"]["sha256"])
        self.check_counts({"bytes": entry_bytes, "count": (self.to + 255 >> 8) - (self.start >> 8), "offset": offset},
                          {"bytes": self.blob_bytes, "count": len(self.blobs), "offset": blob_offset})

    def read_carried(self, data):
        need(len(data) <= 16 * MiB, "member-too-large", "data/log/carried")
        document = parse_json(data, "data/log/carried")
        CARRIED(document)
        leaves = []
        for entry in document["leaves"]:
            leaf, proof = from_base64(entry["leaf"]), [from_base64(node) for node in entry["proof"]]
            need(entry["index"] < self.to, "carried-invalid", "leaf %d is not in the tree" % entry["index"])
            root = inclusion_root(entry["index"], self.to, leaf_hash(leaf), proof)
            need(root.hex() == self.manifest["root"], "proof-root", "inclusion proof of leaf %d" % entry["index"])
            leaves.append((entry["index"], leaf))
        return leaves

    def read_bundle(self, bundle, index, width):
        at = 0
        for index in range(index, index + width):
            size = int.from_bytes(bundle[at:at + 2], "big")
            leaf, at = bundle[at + 2:at + 2 + size], at + 2 + size
            need(size > 0 and at <= len(bundle), "entry-bundle", "ends within leaf %d" % index)
            root = self.tree.frontier.root()
            if index == self.start > 0:
                need(root.hex() == self.manifest["previous_root"], "previous-root-mismatch", "root of the tree of size %d" % index)
            self.tree.add(leaf)
            if index >= self.start:
                self.read_leaf(leaf, index, root)
        need(at == len(bundle), "entry-bundle", "bytes after the last leaf")

    def read_leaf(self, data, index, root):
        leaf = parse_leaf(data, index)
        if index == 0:
            need(leaf == self.run.first, "carried-invalid", "leaf 0 is not the one carried")
        else:
            self.run.take(leaf, data, index, root)
        self.types[leaf["type"]] = self.types.get(leaf["type"], 0) + 1
        if leaf["type"] == "event" and leaf["kind"] == "commitment":
            need(self.commitment is None, "commitment-mismatch", "leaf %d is a second commitment leaf" % index)
            self.commitment = index
        if leaf["type"] == "step":
            self.index["steps"].update(struct.pack(">QQ", index, self.references))
            self.steps = [self.steps[0] if self.steps else leaf["step"], leaf["step"]]
            kinds = [proof["kind"] for proof in leaf["proofs"]]
            missing = set(self.policy.get("proofs", [])) - set(kinds)
            need(not missing, "proof-missing", "leaf %d has no proof of kind %s" % (index, ", ".join(sorted(missing))))
            for proof in leaf["proofs"]:
                self.kinds[proof["kind"]] = self.kinds.get(proof["kind"], 0) + 1
                need(self.discloses or proof["kind"] != "replay/1" or "sha256" in proof and "replay/1" in self.withheld,
                     "run-mismatch", "leaf %d: an opening in a run with disclosure none" % index)
                if "sha256" in proof and proof["kind"] in self.withheld:
                    self.withhold(proof["kind"], index)
                elif "sha256" in proof:
                    self.refer(proof["sha256"], proof["size"], index)

    def withhold(self, kind, index):
        """A step names a blob that is not in the bundle: its record says nowhere."""
        need(kind not in self.policy.get("proofs", []), "proof-missing", "leaf %d: the proof of kind %s is withheld" % (index, kind))
        self.not_here[kind] = self.not_here.get(kind, 0) + 1
        self.index["blobs"].update(b"\xff" * 8)
        self.references += 1

    def refer(self, digest, size, index):
        """A step names a blob: it lies where the first step that named it put it."""
        if digest not in self.blobs:
            self.blobs[digest] = size, self.blob_at
            self.blob_at += 512 + size + -size % 512
            self.blob_bytes += size
        need(self.blobs[digest][0] == size, "bad-value", "leaf %d: size of %s" % (index, digest))
        self.index["blobs"].update(struct.pack(">Q", self.blobs[digest][1]))
        self.references += 1

    def check_sessions(self):
        """Exactly the evidence that the segment's leaves list is there (section 3.2), by the digests in the manifest."""
        files, wanted = {}, self.run.evidence
        for path, entry in self.listed.items():
            if path.startswith("data/sessions/"):
                match = SESSION_FILE.fullmatch(path)
                need(match and match.group(1, 2) in wanted, "session-evidence-unlisted", path)
                need(entry["size"] <= MiB, "member-too-large", path)
                files.setdefault(match.group(1, 2), {})[match.group(3)] = entry["sha256"]
        for (session, event), evidence in wanted.items():
            found, where = files.get((session, event), {}), "data/sessions/%s/%s" % (session, event)
            digests = list(found.values())  # in byte order of names, as the members stand in the manifest
            lacks, more = (collections.Counter(a) - collections.Counter(b) for a, b in ((evidence, digests), (digests, evidence)))
            need(not lacks, "session-evidence-missing", "%s: no file has the digest %s" % (where, "".join(list(lacks)[:1])))
            need(not more, "session-evidence-unlisted", "%s: the leaf does not list %s" % (where, "".join(list(more)[:1])))
            need(digests == evidence, "session-evidence-missing", where + ": names not in the order of the leaf's digests")
            need(event != "open" or found.get("witness.note", ZEROS) == self.run.sessions[session]["witness"],
                 "session-binding", where + ": the binding's witness is not the file witness.note")

    def check_run(self, files):
        """run.json, recipe.json and the checkpoints against the manifest and leaf 0."""
        m, first, start = self.manifest, self.run.first, self.start
        need((m["run"], m["recipe"], m["origin"]) == (first["run"], first["recipe"], first["origin"]),
             "run-mismatch", "run, recipe or origin differs from leaf 0")
        need(len(files["data/run/run.json"]) <= MiB, "member-too-large", "run.json")
        run = parse_json(files["data/run/run.json"], "run.json")
        RUN(run)
        self.discloses = run["disclosure"] == "replay"
        need("disclosure_budget" not in run or run["disclosure"] == "replay", "bad-value", "disclosure_budget of run.json")
        need(run["marking"] == m["marking"], "run-mismatch", "marking of run.json differs from the manifest's")
        need(all(run[key] == value for key, value in first.items() if key != "type"), "run-mismatch", "run.json and leaf 0")
        recipe = files["data/run/recipe.json"]
        need(hex256(recipe) == first["recipe"], "recipe-mismatch", "digest of recipe.json")
        check_recipe(recipe)
        text = checkpoint_text(m["origin"], self.to, bytes.fromhex(m["root"]))
        check_note(files["data/log/checkpoint"], text, first["log_key"], "checkpoint", self.log_keys)
        need(hex256(text) == m["checkpoint"], "checkpoint-mismatch", "digest in the manifest")
        if start:
            text = checkpoint_text(m["origin"], start, bytes.fromhex(m["previous_root"]))
            check_note(files["data/log/previous-checkpoint"], text, first["log_key"], "previous-checkpoint", self.log_keys)
        need(not (self.arguments.first and start), "segment-not-first", "it begins at leaf %d" % start)
        if self.arguments.previous:
            with open(self.arguments.previous, "rb") as file:
                root = bytes.fromhex(m["previous_root"]) if start else sha256(b"")
                check_kept(file.read(65537), first, m["origin"], start, root)
        elif not self.arguments.first:
            self.notes.append("not checked: continuity with the segment before (neither --previous nor --first)")

    def check_counts(self, entries, blobs):
        m, archive = self.manifest, self.archive
        expected = {
            "blobs": blobs, "entries": entries, "steps": self.types.get("step", 0),
            "container": {"blocks": len(archive.block_sizes) - archive.boundaries.head, "bytes": archive.at,
                          "sha256": archive.bound.hexdigest(), "version": 1},
            "first_step": self.steps[0] if self.steps else 0, "last_step": self.steps[1] if self.steps else 0,
            "leaves": [{"count": count, "type": name} for name, count in sorted(self.types.items())],
            "payload": dict(zip(("bytes", "members"), archive.payload)),
            "proofs": [{"count": count, "kind": kind} for kind, count in sorted(self.kinds.items())]}
        for key, value in expected.items():
            need(m[key] == value, "count-mismatch", "%s in the manifest is %s, got %s" % (key, m[key], value))
        sessions, rewinds = self.policy.get("sessions"), self.policy.get("rewinds_maximum")
        for kind in sorted(set(self.run.used.values())):
            need(sessions is None or kind in sessions, "session-not-accepted", kind)
        need(rewinds is None or self.types.get("rewind", 0) <= rewinds, "rewinds-exceeded", "more than %s" % rewinds)
        if self.run.attested > self.run.attested_limit:
            self.notes.append("not checked: %d of %d attested/1 signatures (--attested checks all)" % (
                self.run.attested - self.run.attested_limit, self.run.attested))
        for kind in self.kinds:
            if kind != "attested/1":
                self.notes.append("not checked: what %d proofs of kind %s prove" % (self.kinds[kind], kind))
        for kind, count in self.not_here.items():
            self.notes.append("proof-withheld: %d proofs of kind %s are not in the bundle, only commitments to them" % (count, kind))
        if self.run.truncated:
            self.notes.append("warning: session-truncated: never closed: session %s of the run" % ", ".join(
                map(str, self.run.truncated)))
        self.unappraised = collections.Counter(kind for kind in self.run.used.values() if kind != SOFTWARE)
        for kind, count in sorted(self.unappraised.items()):
            self.notes.append("attestation-not-appraised: not checked: what the evidence of %d sessions of kind %s shows" % (count, kind))
        if SOFTWARE in self.run.used.values():
            self.notes.append("simulated: software sessions have nothing behind them but the trainer's word")


def verify(arguments):
    """Print the verdict and give the exit status, or raise what stands in the way of one."""
    at = seconds(arguments.at) if arguments.at else int(time.time())
    trust, notes = load_trust(arguments, at), []
    with open(arguments.bundle, "rb") as file:
        bundle = Bundle(Archive(file), arguments, notes)
        bundle.policy, bundle.log_keys = trust[2:]
        bundle.read_head(trust, at)
        bundle.read_payload()
    m = bundle.manifest
    verdict = "incomplete" if bundle.unappraised else "accepted"
    print("%s: %s %s" % (verdict, m["name"], hex256(bundle.head["manifest.json"])))
    print("segment: leaves %d to %d, %d steps, root %s" % (m["from"], m["to"], m["steps"], m["root"]))
    print("signed by: %s; judged as of %s" % (
        ", ".join(bundle.people), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))))
    print("\n".join(notes))
    return 2 if bundle.unappraised else 0


def main():
    parser = argparse.ArgumentParser(description="verify one bulla bundle", allow_abbrev=False)
    parser.error = lambda message: parser.exit(64, "verify.py: %s\n%s" % (message, parser.format_usage()))
    parser.add_argument("bundle")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--trust")
    who.add_argument("--key")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--previous")
    which.add_argument("--first", action="store_true")
    parser.add_argument("--at", help="time of judging, YYYY-MM-DDThh:mm:ssZ; default: now")
    parser.add_argument("--attested", action="store_true", help="check all attested/1 signatures")
    arguments = parser.parse_args()
    if arguments.at and seconds(arguments.at) is None:
        parser.error("--at is no time")
    try:
        return verify(arguments)
    except Rejected as error:
        print("rejected: %s" % error)
        return 1
    except (Unfinished, OSError, MemoryError) as error:
        print("could not finish: %s" % error, file=sys.stderr)
        return 2
    except Exception as error:  # a mistake in this program must never look like a verdict
        print("could not finish: %s: %s" % (type(error).__name__, error), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
