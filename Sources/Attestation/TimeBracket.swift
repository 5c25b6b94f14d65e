package import Bytes

/// The two instants between which evidence was made: evidence carries no clock of its own that one could trust.
package struct TimeBracket: Hashable, Sendable, CustomStringConvertible {
    package let from: Timestamp
    package let to: Timestamp

    /// Nil where the bracket ends before it begins.
    package init?(from: Timestamp, to: Timestamp) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
    }

    /// Whether the whole bracket lies from `first` to `last`, both included.
    package func isWithin(_ first: Timestamp, _ last: Timestamp) -> Bool { first <= from && to <= last }

    /// Whether it is one instant, which nobody can bound evidence to.
    package var isInstant: Bool { from == to }

    package var description: String { isInstant ? "\(from)" : "\(from) to \(to)" }
}
