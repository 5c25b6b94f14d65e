import Bytes
import Reports

/// The tallies of all shards in order, held against what the log says of the same steps.
///
/// Whether proofs hold is the shards' word; which steps they are of, and what those steps say, is the log's.
struct PartialTallies {
    private let parts: [PartialReport]
    private let total: Int
    private let keepsAll: Bool
    private let limit: Int
    private var taken = 0
    private var current: TallyCheck
    private var merged: StepTally
    /// The first thing that a partial report says otherwise than the log; counts only if the log itself holds.
    private(set) var contradiction: PartialError?

    /// - Parameters:
    ///   - parts: all shards, ascending; not empty.
    ///   - total: picks of the whole sample.
    init(_ parts: [PartialReport], total: Int, keepsAll: Bool, limit: Int) {
        self.parts = parts
        self.total = total
        self.keepsAll = keepsAll
        self.limit = limit
        merged = StepTally(keepsAll: keepsAll, limit: limit)
        current = TallyCheck(parts[0].tally)
        contradiction = form(of: parts[0])
        closeFull()
    }

    /// Takes the next step as the log has it, its proofs left open.
    mutating func take(_ step: SampledStep) {
        taken += 1
        if let detail = current.take(step) { note(detail) }
        closeFull()
    }

    /// The tally of all steps that were taken.
    ///
    /// Where the index ended early the shard that met its end has no more steps either.
    mutating func finish() -> StepTally {
        if taken < total { close() }
        return merged
    }

    // The shard whose slice is complete, and those after it whose slices are empty.
    private mutating func closeFull() {
        while let part, Shard(index: part.shard, count: part.of).slice(of: total).upperBound == taken {
            close()
        }
    }

    private var number = 0
    private var part: PartialReport? { parts.indices.contains(number) ? parts[number] : nil }

    private mutating func close() {
        guard let part else { return }
        if let detail = current.end() { note(detail) }
        if contradiction == nil { merged.append(part.tally) }
        number += 1
        guard let next = self.part else { return }
        current = TallyCheck(next.tally)
        contradiction = contradiction ?? form(of: next)
    }

    private mutating func note(_ detail: String) {
        guard contradiction == nil, let part else { return }
        contradiction = PartialError(.steps, part, detail)
    }

    private func form(of part: PartialReport) -> PartialError? {
        guard part.tally.keepsAll != keepsAll || part.tally.limit != limit else { return nil }
        return PartialError(.steps, part, "shows other steps than a sample of \(total) steps has shown")
    }
}

/// One shard's tally beside the steps of its slice.
private struct TallyCheck {
    private let tally: StepTally
    /// The same again from the steps that are shown.
    private var shown: StepTally
    private var seen = 0
    private var failures = 0
    private var sessions: Set<Digest> = []
    private var judged: [String: Int] = [:]
    private var unjudged: [String: Int] = [:]
    private var withheld: [String: Int] = [:]

    init(_ tally: StepTally) {
        self.tally = tally
        shown = StepTally(keepsAll: tally.keepsAll, limit: tally.limit)
    }

    /// Says what is wrong, if something is.
    mutating func take(_ fact: SampledStep) -> String? {
        seen += 1
        if let session = fact.session { sessions.insert(session) }
        for proof in fact.proofs where proof.code.isEmpty { judged[proof.kind, default: 0] += 1 }
        for proof in fact.proofs where proof.isUnjudged { unjudged[proof.kind, default: 0] += 1 }
        for proof in fact.proofs where proof.isWithheld { withheld[proof.kind, default: 0] += 1 }
        let hasFailed = failures < tally.failed.count && tally.failed[failures] == fact.pick
        if hasFailed { failures += 1 }
        if fact.cannotHold && !hasFailed {
            return "says that pick \(fact.pick) verifies, which is not possible"
        }
        guard tally.keepsAll || (hasFailed && shown.steps.count < tally.limit) else { return nil }
        let index = shown.steps.count
        guard tally.steps.indices.contains(index), tally.steps[index].fits(fact),
            tally.steps[index].isValid != hasFailed
        else { return "does not show pick \(fact.pick) as the log has it" }
        shown.take(tally.steps[index])
        return nil
    }

    func end() -> String? {
        guard tally.checked == seen else {
            return "checked \(tally.checked) steps, but its slice has \(seen)"
        }
        guard failures == tally.failed.count, shown.steps.count == tally.steps.count else {
            return "names steps that are not in its slice"
        }
        guard sessions == tally.sessions else { return "names other sessions than its steps do" }
        guard unjudged == tally.unjudged, withheld == tally.withheld else {
            return "counts other proofs than its steps have"
        }
        if tally.keepsAll { return shown == tally ? nil : "does not sum up the steps that it shows" }
        let isWithin = tally.proofs.allSatisfy { $0.value <= judged[$0.key, default: 0] }
        guard isWithin, !tally.failed.isEmpty || tally.proofs == judged else {
            return "counts other proofs than its steps have"
        }
        return nil
    }
}

extension SampledStep {
    /// Where it is known without any proof that the step does not verify.
    fileprivate var cannotHold: Bool {
        !proofs.contains { $0.code.isEmpty }
            || proofs.contains { !$0.code.isEmpty && !$0.isUnjudged }
    }

    /// Whether this is the step that the log has, and its proofs those that were left open there.
    fileprivate func fits(_ fact: SampledStep) -> Bool {
        ticket == fact.ticket && stratum == fact.stratum && pick == fact.pick && leaf == fact.leaf
            && step == fact.step && session == fact.session && metrics == fact.metrics && path == fact.path
            && proofs.count == fact.proofs.count
            && zip(proofs, fact.proofs).allSatisfy {
                $1.code.isEmpty ? $0.kind == $1.kind && !$0.code.isEmpty : $0 == $1
            }
    }
}
