package import Bytes

/// Markings from the lowest to the highest, as a policy lists them.
package struct MarkingOrder: Hashable, Sendable {
    /// Lowest first, each once; empty where the policy says nothing.
    package let markings: [String]

    package static let limit = 32
    package static let none = MarkingOrder()

    private init() { markings = [] }

    /// Reads `policy.markings`.
    package init(reading texts: [String], at location: String) throws(FormatError) {
        guard (1...MarkingOrder.limit).contains(texts.count), Set(texts).count == texts.count,
            texts.allSatisfy(Marking.isMarking)
        else {
            throw FormatError(
                .badValue,
                at: location,
                "want 1 to \(MarkingOrder.limit) markings, each once, lowest first: A-Z 0-9 blank / - after a letter"
            )
        }
        markings = texts
    }

    /// Whether `marking` is at least `floor`; nil where the order knows one of two different ones not.
    package func isAtLeast(_ floor: String, marking: String) -> Bool? {
        guard !markings.isEmpty else { return floor == marking ? true : nil }
        guard let low = markings.firstIndex(of: floor), let high = markings.firstIndex(of: marking) else {
            return nil
        }
        return high >= low
    }
}
