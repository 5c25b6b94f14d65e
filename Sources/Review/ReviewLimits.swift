/// How far a review looks into archives; what lies beyond is a hit of rule `not-looked-into`.
package struct ReviewLimits: Hashable, Sendable {
    /// Archives within archives.
    package var depth = 4
    /// Entries in one file, at all depths together.
    package var entries = 100_000
    /// Bytes that one file gives when it is unpacked, at all depths together.
    package var bytes = 4 << 30
    /// Bytes of an archive within an archive, which is held in memory.
    package var nested = 64 << 20

    package init() {}
}

/// What is left of the limits while one file is looked into.
struct ReviewBudget {
    private var entries: Int
    private var bytes: Int

    init(_ limits: ReviewLimits) {
        entries = limits.entries
        bytes = limits.bytes
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
