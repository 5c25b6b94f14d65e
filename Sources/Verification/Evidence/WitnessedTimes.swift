import Attestation
import Bytes
import Keys

/// When witnesses saw the log grow: what bounds the time of evidence from below and from above.
///
/// `Formats/evidence-v1.md` section 3.
struct WitnessedTimes: Sendable {
    /// People and the Ed25519 keys of theirs whose lines count.
    private let witnesses: [(person: String, ed25519: [UInt8])]
    /// Those who bound something.
    private(set) var people: Set<String> = []
    /// What the inspector states where no witness does.
    private let stated: (from: Timestamp?, to: Timestamp?)
    /// Earliest time at which a tree of this size had been seen.
    private var seen: [(size: Int, at: Timestamp)] = []
    /// Latest time in the note that a session binds, by session.
    private var bound: [Digest: Timestamp] = [:]

    init(witnesses: [(person: String, ed25519: [UInt8])], stated: (from: Timestamp?, to: Timestamp?)) {
        self.witnesses = witnesses
        self.stated = stated
    }

    /// Takes in the note that a session binds; false where no witness that counts has signed it.
    mutating func take(_ note: SignedNote, boundBy session: Digest) -> Bool {
        guard let last = times(note).max() else { return false }
        bound[session] = last
        return true
    }

    /// Takes in a note whose checkpoint is known to be this log's at `size`.
    @discardableResult
    mutating func take(_ note: SignedNote, ofTree size: Int) -> Bool {
        guard let first = times(note).min() else { return false }
        seen.append((size, first))
        return true
    }

    private mutating func times(_ note: SignedNote) -> [Timestamp] {
        var times: [Timestamp] = []
        for (person, ed25519) in witnesses {
            let own = note.cosignatures(by: ed25519)
            if !own.isEmpty { people.insert(person) }
            times += own
        }
        return times
    }

    /// The bracket of evidence in leaf `leaf` of a session, and whose word it is; nil where a bound is missing.
    func bracket(session: Digest, leaf: Int) -> (bracket: TimeBracket, source: String)? {
        let upper = seen.filter { $0.size > leaf }.map(\.at).min()
        guard let from = bound[session] ?? stated.from, let to = upper ?? stated.to else { return nil }
        let (isBoundBelow, isBoundAbove) = (bound[session] != nil, upper != nil)
        // One instant says as of when to judge where the inspector states it, and not where bounds come to it.
        let bracket =
            isBoundBelow || isBoundAbove
            ? TimeBracket(from: from, to: to) : TimeBracket(statedFrom: from, to: to)
        guard let bracket else { return nil }
        switch (isBoundBelow, isBoundAbove) {
        case (true, true): return (bracket, "as witnesses say")
        case (true, false): return (bracket, "from as a witness says, to as the inspector says")
        case (false, true): return (bracket, "from as the inspector says, to as a witness says")
        case (false, false): return (bracket, "as the inspector says")
        }
    }
}
