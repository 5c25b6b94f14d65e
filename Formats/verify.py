#!/usr/bin/env python3
"""verify.py: check one bulla-bundle/1 file with nothing but Python 3.8.

usage: verify.py X.bulla.tar.xz (--trust trust.json | --key exporter.pub)
                 [--previous CHECKPOINT | --first] [--at YYYY-MM-DDThh:mm:ssZ] [--attested]

Exit 0: accepted. 1: `rejected: <code>: <detail>`. 2: could not finish. 64: usage.

It was written from bundle-v1.md and log-v1.md alone, so that a mistake in the main program does not hide in its
own verifier. A copy lies in each bundle at data/spec/verify.py; run it only from a copy that you trust, never from
the medium under suspicion.

Checked, in this order within one reading of the file, which is never unpacked:
  container   every byte of the xz framing is made again and compared; block boundaries follow from the members
  tar         every header is made again and compared; members, their order and their names; nothing after the end
  envelope    canonical JSON; Ed25519 signatures; the exporter threshold of trust.json as of --at
  payload     BagIt manifests, every content byte by SHA-256
  log         every leaf by its schema; the Merkle tree rebuilt from leaves and tiles, roots and tiles compared;
              checkpoints signed by the log's key; carried leaves by inclusion proof; steps, rewinds and sessions
              linked; attested/1 signatures (the first 20; all with --attested)
  derived     index members, counts in the manifest, bag-info.txt; blobs by digest and size
  policy      session kinds, proof kinds and number of rewinds that trust.json accepts

NOT checked, and said so on standard output where it matters: ML-DSA-87 halves of signatures (a person with a pair
counts by the Ed25519 half when the other half is present); signatures of trust.json itself; re-execution of
replay/1 and any other proof kind; the content of data/custody, data/evidence, data/sessions; previous_manifest;
whether a step from before the segment that a rewind goes back to was still live (see log-v1.md section 5).
"""
import argparse
import base64
import calendar
import datetime
import hashlib
import json
import lzma
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


# Canonical JSON (log-v1.md section 1) and the types of its fields.

