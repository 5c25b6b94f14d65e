"""Writes CaseFoldingTable.swift: Unicode's default (full) case folding, the lines C and F of CaseFolding.txt.

python3 make_case_folding.py > CaseFoldingTable.swift     the version of unicodedata is the version of Unicode

`str.casefold` is that folding. This is not the table of Sources/CReview, which drops marks and makes other scripts Latin
to find words; here two names are one only where a file system says so.
"""
import unicodedata

single, full, iota = {}, {}, {}
for code in range(0x110000):
    if 0xD800 <= code < 0xE000:
        continue
    folded = chr(code).casefold()
    if len(folded) > 1:
        full[code] = folded
    elif folded != chr(code):
        single[code] = ord(folded)
    apart = unicodedata.normalize("NFD", chr(code))
    if "\u0345" in apart and len(apart) > 1:
        iota[code] = apart

runs = []
for code in sorted(single):
    delta = single[code] - code
    if runs:
        first, last, step, known = runs[-1]
        gap = code - last
        if delta == known and (gap == step or first == last and gap in (1, 2)):
            runs[-1] = (first, code, gap, known)
            continue
    runs.append((code, code, 1, delta))


def text(string):
    return '"%s"' % "".join("\\u{%x}" % ord(letter) for letter in string)


print("// Made by make_case_folding.py from Unicode %s; not to be edited." % unicodedata.unidata_version)
print("enum CaseFoldingTable {")
print("    static let version = \"%s\"" % unicodedata.unidata_version)
print("    /// Every `step` scalars from `first` to `last`: what is added (CaseFolding.txt, C).")
print("    static let runs: [(first: UInt32, last: UInt32, step: UInt32, delta: Int32)] = [")
for run in runs:
    print("        (0x%x, 0x%x, %d, %d)," % run)
print("    ]")
print("    /// Scalars that become several (F).")
print("    static let full: [UInt32: String] = [")
for code in sorted(full):
    print("        0x%x: %s," % (code, text(full[code])))
print("    ]")
print("    /// Scalars that hold an iota below (U+0345), taken apart (NFD).")
print("    static let iota: [UInt32: String] = [")
for code in sorted(iota):
    print("        0x%x: %s," % (code, text(iota[code])))
print("    ]")
print("}")
