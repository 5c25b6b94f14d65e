package import Bytes
package import Keys

/// That a person had seen a manifest and some signatures over it by a time that this person signed.
///
/// `Formats/trust-v1.md` section 2.2. It names the tree that was there, so a signature that is appended later gains nothing.
package struct Sighting: Hashable, Sendable, Comparable {
    /// What the evidence is.
    package enum Means: String, Hashable, Sendable, CaseIterable {
        /// A witness's timestamped line on a note of the tree.
        case note
        /// A receipt with which an inspector accepted the bundle.
        case receipt
        /// An event of the chain of custody, of whoever acts in it.
        case custody

        /// The roles in which somebody sees by such means.
        package var roles: Set<Role> {
            switch self {
            case .note: [.witness]
            case .receipt: [.inspector]
            case .custody: [.archivist, .custodian, .inspector]
            }
        }
    }

    /// The time of signing, as whoever saw it signed it.
    package let at: Timestamp
    /// Id of the person who saw it.
    package let person: String
    /// Identifier of the key that signed it.
    package let key: Digest
    package let means: Means
    /// The tree that was seen.
    package let seen: SealTree.Head

    package init(at: Timestamp, person: String, key: Digest, means: Means, seen: SealTree.Head) {
        self.at = at
        self.person = person
        self.key = key
        self.means = means
        self.seen = seen
    }

    package static func < (a: Sighting, b: Sighting) -> Bool {
        (a.at, a.person, a.means.rawValue, a.key, a.seen.size)
            < (b.at, b.person, b.means.rawValue, b.key, b.seen.size)
    }
}

/// By when enough others had seen a signature.
package struct SignatureAge: Hashable, Sendable {
    /// How many different people are wanted.
    package let wanted: Int
    /// The earliest sighting of each of them, the earliest first, and of no more people than are wanted.
    package let shownBy: [Sighting]
    /// The time of the last one that is wanted; nil where they are fewer.
    package let at: Timestamp?

    /// Nobody has seen it.
    package static func unseen(wanted: Int) -> SignatureAge {
        SignatureAge(wanted: wanted, shownBy: [], at: nil)
    }
}
