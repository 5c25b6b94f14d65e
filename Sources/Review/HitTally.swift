/// What was found, counted by rule and list, and where; never what it says.
package struct HitTally: Hashable, Sendable {
    /// What hits have in common.
    package struct Key: Hashable, Sendable, Comparable {
        package let rule: ReviewRule
        /// The number of the word list, for rule `word`.
        package let list: Int?
        /// The kind of the file, for rules `file-type` and `not-looked-into`.
        package let kind: FileKind?

        package init(_ rule: ReviewRule, list: Int? = nil, kind: FileKind? = nil) {
            self.rule = rule
            self.list = list
            self.kind = kind
        }

        package static func < (a: Key, b: Key) -> Bool {
            (a.rule, a.list ?? -1, a.kind?.rawValue ?? "") < (b.rule, b.list ?? -1, b.kind?.rawValue ?? "")
        }
    }

    /// A place that is kept for those who look at the file itself.
    package struct Place: Hashable, Sendable {
        package let key: Key
        /// Bytes from the beginning of what was read, which may be the inside of an archive.
        package let offset: Int
    }

    /// So many places are kept.
    package static let placeLimit = 1_000

    package private(set) var counts: [Key: Int] = [:]
    package private(set) var places: [Place] = []

    package init() {}

    package var isEmpty: Bool { counts.isEmpty }

    package mutating func note(_ key: Key, at offset: Int = 0) {
        counts[key, default: 0] += 1
        if places.count < HitTally.placeLimit { places.append(Place(key: key, offset: offset)) }
    }

    package mutating func add(_ other: HitTally) {
        counts.merge(other.counts) { $0 + $1 }
        places.append(contentsOf: other.places.prefix(HitTally.placeLimit - places.count))
    }
}
