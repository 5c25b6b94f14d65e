/// How far a review looks into archives; what lies beyond is a hit of rule `not-looked-into`.
package struct ReviewLimits: Hashable, Sendable {
    /// Archives within archives.
    package var depth = 4
    /// Entries in one file, at all depths together.
    package var entries = 100_000
    /// Bytes that one file gives when it is unpacked, at all depths together.
    package var bytes = 4 << 30
    /// Bytes of archives within archives, which are held in memory: of all that stand in one another together.
    package var nested = 64 << 20

    /// Bytes that a file of that size gives when it is unpacked: a hundred for one, or 128 MiB where that is more.
    ///
    /// What compresses better was made to; `bytes` holds as well.
    func bytes(ofFile size: Int) -> Int { min(bytes, max(128 << 20, 100 * size)) }
}

/// What is left of the limits while one file is looked into.
struct ReviewBudget {
    private var entries: Int
    private var bytes: Int
    /// What is left of `nested` while archives are open that stand in one another.
    var nested: Int

    init(_ limits: ReviewLimits, fileSize: Int) {
        entries = limits.entries
        bytes = limits.bytes(ofFile: fileSize)
        nested = limits.nested
    }

    /// Whether one more entry may be looked at.
    mutating func takeEntry() -> Bool {
        entries -= 1
        return entries >= 0
    }

    /// Whether so many bytes more may be unpacked.
    mutating func take(_ count: Int) -> Bool {
        guard count <= bytes else { return false }
        bytes -= count
        return true
    }
}
