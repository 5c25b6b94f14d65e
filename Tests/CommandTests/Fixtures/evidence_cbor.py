"""CBOR of Nitro documents, of definite lengths only."""
import struct

from evidence_chain import demand


def read_cbor(data, at=0):
    """One item of RFC 8949 (definite lengths only), and the index behind it."""
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    demand(size or info < 24, "CBOR of indefinite length")
    value = int.from_bytes(data[at:at + size], "big") if size else info
    at += size
    if major in (2, 3):
        demand(at + value <= len(data), "CBOR ends early")
        raw = data[at:at + value]
        return raw if major == 2 else raw.decode(), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = read_cbor(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs = {}
        for _ in range(value):
            key, at = read_cbor(data, at)
            demand(key not in pairs, "CBOR with a key twice")
            pairs[key], at = read_cbor(data, at)
        return pairs, at
    if major == 6:
        item, at = read_cbor(data, at)
        return ("tag", value, item), at
    return {0: value, 1: -1 - value}.get(major, {20: False, 21: True, 22: None}.get(value)), at


def cbor(data):
    item, end = read_cbor(data)
    demand(end == len(data), "bytes behind the CBOR")
    return item


def cbor_bytes(data):
    head = bytes([0x40 | len(data)]) if len(data) < 24 else b"\x59" + struct.pack(">H", len(data))
    return (b"\x58" + bytes([len(data)]) if 24 <= len(data) < 256 else head) + data
