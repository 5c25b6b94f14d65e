"""forge.py: bundles that break one rule and are right in all else, signed again; built from ../bundle/make.py.

A bundle is made by make.py's own functions. A *hook* of such a function sees what it gave, and its arguments, and gives
what stands in its place; all that is made from it afterwards (digests, counts, roots, signatures) fits what it gave.
"""
import contextlib
import functools
import importlib.util
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("bulla_negative_make", os.path.join(HERE, "..", "bundle", "make.py"))
make.block = functools.lru_cache(256)(make.block)
SEALED_AT = "2026-01-04T12:00:00Z"
ZEROS, OTHER = make.ZEROS, make.label("other")


@contextlib.contextmanager
def changed(**values):
    kept = {name: getattr(make, name) for name in values}
    for name, value in values.items():
        setattr(make, name, value)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(make, name, value)


def hooked(name, hook):
    plain = getattr(make, name)
    return lambda *arguments: hook(plain(*arguments), *arguments)


def sealed(log, start=0, to=None, sealed_at=SEALED_AT, withheld=(), budget=None, constants=None, **hooks):
    """The bytes of a bundle of leaves [start, to) of that log."""
    found = []
    functions = {name: hooked(name, hook) for name, hook in hooks.items()}
    functions["write"] = lambda name, members, tar, *_: found.append(make.file_of(tar)[0])
    with changed(**(constants or {})), changed(**functions):
        make.seal(log, start, len(log.leaves) if to is None else to, 1, sealed_at, OTHER, withheld, budget)
    return found[0]


# Logs.

def short(*events):
    """A run that fits one entry bundle: a session with steps, blobs, a rewind, an event, a heartbeat and a close."""
    log = make.Log()
    log.open()
    log.step()
    log.step(make.blob("small", 700))
    log.step(make.blob("other", 90), make.blob("small", 700))
    log.rewind(2, "data")
    log.step()
    log.event("audit", "an audit")
    log.heartbeat()
    for event in events:
        event(log)
    return log


SHORT_END = 9


def longer(*events, before=lambda log: None):
    """`short`, and a second segment from leaf 9 on: a close, a session, and a rewind to a step before the segment.

    `before` changes leaves of the first segment before the second one names its root.
    """
    log = short()
    before(log)
    log.shut()
    log.open()
    log.step()
    log.rewind(1, "failure")
    log.step()
    for event in events:
        event(log)
    return log


def long():
    """A log of 300 leaves, most of them events, whose segment from leaf 257 on needs a tile."""
    log = short()
    while len(log.leaves) < 290:
        log.event("audit", "event %d" % len(log.leaves))
        if len(log.leaves) == 250:
            log.step()
    log.step()
    return log


def with_leaf(log, index, value):
    """The log with another leaf there: an object, or bytes."""
    data = value if isinstance(value, bytes) else make.canon(value)
    if not isinstance(value, bytes):
        log.values[index] = value
    log.leaves[index], log.hashes[index] = data, make.sha(b"\0", data)
    return log


def edited(log, index, *without, **members):
    """The log with other members in that leaf."""
    return with_leaf(log, index, {key: value for key, value in dict(log.values[index], **members).items() if key not in without})


def bare(log, previous=None):
    """Appends a step without a session or proofs."""
    log.number += 1
    after = make.label("bare %d" % len(log.leaves))
    value = {"type": "step", "batch": OTHER, "metrics": {}, "previous": previous or log.previous, "run": make.RUN,
             "state_after": after, "state_before": log.state, "step": log.number}
    log.append(dict(value, proofs=[]))
    log.previous, log.state, log.states[log.number] = make.hexsha(make.canon(value)), after, after


# Members: parts are [listed before the log], [tiles], [entry bundles], [listed after it], [blobs].

def adding(part, *members, at=None):
    def hook(parts, *_):
        parts[part][len(parts[part]) if at is None else at:0 if at is None else at] = members
        return parts
    return hook


def files(*members):
    """Only these files under data/evidence and so on, in this order, after the index."""
    return lambda *_: [(path, b"content\n") for path in members]


def replacing(path, content):
    """Another content, or with None the member gone, wherever it stands."""
    def hook(parts, *_):
        return [[(p, content if p == path else data) for p, data in part if p != path or content is not None] for part in parts]
    return hook


def renaming(old, new):
    return lambda parts, *_: [[(new if p == old else p, data) for p, data in part] for part in parts]