def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def check_json(value, depth=1):
    if isinstance(value, (dict, list)):
        need(depth <= 16, "json", "nested more than 16 deep")
    if isinstance(value, dict):
        for key, item in value.items():
            need(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key), "json", "key %r" % key)
            check_json(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_json(item, depth + 1)
    elif isinstance(value, int):
        need(abs(value) < 2**53, "json", "integer out of range")
    else:
        need(isinstance(value, str), "json", "null or a float")


def parse_json(data, where):
    """The value of canonical JSON: decode, encode again, compare."""
    try:
        value = json.loads(data.decode("utf-8"))
        check_json(value)
        same = canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise Rejected("json: %s: %s" % (where, error))
    need(same, "json", "%s is not in canonical form" % where)
    return value


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def is_one(value):
    return is_count(value) and value == 1


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
    """Exactly these keys, each with a value that its check takes."""
    checks = dict(required, **(optional or {}))

    def check(value):
        return (isinstance(value, dict) and all(key in value for key in required)
                and all(key in checks and checks[key](item) for key, item in value.items()))
    return check


def seconds(text):
    """Seconds since 1970 of `YYYY-MM-DDThh:mm:ssZ`, or None."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", text, re.ASCII)
    try:
        return calendar.timegm(datetime.datetime(*map(int, match.groups())).timetuple()) if match else None
    except ValueError:
        return None


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
is_marking, is_version = matches("[A-Z][A-Z0-9 /-]{0,63}"), matches("[A-Za-z0-9][A-Za-z0-9.+_-]{0,31}")
digests = is_array(is_digest, 0, 64)
is_proof_size = lambda value: is_count(value) and 1 <= value < 8 << 30
INLINE_PROOF = is_object({"kind": is_kind, "size": is_proof_size, "inline": is_bytes(1, 1024)})
BLOB_PROOF = is_object({"kind": is_kind, "size": is_proof_size, "sha256": is_digest})
LEAVES = {
    "run": is_object({"type": is_line, "dataset": is_digest, "genesis": is_digest, "log_key": is_line,
                      "origin": is_line, "recipe": is_digest, "run": is_digest, "seed": is_digest}),
    "session-open": is_object({
        "type": is_line, "evidence": digests, "kind": one_of("software"), "session": is_digest,
        "binding": is_object({"checkpoint": is_digest, "checkpoint_size": is_count, "close": is_digest,
                              "gpus": is_count, "index": is_count, "key": is_bytes(32, 32), "recipe": is_digest,
                              "run": is_digest, "version": is_one})}),
    "session-heartbeat": is_object({"type": is_line, "evidence": digests, "session": is_digest}),
    "session-close": is_object({"type": is_line, "evidence": digests, "head": is_digest, "session": is_digest,
                                "state": is_digest, "step": is_count, "steps": is_count}),
    "step": is_object({
        "type": is_line, "batch": is_digest, "previous": is_digest, "run": is_digest, "state_after": is_digest,
        "state_before": is_digest, "step": lambda value: is_count(value) and value > 0,
        "proofs": is_array(lambda value: INLINE_PROOF(value) or BLOB_PROOF(value), 0, 8),
        "metrics": is_object({}, dict.fromkeys(
            ["accuracy", "examples", "gradient_norm", "learning_rate", "loss"], is_decimal)),
    }, {"session": is_digest}),
    "rewind": is_object({"type": is_line, "run": is_digest, "state": is_digest, "to": is_count,
                         "reason": one_of("data", "divergence", "failure", "operator")}),
    "event": is_object({"type": is_line, "digest": is_digest, "run": is_digest,
                        "kind": one_of("acceptance", "audit", "custody", "review")}),
}
is_size = is_object({"sha256": is_digest, "size": is_count})
is_part = is_object({"bytes": is_count, "count": is_count, "offset": is_count})
STATEMENT = is_object({
    "_type": one_of("https://in-toto.io/Statement/v1"), "predicateType": one_of("urn:bulla:manifest:v1"),
    "subject": is_array(is_object({"digest": is_object({"sha256": is_digest}),
                                   "name": one_of("manifest-sha256.txt")}), 1, 1),
    "predicate": is_object({
        "blobs": is_part, "checkpoint": is_digest, "entries": is_part, "first_step": is_count, "from": is_count,
        "container": is_object({"blocks": is_count, "bytes": is_count, "version": is_one}),
        "last_step": is_count, "marking": is_marking, "name": is_name, "origin": is_line, "to": is_count,
        "leaves": is_array(is_object({"count": is_count, "type": one_of(*LEAVES)}), 1, len(LEAVES)),
        "members": is_array(is_object({"path": is_line, "sha256": is_digest, "size": is_count}), 0, 4 * MiB),
        "payload": is_object({"bytes": is_count, "members": is_count}), "readme": is_size, "recipe": is_digest,
        "proofs": is_array(is_object({"count": is_count, "kind": is_kind}), 0, 1 << 20), "root": is_digest,
        "run": is_digest, "sealed_at": is_time, "steps": is_count,
        "software": is_array(is_object({"name": is_version, "version": is_version}), 1, 8),
    }, {"next_export": is_time, "previous_manifest": is_digest, "previous_root": is_digest})})
ENVELOPE = is_object({"payload": is_bytes(1, 16 * MiB), "payloadType": one_of("application/vnd.in-toto+json"),
                      "signatures": is_array(is_object({"keyid": is_digest, "sig": is_bytes(1, 8192)}), 1, 64)})
CARRIED = is_object({"type": one_of("bulla-carried/1"), "leaves": is_array(is_object(
    {"index": is_count, "leaf": is_bytes(1, 65535), "proof": is_array(is_bytes(32, 32), 0, 63)}), 1, 1 << 20)})
RUN = is_object(dict.fromkeys(["dataset", "genesis", "recipe", "run", "seed"], is_digest), {
    "disclosure": one_of("none", "replay"), "log_key": is_line, "marking": is_marking, "name": is_name,
    "origin": is_line, "type": one_of("bulla-run/1")})


# The xz container (bundle-v1.md section 1). Each part is made from the values read and compared.

CUT = 4 * MiB
STREAM_HEADER = b"\xfd7zXZ\0\0\1" + struct.pack("<I", zlib.crc32(b"\0\1"))


def exactly(file, count):
    data = file.read(count)
    need(len(data) == count, "container", "the file ends early")
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
    raise Rejected("container: malformed number in a block header")


def with_crc(data):
    data += b"\0" * (-len(data) % 4)
    return data + struct.pack("<I", zlib.crc32(data))


def dictionary(count):
    return next((d, size) for d in range(21) for size in [(2 | d & 1) << (d // 2 + 11)] if size >= count)


def block_header(packed, count):
    fields = b"\xc0" + vli(packed) + vli(count) + bytes([0x21, 1, dictionary(count)[0]])
    return with_crc(bytes([(1 + len(fields) + 3) // 4]) + fields)


def stored(data):
    out = bytearray()
    for at in range(0, len(data), 65536):
        chunk = data[at:at + 65536]
        out += (b"\2" if at else b"\1") + struct.pack(">H", len(chunk) - 1) + chunk
    return bytes(out) + b"\0"


def decode_block(payload, count):
    if len(payload) == count + 3 * -(-count // 65536) + 1:
        body = payload[:-1]
        data = b"".join(body[at + 3:at + 65539] for at in range(0, len(body), 65539))
        need(stored(data) == payload, "container", "stored block is not in its one form")
        return data
    try:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[
            {"id": lzma.FILTER_LZMA2, "dict_size": dictionary(count)[1]}])
        data = decoder.decompress(payload, max_length=count + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise Rejected("container: block does not decode: %s" % error)
    need(decoder.eof and not decoder.unused_data and len(data) == count, "container", "block decodes to another size")
    return data


def blocks(file, sizes):
    """Yield the content of each xz block, note its size; at the end compare Index and footer."""
    need(exactly(file, 12) == STREAM_HEADER, "container", "stream header")
    records = []
    while True:
        size = exactly(file, 1)
        if size == b"\0":
            break
        header = size + exactly(file, size[0] * 4 + 3)
        packed, at = vli_read(header, 2)
        count, at = vli_read(header, at)
        need(1 <= count <= CUT, "container", "block of %d bytes" % count)
        need(1 <= packed <= count + 3 * -(-count // 65536) + 1, "container", "block larger than stored")
        need(header == block_header(packed, count), "container", "block header")
        payload = exactly(file, packed)
        data = decode_block(payload, count)
        need(exactly(file, -packed % 4 + 4) == b"\0" * (-packed % 4) + struct.pack("<I", zlib.crc32(data)),
             "container", "block padding or CRC32")
        records.append(vli(len(header) + packed + 4) + vli(count))
        sizes.append(count)
        yield data
    index = with_crc(b"\0" + vli(len(records)) + b"".join(records))
    need(exactly(file, len(index) - 1) == index[1:], "container", "Index differs from the blocks")
    tail = struct.pack("<I", len(index) // 4 - 1) + b"\0\1"
    need(exactly(file, 12) == struct.pack("<I", zlib.crc32(tail)) + tail + b"YZ", "container", "stream footer")
    need(file.read(1) == b"", "container", "bytes after the footer")


class Boundaries:
    """The block sizes that section 1.2 derives from the members."""

    def __init__(self):
        self.sizes, self.current, self.last, self.head = [], 0, None, 0

    def end_block(self):
        if self.current:
            self.sizes.append(self.current)
        self.current = 0

    def add(self, member, count):
        is_entry = lambda name: name is not None and name.startswith("data/log/tile/entries/")
        is_data = lambda name: name is not None and name.startswith("data/")
        if (is_data(member) and not is_data(self.last) or is_entry(member) or is_entry(self.last)
                or self.current + count > 65536):
            self.end_block()
        if is_data(member) and not is_data(self.last):
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
        need(cut > 0, "tar", "path cannot be split: %s" % path)
        prefix, name = path[:cut], path[cut + 1:]
    need(len(prefix) <= 155 and size < 8 << 30 and 0 <= mtime < 8**11, "tar", "path, size or time: %s" % path)
    head = struct.pack("100s8s8s8s12s12s8s1s100s8s64s8s8s155s12s", name.encode(), b"000644 ", b"000000 ", b"000000 ",
                       b"%011o " % size, b"%011o " % mtime, b" " * 8, b"0", b"", b"ustar\x0000", b"", b"000000 ",
                       b"000000 ", prefix.encode(), b"")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


class Archive:
    """The members of a bundle, read forward and compared with the headers that they must have."""

    def __init__(self, file):
        self.block_sizes, self.boundaries = [], Boundaries()
        self.source, self.rest = blocks(file, self.block_sizes), memoryview(b"")
        self.folder = self.mtime = None
        self.seen, self.parents, self.at, self.payload = set(), set(), 0, [0, 0]

    def pieces(self, count):
        while count:
            if not self.rest:
                block = next(self.source, None)
                need(block is not None, "tar", "the archive ends early")
                self.rest = memoryview(block)
            piece, self.rest = self.rest[:count], self.rest[count:]
            count -= len(piece)
            yield piece

    def take(self, count):
        return b"".join(self.pieces(count))

    def member(self, name, size=None, keep=0):
        """The digest of the next member and, up to `keep` bytes of size, its content."""
        header = self.take(512)
        if self.folder is None:
            self.read_first(header)
        if size is None:
            need(re.fullmatch(b"[0-7]{11}", header[124:135]), "tar", "size of %s" % name)
            size = int(header[124:135], 8)
        self.check_name(name)
        need(header == tar_header(self.folder + "/" + name, size, self.mtime), "tar", "header of %s" % name)
        need(not keep or size <= keep, "tar", "%s is larger than %d bytes" % (name, keep))
        digest, content = hashlib.sha256(), []
        for piece in self.pieces(size):
            digest.update(piece)
            if keep:
                content.append(bytes(piece))
        need(not any(self.take(-size % 512)), "tar", "padding of %s" % name)
        whole = 512 + size + -size % 512
        self.boundaries.add(name, whole)
        if name.startswith("data/"):
            self.at += whole
            self.payload = [self.payload[0] + size, self.payload[1] + 1]
        return digest.hexdigest(), b"".join(content)

    def read_first(self, header):
        path = header[:100].rstrip(b"\0").decode("ascii", "replace")
        self.folder = path.split("/")[0]
        need(is_name(self.folder), "tar", "folder name")
        need(re.fullmatch(b"[0-7]{11}", header[136:147]), "tar", "time of the first member")
        self.mtime = int(header[136:147], 8)

    def check_name(self, name):
        lower = name.lower()
        need(MEMBER_NAME.fullmatch(name) and len(name) <= 180, "tar", "member name %s" % name)
        parents = {lower[:at] for at, c in enumerate(lower) if c == "/"}
        need(lower not in self.seen and lower not in self.parents and not parents & self.seen,
             "tar", "member name %s twice" % name)
        self.seen.add(lower)
        self.parents |= parents
        need(len(self.seen) <= 4 * MiB, "tar", "too many members")

    def finish(self):
        need(not any(self.take(1024)) and not self.rest, "tar", "end of archive")
        need(next(self.source, None) is None, "tar", "blocks after the end of the archive")
        self.boundaries.end_block()
        expected = self.boundaries.sizes + [1024]
        need(self.block_sizes == expected, "container", "block boundaries differ from the members")


# Signatures and trust.

def pae(kind, payload):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def load_trust(arguments):
    """The people, as id -> list of keys (ed25519, mldsa87 or None, from, until), how many must sign, the policy."""
    path = arguments.trust or arguments.key
    try:
        with open(path, "rb") as file:
            value = json.loads(file.read().decode("utf-8"))
        keys = value["keys"] if arguments.trust else [{"person": value["name"], "key": value, "roles": ["exporter"]}]
        policy = value.get("policy", {}) if arguments.trust else {}
        count = 1
        if arguments.trust:
            if value["type"] != "bulla-trust/1":
                raise ValueError("type is not bulla-trust/1")
            count = max([t["count"] for t in value["thresholds"] if t["role"] == "exporter"], default=1)
        people = {}
        for entry in keys:
            times = [entry.get("from", "1970-01-01T00:00:00Z"), entry.get("until", "9999-12-31T23:59:59Z"),
                     entry.get("retired", {}).get("at", "9999-12-31T23:59:59Z")]
            if not all(is_time(text) for text in times):
                raise ValueError("time of a key")
            start, end = seconds(times[0]), min(seconds(times[1]), seconds(times[2]))
            if "exporter" not in entry["roles"]:
                end = start  # its signature must be right, but does not count
            ed25519, mldsa87 = (from_base64(entry["key"].get(name)) for name in ("ed25519", "mldsa87"))
            if ed25519 is None:
                raise ValueError("a key without ed25519")
            people.setdefault(entry["person"], []).append((ed25519, mldsa87, start, end))
        if not isinstance(count, int) or count < 1 or not isinstance(policy, dict):
            raise ValueError("threshold or policy")
        return people, count, policy
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unfinished("%s: %s: %s" % (path, type(error).__name__, error))


def check_envelope(envelope, manifest, trust, at, notes):
    """Enough distinct people, with distinct keys, signed this manifest with keys valid at that time."""
    people, threshold, policy = trust
    payload = from_base64(envelope["payload"])
    need(payload == manifest, "envelope", "payload differs from manifest.json")
    message = pae(envelope["payloadType"].encode(), payload)
    signatures = {s["keyid"]: from_base64(s["sig"]) for s in envelope["signatures"]}
    need(len(signatures) == len(envelope["signatures"]), "envelope", "two signatures by one key")
    counted, used = [], set()
    for person in sorted(people):
        for ed25519, mldsa87, start, end in people[person]:
            signature = signatures.get(hex256(ed25519))
            if signature is None:
                continue
            need(ed25519_verify(ed25519, message, signature), "signature", "by %s does not verify" % person)
            if not start <= at < end:
                notes.append("a key of %s is no exporter's, or was not valid at that time: does not count" % person)
            elif mldsa87 and len(signatures.get(hex256(mldsa87), b"")) != 4627:
                notes.append("%s signed without the ML-DSA-87 half: does not count" % person)
            elif policy.get("require_mldsa87") and not mldsa87:
                notes.append("%s has no ML-DSA-87 key, which policy requires: does not count" % person)
            elif person not in counted and ed25519 not in used:
                counted.append(person)
                used.add(ed25519)
                if mldsa87:
                    notes.append("not checked: the ML-DSA-87 half of %s's signature" % person)
    need(len(counted) >= threshold, "trust", "%d of %d exporters signed" % (len(counted), threshold))
    return counted


def note_key(log_key):
    """Name, key id and Ed25519 key of a C2SP verifier key: name+hash+base64(01 key)."""
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", log_key)
    key = from_base64(match.group(3)) if match else None
    need(key and len(key) == 33 and key[0] == 1, "checkpoint", "log_key is no Ed25519 verifier key")
    identity = sha256(match.group(1).encode() + b"\n" + key)[:4]
    need(identity.hex() == match.group(2), "checkpoint", "log_key names another key id")
    return match.group(1), identity, key[1:]


def checkpoint_text(origin, size, root):
    return ("%s\n%d\n%s\n" % (origin, size, base64.b64encode(root).decode())).encode()


def check_note(note, text, log_key, where):
    """A C2SP signed note: the text, a blank line, signature lines, one by the log's key."""
    need(len(note) <= 65536 and note.startswith(text + b"\n"), "checkpoint", "%s: text differs" % where)
    name, identity, key = note_key(log_key)
    lines = note[len(text) + 1:].decode("utf-8", "replace").split("\n")
    need(len(lines) >= 2 and lines[-1] == "", "checkpoint", "%s: last line" % where)
    signed = 0
    for line in lines[:-1]:
        match = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)", line)
        signature = from_base64(match.group(2)) if match else None
        need(signature and len(signature) > 4, "checkpoint", "%s: malformed signature line" % where)
        if match.group(1) == name and signature[:4] == identity:
            need(ed25519_verify(key, text, signature[4:]), "checkpoint", "%s: the log's signature" % where)
            signed += 1
    need(signed == 1, "checkpoint", "%s: %d signatures by the log's key" % (where, signed))


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
        need(last > 0, "carried", "inclusion proof too long")
        if index & 1 or index == last:
            digest = node_hash(node, digest)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            digest = node_hash(digest, node)
        index, last = index >> 1, last >> 1
    need(last == 0, "carried", "inclusion proof too short")
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
            need(len(tile) >= 32 * (end - first), "tile", "level %d tile is too short" % level)
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
                 "tile", "level %d tile %d differs from the tree" % (level, number))


