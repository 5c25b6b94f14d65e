/// A natural number of any size, with the few operations that an exact comparison of two chances needs.
///
/// Words from the least significant up, the last one not 0. Time and memory are the caller's to bound.
struct Natural: Hashable, Sendable {
    private(set) var words: [UInt64]

    init(_ word: UInt64) {
        words = word == 0 ? [] : [word]
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in words.indices {
            let (high, low) = words[index].multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            words[index] = sum
            carry = overflow ? high + 1 : high
        }
        if carry != 0 { words.append(carry) }
        trim()
    }

    /// Divides and gives the remainder; the divisor is not 0.
    @discardableResult
    mutating func divide(by divisor: UInt64) -> UInt64 {
        var rest: UInt64 = 0
        for index in words.indices.reversed() {
            (words[index], rest) = divisor.dividingFullWidth((rest, words[index]))
        }
        trim()
        return rest
    }

    mutating func add(_ other: Natural) {
        var carry: UInt64 = 0
        for index in 0..<max(words.count, other.words.count) {
            if index == words.count { words.append(0) }
            let term = index < other.words.count ? other.words[index] : 0
            let (first, over) = words[index].addingReportingOverflow(term)
            let (second, again) = first.addingReportingOverflow(carry)
            words[index] = second
            carry = over || again ? 1 : 0
        }
        if carry != 0 { words.append(carry) }
    }

    private mutating func trim() {
        while words.last == 0 { words.removeLast() }
    }
}

extension Natural: Comparable {
    static func < (left: Natural, right: Natural) -> Bool {
        if left.words.count != right.words.count { return left.words.count < right.words.count }
        return left.words.reversed().lexicographicallyPrecedes(right.words.reversed())
    }
}
