/// Numbers and names as pages and text write them.
enum ReportWords {
    /// 9900 basis points as "99 %", 9974 as "99.74 %"; the blank does not break.
    static func percent(_ basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)\u{a0}%" }
        let decimals = rest.isMultiple(of: 10) ? "\(rest / 10)" : "\(rest < 10 ? "0" : "")\(rest)"
        return "\(whole).\(decimals)\u{a0}%"
    }

    /// The part as basis points of the whole, rounded down, so that nothing looks better than it is.
    static func share(_ part: Int, of whole: Int) -> Int {
        guard whole > 0, part > 0 else { return 0 }
        return min(10_000, Int(UInt128(part) * 10_000 / UInt128(whole)))
    }

    /// Whether it is a code: `^[a-z0-9]+(-[a-z0-9]+)*$`, at most 64 bytes.
    static func isToken(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return text.utf8.count <= 64
            && words.allSatisfy { word in
                !word.isEmpty && word.allSatisfy { (0x61...0x7a).contains($0) || isDigit($0) }
            }
    }

    /// Whether it is a bundle's name: `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`.
    static func isName(_ text: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
        guard let first = text.utf8.first, isLetter(first) || isDigit(first), text.utf8.count <= 64 else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || [0x2d, 0x2e, 0x5f].contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
