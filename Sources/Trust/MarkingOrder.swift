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
            texts.allSatisfy(MarkingOrder.isMarking)
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

    /// `[A-Z][A-Z0-9 /-]{0,63}`, as manifests have it.
    package static func isMarking(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, (0x41...0x5a).contains(first)
        else { return false }
        return text.utf8.allSatisfy {
            (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || [0x20, 0x2f, 0x2d].contains($0)
        }
    }
}
