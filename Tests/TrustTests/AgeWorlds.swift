import Bytes
import Keys
import SecretKeys

@testable import Trust

/// Small worlds in which somebody's exporter's key came to an end, and others may or may not have seen what it signed.
///
/// Times are 0 to 4, and everything is judged as of 4. Ann's signature is forged where it was made after the end: by a thief
/// of her key (revoked since `end`), or by herself, who has left (retired at `end`). Whoever lies signs anything with any
/// time; so does the thief of a key. Honest people sign true times on what lies before them, and in papers of others they
/// sign what does not claim a time ahead. Nothing that is added to the evidence can hurt, so each world is judged with all
/// that its people and thieves could ever hand in.
enum AgeWorlds {
    static let last = 4
    static let times = 0...last

    /// What keys of a person there are: E exporter, W witness, I inspector, C custodian.
    enum Hat: Character, CaseIterable {
        case exporter = "E"
        case witness = "W"
        case inspector = "I"
        case custodian = "C"

        var role: Role {
            switch self {
            case .exporter: .exporter
            case .witness: .witness
            case .inspector: .inspector
            case .custodian: .custodian
            }
        }

        /// An exporter can act in custody, too; that shows nothing.
        var means: Sighting.Means {
            switch self {
            case .witness: .note
            case .inspector: .receipt
            case .exporter, .custodian: .custody
            }
        }
    }

    /// What became of the keys with which a person sees.
    enum Fate: Hashable {
        case live
        /// From a time on.
        case new(Int)
        case retired(Int)
        /// And revoked since.
        case stolen(Int)
        /// Live, but for the exporter's key, which is stolen.
        case robbed
    }

    struct Person: Hashable {
        var hats: [Hat]
        var isHonest: Bool
        var fate: Fate

        var first: Int { if case .new(let time) = fate { time } else { 0 } }
        var final: Int { if case .retired(let time) = fate { time } else { last } }
        var isStolen: Bool { if case .stolen = fate { true } else { false } }
        var sees: Bool { hats.contains { $0 != .exporter } }
    }

    /// When the key ended and what was signed when; the manifest lies there from `manifest` on.
    struct Line: Hashable {
        var wanted: Int
        var isRevoked: Bool
        var end: Int
        var signed: Int
        var manifest: Int
        /// When the second exporter signed, where two are wanted.
        var second: Int?
        /// Whether the second exporter's key came to the same end.
        var isSecondStolen = false

        /// Leaves at a time: the manifest, and the signatures in the order in which they were made.
        func size(at time: Int) -> Int {
            guard time >= manifest else { return 0 }
            return 1 + (signed <= time ? 1 : 0) + (second.map { $0 <= time ? 1 : 0 } ?? 0)
        }

        var isSecondFirst: Bool { second.map { $0 <= signed } ?? false }
        var sealers: [String] { second == nil ? ["ann"] : ["ann", "second"] }
        /// The last time that saves a signature.
        var deadline: Int { isRevoked ? end - 1 : end }
    }

    /// What somebody may have handed in.
    struct Entry: Hashable {
        let hat: Hat
        let means: Sighting.Means
        let time: Int
        /// Leaves of the tree that it names.
        let size: Int
    }

    /// How documents are made; each is the rule, or what comes of leaving it out.
    struct Papers: Hashable {
        /// Several sign one receipt, and the first one's time is everybody's.
        var sharesReceipts = false
        /// Everybody who signs an event of custody has seen.
        var sharesEvents = false
        /// The time of an event is that of the act, and may be before the signature.
        var statesActs = false
    }

    static let everybody: [Person] = {
        let sets: [[Hat]] = [
            [.exporter], [.witness], [.inspector], [.custodian], [.exporter, .witness],
            [.exporter, .custodian],
            [.witness, .inspector],
        ]
        let fates: [Fate] = [.live, .new(2), .retired(1), .retired(3), .stolen(1), .stolen(3)]
        return sets.flatMap { hats in
            [true, false].flatMap { isHonest in
                fates.map { Person(hats: hats, isHonest: isHonest, fate: $0) }
            }
        }
    }()

    static func ann(_ line: Line) -> Person {
        Person(
            hats: [.exporter, .witness, .custodian],
            isHonest: line.isRevoked,
            fate: line.isRevoked ? .robbed : .live
        )
    }

    static func second(_ line: Line, isHonest: Bool) -> Person {
        Person(
            hats: [.exporter, .witness, .custodian],
            isHonest: isHonest || line.isSecondStolen,
            fate: line.isSecondStolen ? .robbed : .live
        )
    }

    /// Forged: signed after the end.
    static let forged: [Line] = {
        var lines: [Line] = []
        for wanted in 1...2 {
            for end in [1, 2, 3, 4, 0] {
                for isRevoked in [true, false] {
                    for signed in times where signed >= (isRevoked ? end : end + 1) {
                        for manifest in Set([0, signed]).sorted() {
                            var line = Line(
                                wanted: wanted,
                                isRevoked: isRevoked,
                                end: end,
                                signed: signed,
                                manifest: manifest
                            )
                            lines.append(line)
                            for second in manifest...last {
                                line.second = second
                                line.isSecondStolen = false
                                lines.append(line)
                                guard isRevoked, second >= end else { continue }
                                line.isSecondStolen = true
                                lines.append(line)
                            }
                        }
                    }
                }
            }
        }
        return lines
    }()

    /// What a person, or the thief of that person's keys, can sign alone.
    static func alone(_ person: Person, _ line: Line, _ papers: Papers) -> [Entry] {
        var found: [Entry] = []
        for hat in person.hats {
            let isThief = person.isStolen || person.fate == .robbed && hat == .exporter
            if !person.isHonest || isThief {
                found += times.map {
                    Entry(hat: hat, means: hat.means, time: $0, size: line.size(at: last))
                }
                continue
            }
            guard person.first <= person.final else { continue }
            for now in person.first...person.final where line.size(at: now) > 0 {
                let claims = papers.statesActs && hat.means == .custody ? Array(0...now) : [now]
                found += claims.map { Entry(hat: hat, means: hat.means, time: $0, size: line.size(at: now)) }
            }
        }
        return found
    }

    /// What a person adds to a paper of somebody else, where that shows anything.
    static func added(_ person: Person, to author: Person, _ line: Line, _ papers: Papers) -> [Entry] {
        var found: [Entry] = []
        for entry in alone(author, line, papers) {
            let hats: [Hat]
            if entry.means == .receipt, papers.sharesReceipts, person.hats.contains(.inspector) {
                hats = [.inspector]
            } else if entry.means == .custody, papers.sharesEvents {
                hats = person.hats
            } else {
                continue
            }
            let start = max(person.first, entry.time)
            guard start <= person.final,
                (start...person.final).contains(where: { line.size(at: $0) >= entry.size })
            else { continue }
            found += hats.map { Entry(hat: $0, means: entry.means, time: entry.time, size: entry.size) }
        }
        return found
    }

    /// Dishonest, and able to vouch: in a role that sees, in office before the end, with a key that was never revoked.
    static func isLiar(_ person: Person, _ line: Line) -> Bool {
        !person.isHonest && person.sees && !person.isStolen && person.first <= line.deadline
    }
}
