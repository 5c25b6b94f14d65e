/// How much of a bundle is read, from least to most.
package enum Scope: String, Sendable, CaseIterable, Comparable {
    /// What the drawn steps need.
    case sample
    /// Every leaf.
    case log
    /// Every byte.
    case all

    package static func < (a: Scope, b: Scope) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .sample: 0
        case .log: 1
        case .all: 2
        }
    }
}