# Leaves and how they link (log-v1.md sections 2 to 5).

def parse_leaf(data, index):
    where = "leaf %d" % index
    leaf = parse_json(data, where)
    need(isinstance(leaf, dict) and isinstance(leaf.get("type"), str) and leaf["type"] in LEAVES, "leaf", where + ": type")
    need(LEAVES[leaf["type"]](leaf), "leaf", "%s: fields of %s" % (where, leaf["type"]))
    kinds = [proof["kind"] for proof in leaf.get("proofs", [])]
    need(kinds == sorted(set(kinds)), "leaf", where + ": proofs not in ascending order of kind")
    for proof in leaf.get("proofs", []):
        need("inline" not in proof or len(from_base64(proof["inline"])) == proof["size"], "leaf", where + ": proof size")
        need(proof["kind"] != "attested/1" or "inline" in proof and proof["size"] == 64, "leaf", where + ": attested/1")
    return leaf


def statement(leaf):
    return canonical({key: value for key, value in leaf.items() if key != "proofs"})


class Run:
    """Where training stands: the live step and state, the open session, and what the segment holds so far."""

    def __init__(self, data, attested_limit):
        self.first = parse_leaf(data, 0)
        need(self.first["type"] == "run", "link", "leaf 0 is no run")
        need(note_key(self.first["log_key"])[0] == self.first["origin"], "checkpoint", "log_key has another name")
        self.base, self.base_state, self.trail = 0, self.first["genesis"], []
        self.live, self.previous = self.first["genesis"], hex256(data)
        self.open, self.closed, self.next_session, self.sessions, self.keys = None, ZEROS, 0, {}, set()
        self.carried_steps, self.attested, self.attested_limit, self.sessionless = [], 0, attested_limit, False

    def carry(self, carried, start):
        """Take up the run at `start` from the carried leaves: (index, data), ascending, the first is leaf 0."""
        indices = [index for index, _ in carried]
        need(indices == sorted(set(indices)) and indices[0] == 0 and indices[-1] == start - 1, "carried", "indices")
        leaves = [(index, parse_leaf(data, index), data) for index, data in carried]
        tail = start - 1
        while tail - 1 in set(indices):
            tail -= 1
        last = max([index for index, leaf, _ in leaves if leaf["type"] == "step" and index >= tail], default=0)
        need(last > 0 or tail == 0, "carried", "the last step before the segment is missing")
        for index, leaf, data in leaves[1:]:
            if index >= last:
                break
            need(leaf["type"] in ("step", "session-open"), "carried", "leaf %d is not needed" % index)
            if leaf["type"] == "session-open":
                self.check_binding(leaf, index)
                self.next_session = leaf["binding"]["index"]
            else:
                self.carried_steps.append(leaf)
        early = [leaf for index, leaf, _ in leaves if 0 < index < last]
        for index, leaf, data in leaves[1:]:
            if index == last:
                self.resume(leaf)
            elif index > last:
                self.take(leaf, data, index, None)
        return early

    def resume(self, leaf):
        """Stand on the last step before the segment."""
        need(leaf["run"] == self.first["run"], "link", "run of the last step carried")
        self.base, self.base_state, self.live = leaf["step"], leaf["state_after"], leaf["state_after"]
        self.previous = hex256(statement(leaf))
        self.carried_steps.append(leaf)
        if "session" in leaf:
            need(leaf["session"] in self.sessions, "carried", "session of the last step is missing")
            self.open = self.sessions[leaf["session"]]
            self.open.update(exact=False, steps=1, head=self.previous, state=self.live, step=leaf["step"])
            self.next_session = self.open["index"] + 1
        else:
            self.sessionless = True

    def check_carried(self, early):
        """Nothing is carried that the segment does not need, and every session that it needs is."""
        used = {leaf["session"] for leaf in self.carried_steps if "session" in leaf}
        need(used <= set(self.sessions), "carried", "session-open of a carried step is missing")
        for leaf in early:
            need(leaf["session"] in used if leaf["type"] == "session-open" else leaf.get("_used"),
                 "carried", "a %s that is not needed" % leaf["type"])

    def take(self, leaf, data, index, root):
        """Check one leaf; `root` is that of the tree before it, None for a carried leaf."""
        kind, where = leaf["type"], "leaf %d: " % index
        need(kind != "run", "link", where + "a second run")
        need(leaf.get("run", self.first["run"]) == self.first["run"], "link", where + "another run")
        if kind == "step":
            self.step(leaf, where)
        elif kind == "rewind":
            self.rewind(leaf, where, carried=root is None)
        elif kind == "session-open":
            self.session_open(leaf, index, where, root)
        elif kind in ("session-heartbeat", "session-close"):
            need(self.open and self.open["id"] == leaf["session"], "session", where + "session is not the open one")
            need(leaf["evidence"] == [], "session", where + "evidence of a software session")
            if kind == "session-close":
                self.session_close(leaf, where)
                self.closed, self.open = hex256(data), None

    def step(self, leaf, where):
        need(leaf["previous"] == self.previous, "link", where + "previous statement")
        need(leaf["step"] == self.base + len(self.trail) + 1, "link", where + "step number %d" % leaf["step"])
        need(leaf["state_before"] == self.live, "link", where + "state_before is not the live state")
        text = statement(leaf)
        self.previous, self.live = hex256(text), leaf["state_after"]
        self.trail.append(self.live)
        need(leaf.get("session") == (self.open and self.open["id"]), "session", where + "session is not the open one")
        self.sessionless |= self.open is None
        need(not (self.sessionless and self.sessions), "session", where + "step without session in a run with sessions")
        if self.open:
            self.open.update(steps=self.open["steps"] + 1, head=self.previous, state=self.live, step=leaf["step"])
        for proof in leaf["proofs"]:
            if proof["kind"] == "attested/1":
                need(self.open, "session", where + "attested/1 without a session")
                self.attested += 1
                if self.attested <= self.attested_limit:
                    need(ed25519_verify(self.open["key"], pae(b"application/vnd.bulla.step+json", text),
                                        from_base64(proof["inline"])), "attested", where + "signature")

    def rewind(self, leaf, where, carried):
        to, kept = leaf["to"], leaf["to"] - self.base
        need(kept <= len(self.trail), "link", where + "rewind forward")
        if kept > 0:
            state = self.trail[kept - 1]
            del self.trail[kept:]
        else:
            state = self.base_state if kept == 0 else self.first["genesis"] if to == 0 else leaf["state"]
            if to > 0 and not carried:
                match = [s for s in self.carried_steps if s["step"] == to and s["state_after"] == leaf["state"]]
                need(match, "carried", where + "step %d, to which it goes back, is missing" % to)
                match[-1]["_used"] = True
            self.base, self.base_state, self.trail = to, state, []
        need(leaf["state"] == state, "link", where + "state of step %d" % to)
        self.live = state

    def check_binding(self, leaf, index):
        binding, where = leaf["binding"], "leaf %d: " % index
        need(leaf["session"] == hex256(canonical(binding)), "session", where + "session is not its binding's digest")
        need(leaf["evidence"] == [], "session", where + "evidence of a software session")
        need((binding["run"], binding["recipe"]) == (self.first["run"], self.first["recipe"]) and
             binding["checkpoint_size"] == index, "session", where + "run, recipe or checkpoint_size of the binding")
        need(leaf["session"] not in self.sessions and binding["key"] not in self.keys, "session", where + "opened twice")
        self.keys.add(binding["key"])
        self.sessions[leaf["session"]] = {
            "id": leaf["session"], "key": from_base64(binding["key"]), "index": binding["index"], "exact": True,
            "steps": 0, "head": ZEROS, "state": self.live, "step": 0}

    def session_open(self, leaf, index, where, root):
        binding = leaf["binding"]
        need(self.open is None, "session", where + "another session is open")
        need(not self.sessionless, "session", where + "session in a run with steps without one")
        need(binding["index"] == self.next_session, "session", where + "index of the session")
        need(binding["close"] == self.closed, "session", where + "close of the session before")
        if root is not None:
            text = checkpoint_text(self.first["origin"], index, root)
            need(binding["checkpoint"] == hex256(text), "session", where + "checkpoint of the binding")
        self.check_binding(leaf, index)
        self.open, self.next_session = self.sessions[leaf["session"]], binding["index"] + 1

    def session_close(self, leaf, where):
        need(all(leaf[key] == self.open[key] for key in ("head", "state", "step")), "session", where + "last step or state")
        need(leaf["steps"] == self.open["steps"] or not self.open["exact"] and leaf["steps"] > self.open["steps"],
             "session", where + "count of steps")


