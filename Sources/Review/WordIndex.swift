import CReview

/// Folded terms, ordered for `bulla_review_scan`: a filter on the first eight bytes, and a sorted list behind it.
struct WordIndex: Sendable {
    private var filter = [UInt64](repeating: 0, count: 1 << (Int(BULLA_REVIEW_FILTER_BITS) - 6))
    private var keys: [UInt64]
    private var terms: [UInt8] = []
    private var ends: [UInt32] = [0]
    /// For each term the number of the longest other one that begins it, from 1; 0 for none.
    private var parents: [UInt32] = []
    private var values: [UInt32] = []

    /// - Parameter values: a bit for each source of a term.
    init(_ values: [[UInt8]: UInt32]) {
        let sorted = values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var slots = 64
        while slots < 4 * sorted.count { slots *= 2 }
        keys = [UInt64](repeating: 0, count: slots)
        // The terms that begin the one before, the longest last.
        var open: [Int] = []
        for (number, (term, value)) in sorted.enumerated() {
            while let last = open.last, !term.starts(with: sorted[last].key) { open.removeLast() }
            parents.append(UInt32(open.last.map { $0 + 1 } ?? 0))
            open.append(number)
            terms.append(contentsOf: term)
            ends.append(UInt32(terms.count))
            self.values.append(value)
            insert(term)
        }
    }

    private mutating func insert(_ term: [UInt8]) {
        let word = term.prefix { $0 != 0x20 }
        let key = word.withUnsafeBufferPointer { bulla_review_key($0.baseAddress, $0.count) }
        let bit = Int(bulla_review_filter_bit(key))
        filter[bit / 64] |= 1 << UInt64(bit % 64)
        var slot = Int(bulla_review_key_slot(key)) & (keys.count - 1)
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        keys[slot] = key
    }

    /// Everything that begins in `range` of a text with padding behind its `count` bytes, in order of blocks.
    func forEachMatch(
        in text: UnsafePointer<UInt8>,
        count: Int,
        _ range: Range<Int>,
        _ body: (bulla_review_match) -> Void
    ) {
        let room = 1_024
        withUnsafeTemporaryAllocation(of: bulla_review_match.self, capacity: room) { out in
            withIndex { index in
                var next = range.lowerBound
                while next < range.upperBound {
                    let found = bulla_review_scan(
                        index,
                        text,
                        count,
                        next,
                        range.upperBound,
                        out.baseAddress,
                        room,
                        &next
                    )
                    for match in out[..<found] { body(match) }
                }
            }
        }
    }

    private func withIndex(_ body: (UnsafePointer<bulla_review_index>) -> Void) {
        filter.withUnsafeBufferPointer { filter in
            keys.withUnsafeBufferPointer { keys in
                terms.withUnsafeBufferPointer { terms in
                    ends.withUnsafeBufferPointer { ends in
                        parents.withUnsafeBufferPointer { parents in
                            values.withUnsafeBufferPointer { values in
                                var index = bulla_review_index(
                                    filter: filter.baseAddress,
                                    keys: keys.baseAddress,
                                    key_mask: UInt32(keys.count - 1),
                                    terms: terms.baseAddress,
                                    ends: ends.baseAddress,
                                    parents: parents.baseAddress,
                                    values: values.baseAddress,
                                    count: UInt32(values.count)
                                )
                                withUnsafePointer(to: &index, body)
                            }
                        }
                    }
                }
            }
        }
    }
}
