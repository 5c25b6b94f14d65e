package import Bytes

/// Markings from the lowest to the highest, as a policy lists them.
package struct MarkingOrder: Hashable, Sendable {
    /// Lowest first, each once; empty where the policy says nothing.
    package let markings: [String]

    package static let limit = 32
    package static let none = MarkingOrder()

    private init() { markings = [] }

    private init(listed: [String]) { markings = listed }

    /// `policy.markings`.
    package static var form: Form<MarkingOrder> {
        Form.list(of: .string)
            .that(is: "1 to \(limit) markings, each once, lowest first: A-Z 0-9 blank / - after a letter") {
                (1...limit).contains($0.count) && Set($0).count == $0.count
                    && $0.allSatisfy(Marking.isMarking)
            }
            .mapped(want: "markings", from: MarkingOrder.init(listed:), to: \.markings)
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
