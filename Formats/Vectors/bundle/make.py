#!/usr/bin/env python3
"""make.py: four small bundles of one log, and what evidence of sessions binds, made from bundle-v1.md and log-v1.md with fixed keys and times.

It shares no code with any verifier. Run it in any folder: it writes beside itself. The same Python and liblzma
give the same bytes; another liblzma may encode the compressed blocks in another way.
"""
import base64
import calendar
import functools
import hashlib
import json
import lzma
import os
import struct
import time
import zlib

FOLDER = os.path.dirname(os.path.abspath(__file__))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def hexsha(data):
    return hashlib.sha256(data).hexdigest()


def b64(data):
    return base64.b64encode(data).decode()


def canon(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def label(text):
    """A digest that stands for something outside: fixed, and named by what it is."""
    return hexsha(b"bulla golden " + text.encode())


# Ed25519 signing (RFC 8032 section 5.1.6), affine coordinates, slow and plain.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960)


def add(p, q):
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a, b, c, d = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2), 2 * t1 * t2 * D, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


@functools.cache  # the same messages are signed in many bundles
def times(n, point):
    total = (0, 1, 1, 0)
    for bit in bin(n)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Key:
    def __init__(self, name):
        self.seed = sha(b"bulla golden key ", name.encode())
        wide = hashlib.sha512(self.seed).digest()
        self.scalar = int.from_bytes(wide[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.prefix = wide[32:]
        self.public = encode(times(self.scalar, BASE + (1, BASE[0] * BASE[1] % P)))

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % ORDER
        head = encode(times(r, BASE + (1, BASE[0] * BASE[1] % P)))
        k = int.from_bytes(hashlib.sha512(head + self.public + message).digest(), "little")
        return head + ((r + k * self.scalar) % ORDER).to_bytes(32, "little")


def dsse(kind, payload):
    return b"DSSEv1 %d %s %d " % (len(kind), kind, len(payload)) + payload


# The log.

ORIGIN = "golden.bulla.test/run-1"
EXPORTER, LOG = Key("exporter"), Key("log")
RECIPE = canon({"semantics": "external", "state": "opaque", "type": "bulla-recipe/1"})
RUN, ZEROS = label("run"), "0" * 64
SECRET = bytes.fromhex(label("secret"))  # what the commitment leaf of the fourth bundle commits to


def log_key():
    raw = b"\x01" + LOG.public
    return "%s+%s+%s" % (ORIGIN, sha(ORIGIN.encode(), b"\n", raw)[:4].hex(), b64(raw))


def root_of(hashes):
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return sha(b"\x01", root_of(hashes[:k]), root_of(hashes[k:]))


def path_of(m, hashes):
    """RFC 6962 section 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    if m < k:
        return path_of(m, hashes[:k]) + [root_of(hashes[k:])]
    return path_of(m - k, hashes[k:]) + [root_of(hashes[:k])]


def blob(name, size):
    """Pseudo-random bytes: SHA-256 of a name and a counter."""
    return b"".join(sha(name.encode(), struct.pack(">I", i)) for i in range((size + 31) // 32))[:size]


class Log:
    """A run that writes its log: leaves, their hashes, the blobs that steps name, and the evidence of sessions."""

    def __init__(self):
        self.leaves, self.hashes, self.blobs, self.values, self.evidence = [], [], {}, [], {}
        self.append({"type": "run", "dataset": label("dataset"), "genesis": label("genesis"), "log_key": log_key(),
                     "origin": ORIGIN, "recipe": hexsha(RECIPE), "run": RUN, "seed": label("seed")})
        self.previous, self.state, self.number = hexsha(self.leaves[0]), label("genesis"), 0
        self.states, self.sessions, self.last_leaf = {0: label("genesis")}, 0, ZEROS

    def append(self, value):
        self.values.append(value)
        self.leaves.append(canon(value))
        self.hashes.append(sha(b"\x00", self.leaves[-1]))

    def checkpoint(self, size):
        return ("%s\n%d\n%s\n" % (ORIGIN, size, b64(root_of(self.hashes[:size])))).encode()

    def proof_of_tree(self):
        """What a binding and a heartbeat say of the tree just before their leaf."""
        return {"checkpoint": hexsha(self.checkpoint(len(self.leaves))), "checkpoint_size": len(self.leaves)}

    def append_of_session(self, value, event=None, files=None):
        """A leaf of the open session, with the evidence of that event: name -> content."""
        files = files or {}
        if event:
            value["evidence"] = [hexsha(files[name]) for name in sorted(files)]
        for name in files:
            self.evidence["%s/%s/%s" % (self.session, event, name)] = files[name]
        self.append(dict(value, session=self.session))
        self.last_leaf = hexsha(self.leaves[-1])

    def open(self, kind="software", files=None, gpus=0, **change):
        self.key = Key("session %d" % self.sessions)
        binding = dict(self.proof_of_tree(), gpus=gpus, index=self.sessions, key=b64(self.key.public), recipe=hexsha(RECIPE),
                       previous=self.last_leaf, run=RUN, version=1, witness=ZEROS)
        if files and "witness.note" in files:
            binding["witness"] = hexsha(files["witness.note"])
        binding.update(change)
        self.session = hexsha(canon(binding))
        self.head, self.last, self.steps, self.beats = ZEROS, 0, 0, 0
        self.append_of_session({"type": "session-open", "binding": binding, "kind": kind}, "open", files)
        self.sessions += 1

    def heartbeat(self, files=None, **change):
        self.beats += 1
        value = dict(self.proof_of_tree(), type="session-heartbeat", head=self.head, number=self.beats, step=self.last)
        self.append_of_session(dict(value, **change), "heartbeat-%d" % self.beats, files)

    def shut(self, files=None, **change):
        value = {"type": "session-close", "head": self.head, "state": self.state, "step": self.last, "steps": self.steps}
        self.append_of_session(dict(value, **change), "close", files)

    def step(self, *blobs):
        self.number += 1
        after = label("state %d of leaf %d" % (self.number, len(self.leaves)))
        value = {"type": "step", "batch": label("batch %d" % len(self.leaves)), "previous": self.previous, "run": RUN,
                 "metrics": {"examples": "32", "loss": "%d.%03d" % divmod(9000 - self.number, 1000)},
                 "session": self.session, "state_after": after, "state_before": self.state, "step": self.number}
        said = canon(value)
        proofs = [{"kind": "attested/1", "size": 64,
                   "inline": b64(self.key.sign(dsse(b"application/vnd.bulla.step+json", said)))}]
        for kind, content in zip(("opaque-test/1", "opaque-test/2"), blobs):
            self.blobs[hexsha(content)] = content
            proofs.append({"kind": kind, "size": len(content), "sha256": hexsha(content)})
        self.append_of_session(dict(value, proofs=proofs))
        self.previous = self.head = hexsha(said)
        self.state = self.states[self.number] = after
        self.last, self.steps = self.number, self.steps + 1

    def rewind(self, to, reason):
        self.number, self.state = to, self.states[to]
        self.append({"type": "rewind", "reason": reason, "run": RUN, "state": self.state, "to": to})

    def event(self, kind, name):
        self.append({"type": "event", "digest": label(name), "kind": kind, "run": RUN})


def make_log():
    """The log of the first three bundles, and the sizes at which they were sealed."""
    log, small, large = Log(), blob("small", 4000), blob("large", 70000)
    long = (b"a proof that compresses well " * 150000)[:4 << 20] + b"and is longer than the cut"
    log.open()
    for blobs in [(), (blob("one", 1),), (small,), (), (large, small), (), (), ()]:
        log.step(*blobs)
    log.rewind(6, "divergence")
    log.step()
    log.step(small)
    log.event("audit", "first audit")
    log.heartbeat()
    log.shut()
    log.open()
    log.step()
    log.step()
    log.heartbeat()
    log.step()
    log.event("custody", "a hand-over")
    log.open()  # the session before was never closed; its last leaf is the step before the event
    log.rewind(log.number - 1, "failure")
    log.step()
    log.step(blob("sixth", 513))
    first = len(log.leaves)

    for _ in range(40):
        log.step()
    log.rewind(7, "data")
    for i in range(270):
        log.step(*([small] if i == 100 else []))
        if i % 50 == 0:
            log.heartbeat()
    log.rewind(log.number - 3, "failure")
    log.event("review", "a review")
    second = len(log.leaves)

    for i in range(180):
        log.step(*([long, large] if i == 20 else []))
    log.heartbeat()
    log.rewind(200, "operator")
    log.step()
    log.shut()
    log.open()
    log.heartbeat()
    log.shut()
    log.open()
    for _ in range(15):
        log.step()
    log.heartbeat()
    log.open()
    log.open()  # one session never closed ends with a heartbeat, one with its own open
    for _ in range(15):
        log.step()
    return log, [0, first, second, len(log.leaves)]


def lengthen(log):
    """The segment of the fourth bundle: a commitment, and proofs whose blobs are withheld, one of them a blob that is not."""
    small, hidden = blob("small", 4000), blob("hidden", 3000)
    log.append({"type": "event", "digest": hexsha(SECRET), "kind": "commitment", "run": RUN})
    log.step(small, hidden)
    log.step(small, small)
    log.step(blob("shown", 700), hidden)
    log.shut()
    return len(log.leaves)


# What a segment carries (log-v1.md section 5), tiles and entry bundles (bundle-v1.md section 6).

def carried(log, start, to):
    kind = lambda i: log.values[i].get("type")
    last = max([i for i in range(start) if kind(i) == "step"], default=0)
    tail = set(range(last, start))
    opens = {i for i in range(to) if kind(i) == "session-open"}
    back = {max([j for j in range(i) if kind(j) == "step" and log.values[j].get("step") == log.values[i].get("to")],
                default=0) for i in {*tail, *range(start, to)} if kind(i) == "rewind"}
    wanted = {0} | opens | tail | {j for j in back if j < start}
    return canon({"leaves": [{"index": i, "leaf": b64(log.leaves[i]), "proof": [
        b64(node) for node in path_of(i, log.hashes[:to])]} for i in sorted(wanted)], "type": "bulla-carried/1"})


def session_members(log, start, to):
    """The evidence of the segment's sessions (bundle-v1.md section 3.2), in byte order of names."""
    named = {leaf["session"] for leaf in log.values[start:to] if "session" in leaf}
    events = {"session-heartbeat": lambda leaf: "heartbeat-%s" % leaf.get("number"), "session-close": lambda leaf: "close"}
    wanted = {"%s/open" % session for session in named} | {
        "%s/%s" % (leaf.get("session"), events[leaf["type"]](leaf)) for leaf in log.values[start:to] if leaf["type"] in events}
    return [("data/sessions/" + path, content) for path, content in sorted(log.evidence.items())
            if path.rsplit("/", 1)[0] in wanted]


def name_of(number, width):
    name = "%03d" % (number % 1000)
    return name if width == 256 else name + ".p/%d" % width


def tile_members(log, start, to):
    level = 1
    while to // 256**level:
        span = 256**level
        entries = [root_of(log.hashes[i * span:(i + 1) * span]) for i in range(to // span)]
        for number in range((len(entries) + 255) // 256):
            if (number + 1) * 256 * span > start:
                part = entries[256 * number:256 * number + 256]
                yield "data/log/tile/%d/%s" % (level, name_of(number, len(part))), b"".join(part)
        level += 1


def entry_members(log, start, to):
    for number in range(start // 256, (to + 255) // 256):
        part = log.leaves[256 * number:min(256 * number + 256, to)]
        yield ("data/log/tile/entries/" + name_of(number, len(part)),
               b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in part))


def note(text):
    identity = sha(ORIGIN.encode(), b"\n\x01", LOG.public)[:4]
    return text + b"\n" + "\u2014 {} {}\n".format(ORIGIN, b64(identity + LOG.sign(text))).encode()


# tar and xz.

def tar_header(path, size, mtime):
    prefix, name = "", path
    if len(path) > 100:
        for i, c in enumerate(path):
            if c == "/" and i > 0 and len(path) - i - 1 <= 100:
                prefix, name = path[:i], path[i + 1:]
                break
    header = bytearray(512)
    for at, text in [(0, name), (100, "000644 "), (108, "000000 "), (116, "000000 "), (124, "%011o " % size),
                     (136, "%011o " % mtime), (148, "        "), (156, "0"), (257, "ustar\x0000"), (329, "000000 "),
                     (337, "000000 "), (345, prefix)]:
        header[at:at + len(text)] = text.encode()
    header[148:156] = b"%06o\x00 " % sum(header)
    return bytes(header)


def padded(data, to):
    return data + bytes(-len(data) % to)


def number(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def crc(data):
    return struct.pack("<I", zlib.crc32(data))


def block(data, is_head=False):
    """One xz block, its Index record, and whether it is stored: in the head, or where LZMA2 saves less than one byte in 64."""
    d = 0
    while (2 | d & 1) << d // 2 + 11 < len(data):
        d += 1
    packed = lzma.compress(data, lzma.FORMAT_RAW, filters=[
        {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": (2 | d & 1) << d // 2 + 11}])
    chunks = [data[i:i + 65536] for i in range(0, len(data), 65536)]
    plain = b"".join((b"\x02" if i else b"\x01") + struct.pack(">H", len(c) - 1) + c for i, c in enumerate(chunks)) + b"\0"
    is_stored = is_head or len(packed) > len(plain) - len(data) // 64
    if is_stored:
        packed = plain
    header = b"\xc0" + number(len(packed)) + number(len(data)) + bytes([0x21, 1, d])
    header = padded(bytes([(len(header) + 4) // 4]) + header, 4)
    header += crc(header)
    return (header + padded(packed, 4) + crc(data), number(len(header) + len(packed) + 4) + number(len(data)), is_stored)


class Piece(bytes):
    """The tar bytes of one block of the head, which is stored."""


def cut_blocks(members):
    """Section 1.2 by the letter: the pieces of tar bytes that make each block."""
    result, current, before = [], b"", None
    sort = lambda piece: bytes(piece) if before == "manifest-sha256.txt" or before.startswith("data/") else Piece(piece)
    for name, data in members:
        entry = "/tile/entries/"
        first = (before is None or name.startswith("data/") and not before.startswith("data/")
                 or name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"))
        if (first or entry in name or entry in before or len(current) + len(data) > 65536) and current:
            result.append(sort(current))
            current = b""
        before = name
        cut = 65536 if name.startswith("data/index/") else 4194304
        if len(data) > cut:
            result += [sort(data[i:i + cut]) for i in range(0, len(data), cut)]
        else:
            current += data
    return result + ([sort(current)] if current else []) + [bytes(1024)]


# The bundle.

README = b"A bulla bundle made for tests. Docs/verify-by-hand.md says how to check one.\n"
SPEC = b"A file that stands for a specification.\n"
NEXT_EXPORT = "2026-02-0%dT00:00:00Z"
LONG = "data/evidence/" + "a-folder-with-a-long-name-of-fifty-characters-or-so/" * 2 + "note.txt"


def whole(size):
    """Tar bytes of a member."""
    return 512 + size + -size % 512


def steps_of(log, start, to):
    return [(i, log.values[i]) for i in range(start, to) if log.values[i]["type"] == "step"]


def documents(log, start, to, budget):
    """The listed members before the log's tiles."""
    run = {key: log.values[0][key] for key in ("dataset", "genesis", "log_key", "origin", "recipe", "run", "seed")}
    run.update(disclosure="none", marking="UNCLASSIFIED", name="golden", type="bulla-run/1")
    if budget is not None:
        run.update(disclosure="replay", disclosure_budget=budget)
    listed = [("data/spec/note.txt", SPEC), ("data/run/run.json", canon(run)), ("data/run/recipe.json", RECIPE),
              ("data/log/checkpoint", note(log.checkpoint(to)))]
    if start:
        listed.append(("data/log/previous-checkpoint", note(log.checkpoint(start))))
    return listed + [("data/log/carried", carried(log, start, to))]


def files():
    return [("data/evidence/B.txt", b"evidence\n"), (LONG, b""), ("data/evidence/b", blob("evidence", 600))]


def parts(log, start, to, withheld, budget):
    """The members under data/ in five parts: listed ones, tiles, entry bundles, listed ones, blobs."""
    steps = steps_of(log, start, to)
    named = [(i, p["sha256"] if p["kind"] not in withheld else None) for i, leaf in steps for p in leaf["proofs"] if "sha256" in p]
    blobs = list(dict.fromkeys(digest for _, digest in named if digest))
    places, at = {None: 2**64 - 1}, 0
    for digest in blobs:
        places[digest], at = at, at + whole(len(log.blobs[digest]))
    entries = list(entry_members(log, start, to))
    after = [("data/index/bundles", b"".join(struct.pack(">I", len(data)) for _, data in entries)),
             ("data/index/steps", b"".join(struct.pack(">QQ", i, sum(j < i for j, _ in named)) for i, _ in steps)),
             ("data/index/blobs", b"".join(struct.pack(">Q", places[digest]) for _, digest in named)),
             *session_members(log, start, to), *files()]
    return [documents(log, start, to, budget), list(tile_members(log, start, to)), entries, after,
            [("data/blobs/sha256/%s/%s" % (d[:2], d), log.blobs[d]) for d in blobs]]


def tar_of(name, members, mtime):
    """(member name, tar bytes) of each member."""
    return [(path, tar_header(name + "/" + path, len(data), mtime) + padded(data, 512)) for path, data in members]


def bag_lines(members):
    return b"".join(b"%s  %s\n" % (hexsha(data).encode(), path.encode()) for path, data in members)


def predicate(log, start, to, index, name, sealed_at, previous, withheld, members, bound, data_blocks):
    """What the manifest says (section 4.1); `bound` are the pieces of tar bytes of its bound blocks."""
    before, tiles, entries, after, blobs = members
    payload, steps = sum(members, []), steps_of(log, start, to)
    count = lambda values: {value: values.count(value) for value in sorted(set(values))}
    offset = lambda *parts: sum(whole(len(data)) for part in parts for _, data in part)
    size = lambda part: sum(len(data) for _, data in part)
    manifest = {
        "blobs": {"bytes": size(blobs), "count": len(blobs), "offset": offset(before, tiles, entries, after)},
        "checkpoint": hexsha(log.checkpoint(to)),
        "container": {"blocks": data_blocks, "bytes": offset(payload),
                      "sha256": hexsha(b"".join(sha(block(piece)[0]) for piece in bound)), "version": 1},
        "entries": {"bytes": size(entries), "count": len(entries), "offset": offset(before, tiles)},
        "first_step": steps[0][1]["step"] if steps else 0, "last_step": steps[-1][1]["step"] if steps else 0,
        "from": start, "to": to,
        "leaves": [{"count": n, "type": t} for t, n in count([v["type"] for v in log.values[start:to]]).items()],
        "marking": "UNCLASSIFIED",
        "members": [{"path": path, "sha256": hexsha(data), "size": len(data)} for path, data in before + after],
        "name": name, "next_export": NEXT_EXPORT % index, "origin": ORIGIN,
        "payload": {"bytes": size(payload), "members": len(payload)},
        "proofs": [{"count": n, "kind": k} for k, n in count([p["kind"] for _, v in steps for p in v["proofs"]]).items()],
        "readme": {"sha256": hexsha(README), "size": len(README)}, "recipe": hexsha(RECIPE),
        "root": root_of(log.hashes[:to]).hex(), "run": RUN, "sealed_at": sealed_at,
        "software": [{"name": "make.py", "version": "1"}], "steps": len(steps)}
    if start:
        manifest.update(previous_root=root_of(log.hashes[:start]).hex(), previous_manifest=previous)
    if withheld:
        manifest.update(withheld=sorted(withheld))
    for i, value in enumerate(log.values[start:to], start):
        if value["type"] == "event" and value.get("kind") == "commitment":
            manifest["commitment"] = i
    return manifest


def statement_of(manifest, bag):
    return canon({"_type": "https://in-toto.io/Statement/v1", "predicate": manifest,
                  "predicateType": "urn:bulla:manifest:v1",
                  "subject": [{"digest": {"sha256": hexsha(bag)}, "name": "manifest-sha256.txt"}]})


PAYLOAD_TYPE = "application/vnd.in-toto+json"


def signature(key, statement):
    return {"keyid": hexsha(key.public), "sig": b64(key.sign(dsse(PAYLOAD_TYPE.encode(), statement)))}


def envelope(statement):
    return canon({"payload": b64(statement), "payloadType": PAYLOAD_TYPE, "signatures": [signature(EXPORTER, statement)]})


def head_of(manifest, statement, bag):
    """The members before data/, but for the tag manifest."""
    software, oxum = (manifest["software"] + [{"name": "", "version": ""}])[0], manifest["payload"]
    return [("README.txt", README),
            ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            ("bag-info.txt", ("Bag-Software-Agent: %s %s\nBagging-Date: %s\nPayload-Oxum: %d.%d\n" % (
                software["name"], software["version"], manifest["sealed_at"][:10], oxum["bytes"], oxum["members"])).encode()),
            ("manifest.json", statement), ("manifest.dsse.json", envelope(statement)), ("manifest-sha256.txt", bag)]


def seconds_of(time_text):
    return calendar.timegm(time.strptime(time_text, "%Y-%m-%dT%H:%M:%SZ"))


def seal(log, start, to, index, sealed_at, previous, withheld=(), budget=None):
    name, mtime = "golden-%d" % index, seconds_of(sealed_at)
    members = parts(log, start, to, withheld, budget)
    payload = sum(members, [])
    bag = bag_lines(payload)
    data = cut_blocks(tar_of(name, payload, mtime))
    bound = cut_blocks(tar_of(name, [("manifest-sha256.txt", bag)], mtime))[:-1] + data
    manifest = predicate(log, start, to, index, name, sealed_at, previous, withheld, members, bound, len(data))
    statement = statement_of(manifest, bag)
    head = head_of(manifest, statement, bag)
    head.append(("tagmanifest-sha256.txt", bag_lines(head)))
    write(name, head + payload, tar_of(name, head + payload, mtime), log, start, to, statement)
    return hexsha(statement)


FLAGS = b"\x00\x01"


def xz_index(records):
    index = padded(b"\x00" + number(len(records)) + b"".join(records), 4)
    return index + crc(index)


def xz_footer(index):
    tail = struct.pack("<I", len(index) // 4 - 1) + FLAGS
    return crc(tail) + tail + b"YZ"


def xz_file(blocks):
    """The file of finished (block, Index record) pairs."""
    index = xz_index([record for _, record in blocks])
    return b"".join([b"\xfd7zXZ\x00" + FLAGS + crc(FLAGS)] + [data for data, _ in blocks] + [index, xz_footer(index)])


def finished(pieces):
    """(block, Index record, whether it is stored) of each piece of tar bytes."""
    return [block(piece, isinstance(piece, Piece)) for piece in pieces]


def file_of(tar):
    """The file of these tar bytes, its pieces, and its blocks."""
    pieces = cut_blocks(tar)
    blocks = finished(pieces)
    return xz_file([(data, record) for data, record, _ in blocks]), pieces, blocks


def write(name, members, tar, log, start, to, statement):
    """The file, and a JSON table of everything in it."""
    table, place, at = [], 12, 0
    out, pieces, blocks = file_of(tar)
    for piece, (data, _, is_stored) in zip(pieces, blocks):
        table.append({"file_offset": place, "file_size": len(data), "kind": "stored" if is_stored else "compressed",
                      "tar_offset": at, "uncompressed": len(piece)})
        place, at = place + len(data), at + len(piece)
    with open(os.path.join(FOLDER, name + ".bulla.tar.xz"), "wb") as file:
        file.write(out)
    rows, at = [], 0
    for (path, data), (_, raw) in zip(members, tar):
        row = {"path": path, "tar_offset": at, "size": len(data), "sha256": hexsha(data), "header_sha256": hexsha(raw[:512])}
        if path in ("README.txt", LONG):
            row["header"] = raw[:512].hex()
        rows.append(row)
        at += len(raw)
    describe = {
        "about": "Made by make.py. The seeds are those of test keys: never use them for anything else.",
        "blocks": table, "exporter_seed": EXPORTER.seed.hex(), "file_sha256": hexsha(out), "file_size": len(out),
        "from": start, "leaf_hashes": [value.hex() for value in log.hashes[start:to]], "log_key": log_key(),
        "log_seed": LOG.seed.hex(), "manifest_sha256": hexsha(statement), "members": rows,
        "root": root_of(log.hashes[:to]).hex(),
        "session_seeds": [Key("session %d" % i).seed.hex() for i in range(log.sessions)],
        "tar_sha256": hexsha(b"".join(pieces)), "tar_size": sum(map(len, pieces)), "to": to}
    write_json(name + ".json", describe)


def bound(leaf):
    """What evidence of a session's leaf must bind (log-v1.md section 6)."""
    name = {"session-open": b"session", "session-heartbeat": b"heartbeat", "session-close": b"close"}[leaf["type"]]
    said = leaf.get("binding") or {key: value for key, value in leaf.items() if key != "evidence"}
    return hashlib.sha512(b"bulla/" + name + b"/v1\0" + canon(said)).digest()


def session_vectors():
    """The leaves of a session in a TEE with GPUs, and what their evidence must bind."""
    log = Log()
    log.open("nitro", {"document.cbor": b"a document", "witness.note": b"a signed note"}, gpus=2)
    log.step()
    log.heartbeat({"document.cbor": b"a second document"})
    log.step()
    log.shut({"document.cbor": b"a third document", "gpu-0": b"of one GPU", "gpu-1": b"of the other"})
    for value, leaf in zip(log.values, log.leaves):
        if value["type"].startswith("session-"):
            nonce = value.get("binding", value).get("checkpoint", value.get("head"))
            yield {"bound": bound(value).hex(), "leaf": leaf.decode(), "nitro_nonce": nonce, "gpu_nonces": [
                sha(b"bulla/gpu/v1\0", bound(value), struct.pack(">I", i)).hex() for i in range(2)]}


def write_json(name, value):
    with open(os.path.join(FOLDER, name), "w") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")


def main():
    log, sizes = make_log()
    previous = None
    for i in range(4):
        if i == 3:
            sizes.append(lengthen(log))
        more = {"withheld": ["opaque-test/2"], "budget": 2} if i == 3 else {}
        previous = seal(log, sizes[i], sizes[i + 1], i + 1, "2026-01-%02dT12:00:00Z" % (4 + 7 * i), previous, **more)
        with open(os.path.join(FOLDER, "checkpoint-%d" % (i + 1)), "wb") as file:
            file.write(note(log.checkpoint(sizes[i + 1])))
    write_json("sessions.json", list(session_vectors()))
    key = {"ed25519": b64(EXPORTER.public)}
    trust = {"keys": [{"from": "2026-01-01T00:00:00Z", "key": key, "person": "exporter", "roles": ["exporter"],
                       "until": "2036-01-01T00:00:00Z"}],
             "people": [{"id": "exporter", "name": "Exporter"}],
             "policy": {"proofs": ["attested/1"], "require_mldsa87": False, "rewinds_maximum": 2, "sample_minimum": 1,
                        "sessions": ["software"]},
             "thresholds": [{"count": 1, "role": "exporter"}], "type": "bulla-trust/1", "version": 1}
    with open(os.path.join(FOLDER, "trust.json"), "wb") as file:
        file.write(canon(trust) + b"\n")
    with open(os.path.join(FOLDER, "exporter.pub"), "wb") as file:
        file.write(canon(dict(key, name="exporter", type="bulla-public-key/1")) + b"\n")


if __name__ == "__main__":
    main()
