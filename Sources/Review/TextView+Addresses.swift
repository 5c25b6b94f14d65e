extension TextView {
    // Words before a number with four parts that is a version and no address.
    private static let versionWords: Set<String> = [
        "v", "ver", "version", "versions", "release", "rev", "revision", "build", "driver", "cuda", "cudnn",
        "nccl", "tensorrt", "toolkit", "sdk", "library", "firmware", "vbios", "bios", "runtime",
    ]
    private static let domains: Set<String> = [
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "dev", "app", "cloud", "tech",
    ]

    /// Whether the four numbers at `start` are an address that says something.
    func isAddress(_ start: Int, _ end: Int, _ value: UInt32, countsPrivate: Bool) -> Bool {
        if TextView.isUsual(value) || (!countsPrivate && TextView.isPrivate(value)) { return false }
        if [0x2e, 0x2d, 0x5f, 0x2b].contains(self[start - 1]) { return false }
        if self[start - 1] == 0x3d, [0x3d, 0x3e, 0x3c, 0x7e, 0x21].contains(self[start - 2]) { return false }
        if self[end] == 0x2b, isWord(end + 1) { return false }
        var place = start
        for _ in 0..<2 {
            guard let word = word(before: place) else { return true }
            if TextView.versionWords.contains(word.text) { return false }
            place = word.start
        }
        return true
    }

    /// Addresses that stand for no host: this host, link-local, documentation, multicast and beyond.
    private static func isUsual(_ value: UInt32) -> Bool {
        let first = value >> 24
        return first == 0 || first == 127 || first >= 224 || value >> 16 == 0xa9fe
            || [0xc00002, 0xc63364, 0xcb0071].contains(value >> 8)
    }

    /// RFC 1918 and RFC 6598.
    private static func isPrivate(_ value: UInt32) -> Bool {
        value >> 24 == 10 || value >> 20 == 0xac1 || value >> 16 == 0xc0a8 || value >> 22 == 0x191
    }

    /// Whether a global IPv6 address (2000::/3) begins at `start`: eight groups, or three and more with `::`.
    func isAddress6(_ start: Int) -> Bool {
        guard self[start - 1] != 0x3a, self[start - 1] != 0x2e else { return false }
        var (place, groups, gaps) = (start, 0, 0)
        while true {
            let end = end(of: place, limit: 5, while: isHex)
            guard end - place <= 4 else { return false }
            if end > place { groups += 1 }
            place = end
            guard self[place] == 0x3a else { break }
            place += 1
            if self[place] == 0x3a {
                gaps += 1
                place += 1
            }
            guard groups <= 8, gaps <= 1 else { return false }
        }
        guard !isWord(place), !has("2001:db8:", at: start), !has("2001:DB8:", at: start) else { return false }
        return gaps == 1 ? (3...7).contains(groups) : groups == 8
    }

    /// Whether the `@` at `place` stands in an e-mail address of somebody.
    func isEmail(_ place: Int) -> Bool {
        func isLocal(_ offset: Int) -> Bool {
            isWord(offset) || [0x2e, 0x5f, 0x25, 0x2b, 0x2d].contains(self[offset])
        }
        let start = begin(before: place, limit: 64, while: isLocal)
        let end = end(of: place + 1) { isWord($0) || self[$0] == 0x2e || self[$0] == 0x2d }
        guard start < place, self[place - 1] != 0x2e, end > place + 1, self[end] != 0x28 else { return false }
        let name = String(decoding: (start..<place).map { self[$0] | 0x20 }, as: UTF8.self)
        let domain = String(decoding: (place + 1..<end).map { self[$0] | 0x20 }, as: UTF8.self)
        var labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        if labels.last == "" { labels.removeLast() }
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last,
            let second = labels.dropLast().last, second.utf8.count >= 2
        else { return false }
        guard
            TextView.domains.contains(String(last))
                || last.utf8.count == 2 && last.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7a })
        else { return false }
        return name != "git" && second != "example"
    }
}