# The bundle (bundle-v1.md sections 3 to 7).

HEAD = {"README.txt": MiB, "bagit.txt": 1024, "bag-info.txt": 1024, "manifest.json": 16 * MiB,
        "manifest.dsse.json": 23 * MiB, "manifest-sha256.txt": 1024 * MiB, "tagmanifest-sha256.txt": 1024}
LISTED = ["data/spec/[^/]+", "data/run/run.json", "data/run/recipe.json", "data/log/checkpoint",
          "data/log/previous-checkpoint", "data/log/carried", "data/index/bundles", "data/index/steps",
          "data/index/blobs", "data/sessions/.+", "data/custody/.+", "data/evidence/.+"]


def rank(path):
    """Where a listed member stands: its row in the table, then its name."""
    row = next((row for row, pattern in enumerate(LISTED) if re.fullmatch(pattern, path)), None)
    need(row is not None, "manifest", "member %s has no place" % path)
    return row, path.encode()


class Bundle:
    def __init__(self, archive, arguments, notes):
        self.archive, self.arguments, self.notes = archive, arguments, notes
        self.head, self.types, self.kinds, self.steps = {}, {}, {}, []
        self.index = {name: hashlib.sha256() for name in ("bundles", "steps", "blobs")}
        self.blobs, self.references, self.blob_bytes, self.blob_at = {}, 0, 0, 0

    def read_head(self, trust, at):
        for name, limit in HEAD.items():
            self.head[name] = self.archive.member(name, keep=limit)[1]
            if name == "manifest.dsse.json":
                self.read_manifest(trust, at)
        need(hex256(self.head["manifest-sha256.txt"]) == self.subject, "payload", "manifest-sha256.txt is not the subject")
        names = list(HEAD)[:6]
        need(self.head["tagmanifest-sha256.txt"] == b"".join(
            b"%s  %s\n" % (hex256(self.head[n]).encode(), n.encode()) for n in names), "payload", "tagmanifest-sha256.txt")
        self.lines = iter(self.head["manifest-sha256.txt"].split(b"\n"))

    def read_manifest(self, trust, at):
        data = self.head["manifest.json"]
        envelope = parse_json(self.head["manifest.dsse.json"], "manifest.dsse.json")
        need(ENVELOPE(envelope), "envelope", "fields")
        self.people = check_envelope(envelope, data, trust, at, self.notes)
        document = parse_json(data, "manifest.json")
        need(STATEMENT(document), "manifest", "fields")
        self.subject, self.manifest = document["subject"][0]["digest"]["sha256"], document["predicate"]
        m, self.start, self.to = self.manifest, self.manifest["from"], self.manifest["to"]
        need(self.start < self.to and ("previous_root" in m) == (self.start > 0), "manifest", "from, to or previous_root")
        need(m["name"] == self.archive.folder and seconds(m["sealed_at"]) == self.archive.mtime, "tar", "folder or time")
        readme = self.head["README.txt"]
        need(m["readme"] == {"sha256": hex256(readme), "size": len(readme)}, "payload", "README.txt")
        need(self.head["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "payload", "bagit.txt")
        info = "Bag-Software-Agent: %(name)s %(version)s\n" % m["software"][0]
        info += "Bagging-Date: %s\n" % m["sealed_at"][:10] + "Payload-Oxum: %(bytes)d.%(members)d\n" % m["payload"]
        need(self.head["bag-info.txt"] == info.encode(), "payload", "bag-info.txt")
        ranks = [rank(member["path"]) for member in m["members"]]
        need(all(a < b for a, b in zip(ranks, ranks[1:])), "manifest", "order of members")
        rows = {row for row, _ in ranks}
        need(rows | {0, 9, 10, 11} == set(range(12)) - (set() if self.start else {4, 5}), "manifest", "members are missing")
        self.listed = {member["path"]: member for member in m["members"]}

    def member(self, name, size=None, keep=0):
        digest, content = self.archive.member(name, size, keep)
        need(next(self.lines, b"") == ("%s  %s" % (digest, name)).encode(), "payload", "digest or name of %s" % name)
        return digest, content

    def read_listed(self, rows):
        content = {}
        for path, entry in self.listed.items():
            if rank(path)[0] in rows:
                digest, content[path] = self.member(path, entry["size"], 0 if rank(path)[0] >= 6 else 64 * MiB)
                need(digest == entry["sha256"], "payload", "digest of %s" % path)
        return content

    def read_payload(self):
        m, archive = self.manifest, self.archive
        files = self.read_listed(range(6))
        given = {(level, number): self.member("data/log/tile/%d/%s" % (level, tile_name(number, width)), 32 * width,
                                              8192)[1] for level, number, width in tiles(self.start, self.to)}
        self.tree, self.run, early = Tree(self.start, given), None, []
        limit = 2**53 if self.arguments.attested else 20
        if self.start:
            carried = self.read_carried(files["data/log/carried"])
            self.run = Run(carried[0][1], limit)
            early = self.run.carry(carried, self.start)
        offset, entry_bytes = archive.at, 0
        for number in range(self.start >> 8, (self.to + 255) >> 8):
            width = min(256, self.to - 256 * number)
            bundle = self.member("data/log/tile/entries/" + tile_name(number, width), None, 256 * 65537)[1]
            self.index["bundles"].update(struct.pack(">I", len(bundle)))
            entry_bytes += len(bundle)
            self.read_bundle(bundle, 256 * number, width, limit)
        self.run.check_carried(early)
        need(self.tree.frontier.root().hex() == m["root"], "log", "root of the tree of size %d" % self.to)
        self.tree.check_tiles()
        self.check_run(files)
        for name, digest in self.index.items():
            entry = self.listed["data/index/" + name]
            need(entry["sha256"] == digest.hexdigest(), "index", "data/index/%s differs from the log" % name)
        self.read_listed(range(6, 12))
        blob_offset = archive.at
        for digest, (size, _) in self.blobs.items():
            name = "data/blobs/sha256/%s/%s" % (digest[:2], digest)
            need(self.member(name, size)[0] == digest, "blob", "content of %s" % name)
        need(list(self.lines) == [b""], "payload", "manifest-sha256.txt has other lines")
        archive.finish()
        self.check_counts({"bytes": entry_bytes, "count": (self.to + 255 >> 8) - (self.start >> 8), "offset": offset},
                          {"bytes": self.blob_bytes, "count": len(self.blobs), "offset": blob_offset})

    def read_carried(self, data):
        document = parse_json(data, "data/log/carried")
        need(CARRIED(document), "carried", "fields")
        leaves = []
        for entry in document["leaves"]:
            leaf, proof = from_base64(entry["leaf"]), [from_base64(node) for node in entry["proof"]]
            need(entry["index"] < self.start, "carried", "index %d" % entry["index"])
            root = inclusion_root(entry["index"], self.to, leaf_hash(leaf), proof)
            need(root.hex() == self.manifest["root"], "carried", "inclusion proof of leaf %d" % entry["index"])
            leaves.append((entry["index"], leaf))
        return leaves

    def read_bundle(self, bundle, index, width, limit):
        at = 0
        for index in range(index, index + width):
            size = int.from_bytes(bundle[at:at + 2], "big")
            leaf, at = bundle[at + 2:at + 2 + size], at + 2 + size
            need(size > 0 and at <= len(bundle), "log", "entry bundle ends within leaf %d" % index)
            root = self.tree.frontier.root()
            if index == self.start > 0:
                need(root.hex() == self.manifest["previous_root"], "log", "root of the tree of size %d" % index)
            self.tree.add(leaf)
            if index >= self.start:
                self.read_leaf(leaf, index, root, limit)
        need(at == len(bundle), "log", "bytes after the last leaf of an entry bundle")

    def read_leaf(self, data, index, root, limit):
        if index == 0:
            self.run, leaf = Run(data, limit), parse_leaf(data, 0)
        else:
            leaf = parse_leaf(data, index)
            self.run.take(leaf, data, index, root)
        self.types[leaf["type"]] = self.types.get(leaf["type"], 0) + 1
        if leaf["type"] == "step":
            self.index["steps"].update(struct.pack(">QQ", index, self.references))
            self.steps = [self.steps[0] if self.steps else leaf["step"], leaf["step"]]
            kinds = [proof["kind"] for proof in leaf["proofs"]]
            missing = set(self.policy.get("proofs", [])) - set(kinds)
            need(not missing, "policy", "leaf %d has no proof of kind %s" % (index, ", ".join(sorted(missing))))
            for proof in leaf["proofs"]:
                self.kinds[proof["kind"]] = self.kinds.get(proof["kind"], 0) + 1
                if "sha256" in proof:
                    self.refer(proof["sha256"], proof["size"], index)

    def refer(self, digest, size, index):
        """A step names a blob: it lies where the first step that named it put it."""
        if digest not in self.blobs:
            self.blobs[digest] = size, self.blob_at
            self.blob_at += 512 + size + -size % 512
            self.blob_bytes += size
        need(self.blobs[digest][0] == size, "blob", "leaf %d: size of %s" % (index, digest))
        self.index["blobs"].update(struct.pack(">Q", self.blobs[digest][1]))
        self.references += 1

    def check_run(self, files):
        m, first, start = self.manifest, self.run.first, self.start
        need((m["run"], m["recipe"], m["origin"]) == (first["run"], first["recipe"], first["origin"]),
             "manifest", "run, recipe or origin differs from leaf 0")
        run = parse_json(files["data/run/run.json"], "run.json")
        need(RUN(run) and set(run) == {"dataset", "disclosure", "genesis", "log_key", "marking", "name", "origin",
                                       "recipe", "run", "seed", "type"}, "manifest", "fields of run.json")
        need(all(run[key] == value for key, value in first.items() if key != "type"), "manifest", "run.json and leaf 0")
        recipe = files["data/run/recipe.json"]
        parse_json(recipe, "recipe.json")
        need(hex256(recipe) == first["recipe"], "manifest", "digest of recipe.json")
        text = checkpoint_text(m["origin"], self.to, bytes.fromhex(m["root"]))
        need(hex256(text) == m["checkpoint"], "checkpoint", "digest in the manifest")
        check_note(files["data/log/checkpoint"], text, first["log_key"], "checkpoint")
        if start:
            text = checkpoint_text(m["origin"], start, bytes.fromhex(m["previous_root"]))
            check_note(files["data/log/previous-checkpoint"], text, first["log_key"], "previous-checkpoint")
        need(not (self.arguments.first and start), "previous", "not the first segment: it begins at %d" % start)
        if self.arguments.previous:
            need(start, "previous", "the first segment extends no checkpoint")
            with open(self.arguments.previous, "rb") as file:
                check_note(file.read(65537), text, first["log_key"], "--previous")
        elif not self.arguments.first:
            self.notes.append("not checked: continuity with the segment before (neither --previous nor --first)")

    def check_counts(self, entries, blobs):
        m, archive = self.manifest, self.archive
        expected = {
            "blobs": blobs, "entries": entries, "steps": self.types.get("step", 0),
            "container": {"blocks": len(archive.block_sizes) - archive.boundaries.head, "bytes": archive.at, "version": 1},
            "first_step": self.steps[0] if self.steps else 0, "last_step": self.steps[1] if self.steps else 0,
            "leaves": [{"count": count, "type": name} for name, count in sorted(self.types.items())],
            "payload": dict(zip(("bytes", "members"), archive.payload)),
            "proofs": [{"count": count, "kind": kind} for kind, count in sorted(self.kinds.items())]}
        for key, value in expected.items():
            need(m[key] == value, "count", "%s in the manifest is %s, got %s" % (key, m[key], value))
        sessions, rewinds = self.policy.get("sessions"), self.policy.get("rewinds_maximum")
        need(sessions is None or not self.run.sessions or "software" in sessions, "policy", "software sessions")
        need(rewinds is None or self.types.get("rewind", 0) <= rewinds, "policy", "more than %s rewinds" % rewinds)
        if self.run.attested > self.run.attested_limit:
            self.notes.append("not checked: %d of %d attested/1 signatures (--attested checks all)" % (
                self.run.attested - self.run.attested_limit, self.run.attested))
        for kind in self.kinds:
            if kind != "attested/1":
                self.notes.append("not checked: what %d proofs of kind %s prove" % (self.kinds[kind], kind))
        if self.run.sessions:
            self.notes.append("simulated: software sessions have nothing behind them but the trainer's word")


def verify(arguments):
    at = seconds(arguments.at) if arguments.at else int(time.time())
    trust, notes = load_trust(arguments), []
    with open(arguments.bundle, "rb") as file:
        bundle = Bundle(Archive(file), arguments, notes)
        bundle.policy = trust[2]
        bundle.read_head(trust, at)
        bundle.read_payload()
    m = bundle.manifest
    print("accepted: %s %s" % (m["name"], hex256(bundle.head["manifest.json"])))
    print("segment: leaves %d to %d, %d steps, root %s" % (m["from"], m["to"], m["steps"], m["root"]))
    print("signed by: %s; judged as of %s" % (
        ", ".join(bundle.people), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))))
    print("\n".join(notes))


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
        verify(arguments)
    except Rejected as error:
        print("rejected: %s" % error)
        return 1
    except (Unfinished, OSError, MemoryError) as error:
        print("could not finish: %s" % error, file=sys.stderr)
        return 2
    except Exception as error:  # a mistake in this program must never look like a verdict
        print("could not finish: %s: %s" % (type(error).__name__, error), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
