"""Writes ASCIILetters.swift: the letters and digits of ASCII that are left of a scalar after NFKD, in lower case.

python3 make_ascii_letters.py > ASCIILetters.swift     the version of unicodedata is the version of Unicode

Other characters of ASCII become hyphens here; Formats/trust-v1.md section 1.1.
"""
import unicodedata

rows = []
for code in range(0x80, 0x110000):
    if 0xD800 <= code < 0xE000:
        continue
    left = unicodedata.normalize("NFKD", chr(code)).encode("ascii", "ignore").decode().lower()
    left = "".join(letter if letter.isalnum() else "-" for letter in left)
    if not left:
        continue
    word = " " + left
    if rows and rows[-1][1] == code and len(rows[-1][2]) + len(word) < 98:
        rows[-1][1:] = [code + 1, rows[-1][2] + word]
    else:
        rows.append([code, code + 1, "%x%s" % (code, word)])

print("// Made by make_ascii_letters.py from Unicode %s; not to be edited." % unicodedata.unidata_version)
print("""
/// What is left of a scalar in ASCII after compatibility decomposition (NFKD).
enum ASCIILetters {
    static let version = "%s"

    /// The text of a scalar in lower case, what is no letter or digit as `-`; nil where nothing is left.
    static subscript(_ scalar: Unicode.Scalar) -> String? { table[scalar.value] }

    private static let table: [UInt32: String] = {
        var table: [UInt32: String] = [:]
        for row in rows.split(separator: "\\n") {
            let words = row.split(separator: " ")
            guard let first = words.first.flatMap({ UInt32($0, radix: 16) }) else { continue }
            for (offset, word) in words.dropFirst().enumerated() {
                table[first + UInt32(offset)] = String(word)
            }
        }
        return table
    }()

    /// The first scalar of a row, and what it and those after it become.
    private static let rows = \"\"\"""" % unicodedata.unidata_version)
for row in rows:
    print("        " + row[2])
print('        """')
print("}")