def swapping(first, second):
    def hook(parts, *_):
        for part in parts:
            names = [path for path, _ in part]
            if first in names:
                i, j = names.index(first), names.index(second)
                part[i], part[j] = part[j], part[i]
        return parts
    return hook


def document(path, change):
    """The canonical document of that name with `change` made in its value."""
    import json

    def hook(parts, *_):
        return [[(p, make.canon(change(json.loads(data))) if p == path else data) for p, data in part] for part in parts]
    return hook


def saying(**keys):
    """The manifest with other values; None leaves a key out."""
    def hook(manifest, *_):
        manifest.update(keys)
        return {key: value for key, value in manifest.items() if value is not None}
    return hook


def within(key, **values):
    """The manifest with other values within an object; functions are applied to the old one."""
    def hook(manifest, *_):
        old = manifest[key]
        manifest[key] = dict(old, **{name: v(old[name]) if callable(v) else v for name, v in values.items()})
        return manifest
    return hook


def first_of(key, **values):
    """The manifest with other values in the first object of a list."""
    def hook(manifest, *_):
        old = manifest[key][0]
        manifest[key] = [dict(old, **{n: v(old[n]) if callable(v) else v for n, v in values.items()})] + manifest[key][1:]
        return manifest
    return hook


more = lambda value: value + 1


# Signatures.

def second_signature(key, statement):
    """Another good signature by the same key: Ed25519 with another nonce."""
    kept, key.prefix = key.prefix, make.sha(b"another prefix")
    try:
        return make.signature(key, statement)
    finally:
        key.prefix = kept


def signatures(*entries):
    """The envelope with these beside the exporter's signature; functions get the statement."""
    import json

    def hook(envelope, statement):
        value = json.loads(envelope)
        value["signatures"] += [entry(statement) if callable(entry) else entry for entry in entries]
        return make.canon(value)
    return hook


def stranger(size, name="stranger"):
    """A signature by a key that nobody knows."""
    return {"keyid": make.label(name), "sig": make.b64(make.blob(name, size))}


# tar and xz.

def header(path, at, content):
    """The tar header of a member with other bytes there, and the checksum to fit."""
    def hook(tar, *_):
        found = []
        for name, raw in tar:
            if name == path:
                head = bytearray(raw[:512])
                head[at:at + len(content)] = content
                if at != 148:
                    head[148:156] = b"%06o\0 " % (sum(head) - sum(head[148:156]) + 8 * 32)
                raw = bytes(head) + raw[512:]
            found.append((name, raw))
        return found
    return hook


def block_of(payload, piece, header=None, padding=None, check=None, header_crc=None):
    """A block and its Index record: `header` without its CRC32."""
    header = block_header(len(payload), len(piece)) if header is None else header
    header += header_crc or make.crc(header)
    padding = bytes(-len(payload) % 4) if padding is None else padding
    unpadded = len(header) + len(payload) + 4
    return (header + payload + padding + (check or make.crc(piece)),
            make.number(unpadded) + make.number(len(piece)), True)


def dictionary(count):
    d = 0
    while (2 | d & 1) << d // 2 + 11 < count:
        d += 1
    return d


def block_header(packed, count, flags=0xC0, filter=b"\x21\1", d=None, padding=0, numbers=None):
    body = bytes([flags]) + (numbers or make.number(packed) + make.number(count)) + filter + bytes(
        [dictionary(count) if d is None else d])
    body += bytes(-(len(body) + 1) % 4 + padding)
    return bytes([(len(body) + 1) // 4]) + body


def stored(data, chunk=65536, control=b"\2"):
    chunks = [data[i:i + chunk] for i in range(0, len(data), chunk)]
    return b"".join((control if i else b"\1") + struct.pack(">H", len(c) - 1) + c for i, c in enumerate(chunks)) + b"\0"


def first_block(change):
    """The first block of the file, which is stored and in the head, made anew from its content."""
    return lambda blocks, pieces: [change(bytes(pieces[0]))] + blocks[1:]


def resized(records, block, unpadded=False, content=0):
    """Index records with other sizes for one block; its Unpadded Size stays within the same multiple of 4."""
    sizes, at = [], 0
    record = records[block]
    for _ in range(2):
        value = shift = 0
        while True:
            byte = record[at]
            value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                break
        sizes.append(value)
    step = (1 if sizes[0] % 4 == 1 else -1) if unpadded else 0
    records[block] = make.number(sizes[0] + step) + make.number(sizes[1] + content)
    return records
