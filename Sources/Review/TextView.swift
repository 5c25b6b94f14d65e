/// A text in memory as patterns look at it: bytes by offset, zero beyond the ends.
struct TextView {
    private let bytes: UnsafePointer<UInt8>
    let count: Int

    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    subscript(_ offset: Int) -> UInt8 { offset >= 0 && offset < count ? bytes[offset] : 0 }

    func isDigit(_ offset: Int) -> Bool { (0x30...0x39).contains(self[offset]) }
    func isUpper(_ offset: Int) -> Bool { (0x41...0x5a).contains(self[offset]) }
    func isLower(_ offset: Int) -> Bool { (0x61...0x7a).contains(self[offset]) }
    func isLetter(_ offset: Int) -> Bool { isUpper(offset) || isLower(offset) }
    func isWord(_ offset: Int) -> Bool { isDigit(offset) || isLetter(offset) || self[offset] >= 0x80 }
    func isLineEnd(_ offset: Int) -> Bool {
        self[offset] == 0x0a || self[offset] == 0x0d || self[offset] == 0
    }

    func isHex(_ offset: Int) -> Bool {
        isDigit(offset) || (0x41...0x46).contains(self[offset]) || (0x61...0x66).contains(self[offset])
    }

    /// Whether the ASCII text stands at `offset`.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where self[offset + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// The offset after the run of bytes for which `holds`, at most `limit` of them.
    func end(of start: Int, limit: Int = 256, while holds: (Int) -> Bool) -> Int {
        var end = start
        while end < count, end - start < limit, holds(end) { end += 1 }
        return end
    }

    /// The offset of the first byte of the run before `start`, at most `limit` long.
    func begin(before start: Int, limit: Int = 256, while holds: (Int) -> Bool) -> Int {
        var begin = start
        while begin > 0, start - begin < limit, holds(begin - 1) { begin -= 1 }
        return begin
    }

    /// The word before `offset` on the same line, in lower case, and where it begins; nil after 24 other bytes.
    func word(before offset: Int) -> (text: String, start: Int)? {
        let end = begin(before: offset, limit: 24) { !isWord($0) && !isLineEnd($0) }
        let start = begin(before: end, limit: 32) { isWord($0) }
        guard start < end else { return nil }
        return (String(decoding: (start..<end).map { self[$0] | 0x20 }, as: UTF8.self), start)
    }
}
