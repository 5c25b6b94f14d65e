"""Values that readers trip over, and changes of values, objects and bytes."""
import struct

from maker import canon

# Values that readers trip over.
NUMBERS = [0, 1, -1, 2, 255, 256, 2**31, 2**32, 2**50, 2**53 - 1, 2**53, 2**63 - 1, 2**64]
TEXTS = ["", "0" * 64, "f" * 64, "A" * 64, "a/b", "..", "a\nb", "\u202e", "e\u0301", "1970-01-01T00:00:00Z", "x" * 200,
         "9999-12-31T23:59:59Z", "2242-03-16T12:56:32Z", "software", "nitro", "-0", "1.50", "1e3", "0.1234567"]


def change_value(dice, value):
    """Another value in its place, mostly of its type."""
    if dice.random() < 0.1:
        return dice.choice([0, "", [], {}, True, False, [value], {"a": 1}, None, 1.5])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return dice.choice(NUMBERS + [value + 1, value - 1, value * 2, -value])
    if isinstance(value, str):
        options = TEXTS + [value + "x", value[:-1], value.upper(), value + "\0", " " + value]
        if len(value) > 1:
            at = dice.randrange(len(value))
            options += [value[:at] + dice.choice("0123456789abcdefXYZ+/=-. ") + value[at + 1:]] * 12
        return dice.choice(options)
    if isinstance(value, list):
        if not value:
            return dice.choice([[""], [0], [{}], [[]]])
        at = dice.randrange(len(value))
        return dice.choice([value[:at] + value[at + 1:], value + [value[at]], value[::-1], [], value * 2,
                            value[:at] + [change_value(dice, value[at])] + value[at + 1:]])
    if isinstance(value, dict):
        return change_object(dice, value)
    return value


def change_object(dice, value):
    value = dict(value)
    keys = sorted(value)
    sort = dice.random()
    if sort < 0.12 and keys:
        del value[dice.choice(keys)]
    elif sort < 0.2:
        value[dice.choice(["zzz", "a", "Z", "extra", "\u00e9"])] = dice.choice([0, "x", [], {}])
    elif keys:
        key = dice.choice(keys)
        value[key] = change_value(dice, value[key])
    return value


def spell(dice, value):
    """Mostly the canonical spelling."""
    data = canon(value)
    if dice.random() > 0.05:
        return data
    return dice.choice([data + b"\n", b" " + data, data.replace(b":", b": ", 1), b"\xef\xbb\xbf" + data, data + b"\0",
                        data.replace(b'"', b'"\\u0061', 1), data[:-1], data.replace(b"0", b"-0", 1)])


def change_bytes(dice, data):
    data = bytearray(data)
    for _ in range(1 + dice.randrange(2)):
        at = dice.randrange(len(data)) if data else 0
        sort = dice.randrange(7)
        if sort == 0 and data:
            data[at] ^= 1 << dice.randrange(8)
        elif sort == 1:
            data[at:at] = bytes(dice.randrange(256) for _ in range(1 + dice.randrange(4)))
        elif sort == 2:
            del data[at:at + 1 + dice.randrange(8)]
        elif sort == 3 and len(data) >= 8:
            at = dice.randrange(len(data) // 8) * 8
            data[at:at + 8] = struct.pack(">Q", dice.choice(NUMBERS[:2] + NUMBERS[3:]) % 2**64)
        elif sort == 4:
            data += bytes(dice.choice([1, 4, 8, 16, 512]))
        elif sort == 5 and data:
            data[at] = dice.choice([0, 10, 32, 47, 127, 128, 255])
        else:
            del data[at:]
    return bytes(data)
