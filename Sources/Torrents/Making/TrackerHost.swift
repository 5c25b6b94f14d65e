/// The host of a URL: an IPv4 address, an IPv6 address in brackets, or a name.
struct TrackerHost {
    let isLocal: Bool
    let isName: Bool

    /// Names that no public resolver knows: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`.
    private static let localNames = ["localhost", "local", "home.arpa", "internal"]

    /// Nil for anything else, and for what some resolvers take as an address in disguise.
    init?(_ text: Substring) {
        if text.hasPrefix("[") && text.hasSuffix("]") {
            guard let words = TrackerHost.words(text.dropFirst().dropLast()) else { return nil }
            (isLocal, isName) = (TrackerHost.isLocal(words), false)
        } else if let address = TrackerHost.octets(text) {
            (isLocal, isName) = (TrackerHost.isLocal(address), false)
        } else {
            let name = text.lowercased()
            guard TrackerHost.isHostName(name) else { return nil }
            isLocal = TrackerHost.localNames.contains { name == $0 || name.hasSuffix(".\($0)") }
            isName = true
        }
    }

    /// Four decimal numbers without zeros in front.
    private static func octets(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part == "0" || part.first != "0")
                ? UInt8(part) : nil
        }
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    /// This machine, RFC 1918, and link-local.
    private static func isLocal(_ octets: [UInt8]) -> Bool {
        switch (octets[0], octets[1]) {
        case (10, _), (127, _), (172, 16...31), (192, 168), (169, 254): true
        default: false
        }
    }

    /// Eight words (RFC 4291 section 2.2) without an IPv4 part and without a zone.
    private static func words(_ text: Substring) -> [UInt16]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        func read(_ part: Substring) -> [UInt16]? {
            guard !part.isEmpty else { return [] }
            let groups = part.split(separator: ":", omittingEmptySubsequences: false)
            let words = groups.compactMap { group in
                (1...4).contains(group.utf8.count) && group.allSatisfy(\.isHexDigit)
                    ? UInt16(group, radix: 16) : nil
            }
            return words.count == groups.count ? words : nil
        }
        guard let first = read(halves[0]) else { return nil }
        if halves.count == 1 { return first.count == 8 ? first : nil }
        guard halves.count == 2, let last = read(halves[1]), first.count + last.count < 8 else { return nil }
        return first + [UInt16](repeating: 0, count: 8 - first.count - last.count) + last
    }

    /// This machine, link-local, and RFC 4193.
    private static func isLocal(_ words: [UInt16]) -> Bool {
        words == [0, 0, 0, 0, 0, 0, 0, 1] || words[0] & 0xffc0 == 0xfe80 || words[0] & 0xfe00 == 0xfc00
    }

    private static func isHostName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
                }
        }
        // A last label that begins with a digit is a number, in whichever spelling: 0x7f.1, 127.1, 2130706433.
        return isPlain && name.utf8.count <= 253
            && labels.last?.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
    }
}
