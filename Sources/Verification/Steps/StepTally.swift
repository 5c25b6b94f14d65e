import Bytes
package import Reports

/// What looking at steps gave: counts, and the steps that a report shows.
package struct StepTally: Hashable, Sendable {
    /// Whether every step is shown, or only bad ones.
    let keepsAll: Bool
    /// At most so many bad steps are shown.
    let limit: Int

    package private(set) var steps: [SampledStep] = []
    package private(set) var checked = 0
    package private(set) var valid = 0
    /// Picks of the steps that do not verify.
    private(set) var failed: [Int] = []
    /// Proofs that hold, by kind.
    package private(set) var proofs: [String: Int] = [:]
    /// Proofs that nobody could judge, by kind.
    package private(set) var unjudged: [String: Int] = [:]
    /// Proofs among those that only the producer has, by kind.
    private(set) var withheld: [String: Int] = [:]
    /// What proofs that hold leave open, and how many of each.
    private(set) var notes: [String: Int] = [:]
    /// Who else judged proofs of a kind.
    private(set) var judges: [String: Set<String>] = [:]
    /// Sessions that steps name.
    private(set) var sessions: Set<Digest> = []

    init(keepsAll: Bool, limit: Int) {
        self.keepsAll = keepsAll
        self.limit = limit
    }

    /// A tally as it was written down.
    init(
        keepsAll: Bool,
        limit: Int,
        steps: [SampledStep],
        valid: Int,
        failed: [Int],
        proofs: [String: Int],
        unjudged: [String: Int],
        withheld: [String: Int],
        notes: [String: Int],
        judges: [String: Set<String>],
        sessions: Set<Digest>
    ) {
        self.init(keepsAll: keepsAll, limit: limit)
        self.steps = steps
        self.valid = valid
        self.failed = failed
        self.proofs = proofs
        self.unjudged = unjudged
        self.withheld = withheld
        self.notes = notes
        self.judges = judges
        self.sessions = sessions
        checked = valid + failed.count
    }

    /// Takes the next step: picks ascend.
    mutating func take(_ step: SampledStep) {
        checked += 1
        if let session = step.session { sessions.insert(session) }
        if step.isValid { valid += 1 } else { failed.append(step.pick) }
        for proof in step.proofs { take(proof) }
        if keepsAll || (!step.isValid && steps.count < limit) { steps.append(step) }
    }

    private mutating func take(_ proof: SampledStep.Proof) {
        if proof.isValid {
            proofs[proof.kind, default: 0] += 1
            if !proof.detail.isEmpty { notes["\(proof.kind): \(proof.detail)", default: 0] += 1 }
        }
        if !proof.judge.isEmpty { judges[proof.kind, default: []].insert(proof.judge) }
        if proof.isUnjudged { unjudged[proof.kind, default: 0] += 1 }
        if proof.isWithheld { withheld[proof.kind, default: 0] += 1 }
    }

    /// Takes what the following slice of the same sample gave.
    mutating func append(_ next: StepTally) {
        checked += next.checked
        valid += next.valid
        failed += next.failed
        proofs.merge(next.proofs, uniquingKeysWith: +)
        unjudged.merge(next.unjudged, uniquingKeysWith: +)
        withheld.merge(next.withheld, uniquingKeysWith: +)
        notes.merge(next.notes, uniquingKeysWith: +)
        judges.merge(next.judges) { $0.union($1) }
        sessions.formUnion(next.sessions)
        steps += keepsAll ? next.steps : Array(next.steps.prefix(limit - steps.count))
    }
}
