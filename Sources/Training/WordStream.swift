package import Bytes

/// Uniform integers from a seed, the same on every machine.
///
/// Block c is SHA-256(label ‖ 00 ‖ seed ‖ u32 index ‖ u64 c), four big-endian 64-bit words.
/// `Formats/training-v1.md` section 5.
package struct WordStream {
    private let prefix: [UInt8]
    private var counter: UInt64 = 0
    private var words: [UInt64] = []

    package init(label: String, seed: Digest, index: UInt32) {
        var prefix = Array(label.utf8) + [0]
        prefix.append(seed)
        prefix.append(bigEndian: index)
        self.prefix = prefix
    }

    /// The next 64-bit word.
    package mutating func next() -> UInt64 {
        if words.isEmpty { refill() }
        return words.removeLast()
    }

    /// A uniform integer below `bound`: words at or above the last multiple of `bound` are skipped.
    ///
    /// - Precondition: `bound` is not zero.
    package mutating func below(_ bound: UInt64) -> UInt64 {
        let surplus = (UInt64.max % bound + 1) % bound
        while true {
            let word = next()
            if word <= UInt64.max - surplus { return word % bound }
        }
    }

    private mutating func refill() {
        var block = prefix
        block.append(bigEndian: counter)
        counter += 1
        let (a, b, c, d) = SHA256.hash(block).words
        words = [d, c, b, a]
    }
}

/// The order in which a run takes its batches.
package enum Shuffle {
    /// A uniform permutation of 0..<count: Fisher–Yates from the top, `bulla-shuffle/1`.
    package static func order(_ count: Int, seed: Digest, round: Int) -> [Int] {
        var stream = WordStream(label: "bulla-shuffle/1", seed: seed, index: UInt32(round))
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, Int(stream.below(UInt64(last + 1))))
        }
        return order
    }
}
