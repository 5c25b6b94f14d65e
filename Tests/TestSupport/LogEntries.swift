/// Entries of a log that follow from their index, for the process that writes and the one that checks.
package enum LogEntries {
    /// Between 0 and 299 bytes that say which entry they are.
    package static func entry(_ index: Int) -> [UInt8] {
        var value = UInt64(index) &* 0x9e37_79b9_7f4a_7c15 | 1
        return (0..<(index % 97 == 0 ? 0 : index &* 31 % 300)).map { _ in
            value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: value >> 56)
        }
    }

    package static func entries(_ range: Range<Int>) -> [[UInt8]] {
        range.map(entry)
    }
}

/// A reproducible source of choices (SplitMix64).
package struct Choices: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
