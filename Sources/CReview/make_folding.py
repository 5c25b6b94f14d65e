"""Writes folding.inc: what review-v1.md section 3 does with each code point of Unicode.

python3 make_folding.py > folding.inc     the version of unicodedata is the version of Unicode
"""
import unicodedata

LIMIT = 0x20000
SKIPPED = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
           (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0)]
MARKS = [(0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]
SOLO = [(0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x318F),
        (0x31A0, 0x4DBF), (0x4E00, 0xA4CF), (0xF900, 0xFAFF), (0x1B000, 0x1B2FF)]
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "ı": "i", "ß": "ss", "ƒ": "f", "ɡ": "g", "ɑ": "a"}
# Letters of other scripts that look like Latin ones.
LOOKALIKES = dict(zip("авекмнорстухіјѕһԁԛԝӏүеьԍ", "abekmhopctyxijshdqwlyebg"))
LOOKALIKES.update(zip("αβειικνορτυχηγϲϳ", "abeiiknoptuxnycj"))


def within(code, ranges):
    return any(first <= code <= last for first, last in ranges)


def kind(code):
    """0 separator, 1 part of a word, 2 a word of its own, 3 skipped."""
    if within(code, SKIPPED) or within(code, MARKS):
        return 3
    category = unicodedata.category(chr(code))
    if category[0] not in "LNM":
        return 0
    return 2 if within(code, SOLO) else 1


def fold(code):
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
    for table in (LETTERS, LOOKALIKES):
        text = "".join(table.get(letter, letter) for letter in text)
    out = ""
    for letter in text.casefold():
        if ord(letter) < 0x80:
            out += letter
        else:
            out += {0: " ", 1: letter, 2: " " + letter + " ", 3: ""}[kind(ord(letter))]
    return out.encode()


pool = bytearray()
places = {}
pages = []
numbers = []
for first in range(0, LIMIT, 256):
    page = []
    for code in range(first, first + 256):
        plain = kind(code)
        if code < 0x80 or 0xD800 <= code < 0xE000 or 0xAC00 <= code < 0xD7B0:
            page.append(0 if 0xD800 <= code < 0xE000 else 1)
            continue
        size = len(chr(code).encode())
        folded = fold(code)
        if plain in (0, 3) and folded.strip() == b"" or len(folded) > 3 * size:
            page.append(plain)
        elif folded == chr(code).encode():
            page.append(1)
        elif plain == 2 and folded.strip() == chr(code).encode():
            page.append(2)
        else:
            if folded not in places:
                places[folded] = len(pool) + 4
                pool += bytes([len(folded)]) + folded
            page.append(places[folded])
    if page not in pages:
        pages.append(page)
    numbers.append(pages.index(page))
assert len(pool) < 65532 and len(pages) < 256


def lines(values):
    row = []
    for value in values:
        row.append("%d," % value)
        if len(row) == 24:
            print("    " + " ".join(row))
            row = []
    if row:
        print("    " + " ".join(row))


print("// Made by make_folding.py from Unicode %s; not to be edited." % unicodedata.unidata_version)
print("static const uint8_t page_numbers[%d] = {" % len(numbers))
lines(numbers)
print("};\nstatic const uint16_t pages[%d][256] = {" % len(pages))
for page in pages:
    print("{")
    lines(page)
    print("},")
print("};\nstatic const uint8_t sequences[%d] = {" % len(pool))
lines(pool)
print("};")
