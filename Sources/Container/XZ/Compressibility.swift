/// A cheap look that tells random-looking bytes from others, so that proofs cost a copy and not minutes of LZMA.
enum Compressibility {
    /// Whether compression is worth a try: few distinct bytes, or stretches that recur, beside the framing.
    static func isLikely(_ content: [UInt8], beside framing: [Range<Int>]) -> Bool {
        var gaps: [Range<Int>] = []
        var position = 0
        for range in framing + [content.count..<content.count] {
            if range.lowerBound > position { gaps.append(position..<range.lowerBound) }
            position = range.upperBound
        }
        // The first, the middle and the last stretch stand for all of them.
        let looked = Set([0, gaps.count / 2, gaps.count - 1]).filter { gaps.indices.contains($0) }
        return content.withUnsafeBytes { raw in
            looked.contains {
                windows(of: gaps[$0]).contains { looksOrdered(UnsafeRawBufferPointer(rebasing: raw[$0])) }
            }
        }
    }

    private static func windows(of range: Range<Int>) -> [Range<Int>] {
        let size = min(range.count, 8_192)
        let starts = [range.lowerBound, range.lowerBound + (range.count - size) / 2, range.upperBound - size]
        return Set(starts).map { $0..<$0 + size }
    }

    private static func looksOrdered(_ window: UnsafeRawBufferPointer) -> Bool {
        guard window.count >= 256 else { return true }
        return isSkewed(window) || recurs(window)
    }

    // For n uniform bytes the sum of squared counts is about n + n²/256; half as much again means that some
    // bytes are clearly commoner than others.
    private static func isSkewed(_ window: UnsafeRawBufferPointer) -> Bool {
        var counts = [Int](repeating: 0, count: 256)
        for byte in window { counts[Int(byte)] += 1 }
        let squares = counts.reduce(0) { $0 + $1 * $1 }
        return squares > (window.count + window.count * window.count / 256) * 3 / 2
    }

    // Random bytes hardly ever repeat four bytes within 8 KiB; one position in 64 is enough to matter.
    private static func recurs(_ window: UnsafeRawBufferPointer) -> Bool {
        var seen = [UInt32](repeating: 0, count: 4_096)
        var hits = 0
        for index in 0..<window.count - 4 {
            let word = window.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            let slot = Int((word &* 2_654_435_761) >> 20)
            if seen[slot] == word && word != 0 { hits += 1 }
            seen[slot] = word
        }
        return hits * 64 > window.count
    }
}
