package import Bytes

/// The two instants between which evidence was made: evidence carries no clock of its own that one could trust.
package struct TimeBracket: Hashable, Sendable, CustomStringConvertible {
    package let from: Timestamp
    package let to: Timestamp

    /// Whether somebody states the one instant as of which to judge, in place of bounds.
    ///
    /// Bounds that happen to be one second are bounds all the same.
    package let isAsOf: Bool

    /// Two bounds; nil where the bracket ends before it begins.
    package init?(from: Timestamp, to: Timestamp) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
        isAsOf = false
    }

    /// The instant as of which the inspector wants evidence to be judged.
    package init(asOf instant: Timestamp) {
        from = instant
        to = instant
        isAsOf = true
    }

    /// What one inspector states: two bounds, or, where they are one instant, as of when to judge.
    package init?(statedFrom from: Timestamp, to: Timestamp) {
        if from == to {
            self.init(asOf: from)
        } else {
            self.init(from: from, to: to)
        }
    }

    /// Whether the whole bracket lies from `first` to `last`, both included.
    package func isWithin(_ first: Timestamp, _ last: Timestamp) -> Bool { first <= from && to <= last }

    package var description: String { from == to ? "\(from)" : "\(from) to \(to)" }
}
