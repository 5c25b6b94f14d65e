"""The members of a changed bundle as tar in xz, each part of which may lie."""
import struct

from maker import b64, canon, hexsha, make, number
from values import NUMBERS, change_bytes, change_object, spell


def header(dice, plan, name, path, data, mtime):
    try:
        raw = make.tar_header(name + "/" + path, len(data), mtime)
    except Exception:
        raw = make.tar_header(name + "/x", len(data), mtime)
    if len(raw) != 512:
        raw = (raw + bytes(512))[:512]
    if plan.has("header") and dice.random() < 0.1:
        raw = bytearray(raw)
        raw[dice.choice([0, 100, 106, 107, 124, 135, 136, 147, 154, 155, 156, 157, 257, 263, 265, 297, 329, 345, 500])] ^= dice.choice([1, 0x20, 0x80])
        if dice.random() < 0.7:
            raw[148:156] = b" " * 8
            raw[148:156] = b"%06o\x00 " % sum(raw)
        plan.note("header of " + path)
    return bytes(raw)


def blocks_of(dice, plan, rows):
    pieces = make.cut_blocks(rows)
    if plan.has("blocks") and dice.random() < 0.4 and len(pieces) > 2:
        at = dice.randrange(len(pieces) - 2)
        if dice.random() < 0.5:
            pieces[at:at + 2] = [pieces[at] + pieces[at + 1]]
        else:
            cut = dice.randrange(1, len(pieces[at]))
            pieces[at:at + 1] = [pieces[at][:cut], pieces[at][cut:]]
        plan.note("block boundary %d" % at)
    return pieces


def change_block(dice, plan, row, piece):
    """Another block with the same content, or nearly: stored, its padding, check, header, or payload."""
    data, record, _ = row
    sort = dice.randrange(6)
    plan.note("block way %d" % sort)
    if sort == 0:
        return make.block(piece, True)
    if sort == 1:
        return data[:-5] + bytes([data[-5] ^ 1]) + data[-4:], record, False
    if sort == 2:
        return data[:-1] + bytes([data[-1] ^ 1]), record, False
    if sort == 3:
        return bytes([data[0], data[1] ^ 1]) + data[2:], record, False
    if sort == 4:
        size = (data[0] + 1) * 4
        head = bytearray(data[:size - 4])
        head[dice.randrange(len(head))] ^= 1 << dice.randrange(8)
        return bytes(head) + make.crc(bytes(head)) + data[size:], record, False
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:], record, False


def head_members(dice, plan, manifest, said, sealed_at):
    kind = "application/vnd.in-toto+json"
    key = make.EXPORTER
    if plan.has("envelope"):
        sort = dice.randrange(10)
        plan.note("envelope way %d" % sort)
    else:
        sort = -1
    signature = {"keyid": hexsha(key.public), "sig": b64(key.sign(make.dsse(kind.encode(), said)))}
    envelope = {"payload": b64(said), "payloadType": kind, "signatures": [signature]}
    if sort == 0:
        envelope["signatures"] = [signature, signature]
    elif sort == 1:
        envelope["signatures"].append({"keyid": make.label("nobody"), "sig": dice.choice(["AAAA", b64(bytes(64)), "A"])})
    elif sort == 2:
        envelope["signatures"] = []
    elif sort == 3:
        envelope["payload"] = b64(said + b" ")
    elif sort == 4:
        envelope["payloadType"] = dice.choice(["x", kind + " ", kind.upper()])
    elif sort == 5:
        envelope["signatures"][0] = change_object(dice, signature)
    elif sort == 6:
        envelope["signatures"] = [{"keyid": make.label("key %d" % i), "sig": b64(bytes(64))} for i in range(dice.choice([63, 64, 65]))] + [signature]
    elif sort == 7:
        other = b64(key.sign(make.dsse(kind.encode(), said))[:32] + bytes(32))
        envelope["signatures"] = dice.choice([[dict(signature, sig=other)], [signature, dict(signature, sig=other)]])
    elif sort == 8:
        envelope = change_object(dice, envelope)
    payload = manifest.get("payload") if isinstance(manifest.get("payload"), dict) else {}
    software = manifest.get("software")
    agent = software[0] if isinstance(software, list) and software and isinstance(software[0], dict) else {}
    time = manifest.get("sealed_at") if isinstance(manifest.get("sealed_at"), str) else sealed_at
    head = [("README.txt", make.README), ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            ("bag-info.txt", ("Bag-Software-Agent: %s %s\nBagging-Date: %s\nPayload-Oxum: %s.%s\n" % (
                agent.get("name"), agent.get("version"), time[:10], payload.get("bytes"), payload.get("members"))).encode("utf-8", "replace")),
            ("manifest.json", said),
            ("manifest.dsse.json", spell(dice, envelope) if sort == 9 else canon(envelope))]
    if plan.has("head"):
        at = dice.randrange(3)
        head[at] = (head[at][0], change_bytes(dice, head[at][1]))
        plan.note(head[at][0])
    return head


def container(dice, plan, parts):
    flags = b"\x00\x01"
    out = b"\xfd7zXZ\x00" + flags + make.crc(flags) + b"".join(row[0] for row in parts)
    records = [row[1] for row in parts]
    count = len(records)
    if plan.has("xz-index"):
        sort = dice.randrange(8)
        at = dice.randrange(count)
        plan.note("Index way %d" % sort)
        if sort == 0:
            count = dice.choice([0, count + 1, count - 1, 2**31, 2**62])
        elif sort == 1:
            records[at] = number(dice.choice(NUMBERS)) + number(dice.choice(NUMBERS))
        elif sort == 2:
            records.insert(at, records[at])
        elif sort == 3:
            del records[at]
        elif sort in (4, 5):  # the same multiple of four
            unpadded = len(parts[at][0])
            low = (unpadded + 3) & ~3
            size = 0
            for i, byte in enumerate(parts[at][1]):
                if byte < 128:
                    size = i + 1
                    break
            records[at] = number(max(1, low - dice.randrange(4))) + parts[at][1][size:]
        elif sort == 6:
            records[at] = records[at][:-1] + bytes([records[at][-1] | 0x80, 0])
    index = make.padded(b"\x00" + number(count) + b"".join(records), 4)
    if plan.has("xz-index") and dice.random() < 0.15:
        index += bytes(4)
    index += make.crc(index)
    tail = struct.pack("<I", len(index) // 4 - 1) + flags
    out += index + make.crc(tail) + tail + b"YZ"
    if plan.has("xz-index") and dice.random() < 0.1:
        out += dice.choice([bytes(4), b"x", bytes(1), out])
    return out
