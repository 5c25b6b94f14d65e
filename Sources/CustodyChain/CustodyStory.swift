package import Bytes
package import Trust

/// Whose hands a medium went through, who has it now, and what is wrong with the telling.
package struct CustodyStory: Hashable, Sendable {
    /// Where the medium is, as the last sound event has it.
    package enum State: Hashable, Sendable {
        case held(by: String)
        /// Handed over on paper, to somebody without a key.
        case outside(taker: String, giver: String)
        /// Released and not yet received: the giver holds it.
        case released(by: String, to: String)
        case lost(by: String)
        case disposed(by: String)
        /// No event says.
        case unknown

        /// The word in reports.
        package var word: String {
            switch self {
            case .held: "held"
            case .outside: "outside"
            case .released: "released"
            case .lost: "lost"
            case .disposed: "disposed"
            case .unknown: "unknown"
            }
        }

        /// The person who answers for it; nil where nobody with a key does.
        package var holder: String? {
            switch self {
            case .held(let person), .released(let person, _): person
            case .outside, .lost, .disposed, .unknown: nil
            }
        }
    }

    /// Digest of event 0.
    package internal(set) var chain: Digest?
    package internal(set) var state = State.unknown
    /// In the order of their numbers, one for each.
    package internal(set) var events: [CustodyEvent] = []
    /// SHA-256 of the last event's file, which the next event names.
    package internal(set) var last: Digest?
    /// In the order in which they were found.
    package internal(set) var faults: [CustodyFault] = []
    package internal(set) var warnings: [CustodyFault] = []
    /// What could not be checked, in words.
    package internal(set) var unchecked: [String] = []
    /// The media with their present markings.
    package internal(set) var items: [CustodyEvent.Item] = []
    /// The number of the seal that they were left with.
    package internal(set) var seal: String?
    /// The release that nobody has answered, or the paper by which somebody without a key has it.
    package internal(set) var open: Digest?
    /// Who had seen the manifest and its signatures by when, of those whose signatures verify.
    package internal(set) var sightings: [Sighting] = []

    package var holds: Bool { faults.isEmpty }
}
