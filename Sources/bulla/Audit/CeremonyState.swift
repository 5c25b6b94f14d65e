import Audit
import Bytes
import Sampling
import Trust

/// How far a ceremony is, in words: who counts, what is missing, what to do next.
struct CeremonyState {
    let ceremony: Ceremony
    /// The ceremony's file, for the commands that come next.
    let file: String
    let trust: Trust
    let trustFile: String
    let time: Timestamp
    var bundle = "BUNDLE"

    func with(_ ceremony: Ceremony) -> CeremonyState {
        CeremonyState(
            ceremony: ceremony,
            file: file,
            trust: trust,
            trustFile: trustFile,
            time: time,
            bundle: bundle
        )
    }

    /// Judged as far as the ceremony has come.
    var judgement: CeremonyJudgement {
        let part: Ceremony.Part = ceremony.draw != nil ? .draw : ceremony.reveal != nil ? .reveal : .plan
        return ceremony.judge(upTo: part, trust: trust, at: time, segment: nil)
    }

    var lines: [String] {
        let judgement = judgement
        func words(_ people: [String]) -> String {
            people.isEmpty ? "nobody" : people.joined(separator: ", ")
        }
        var lines = [
            "inspectors \(words(judgement.inspectors)) (want \(trust.threshold(.inspector)))",
            "witnesses  \(words(judgement.witnesses)) (want \(leastWitnesses))",
        ]
        lines += judgement.faults.map { "missing    \($0.line)" }
        if !judgement.faults.isEmpty { lines += candidates(judgement) }
        return lines + ["next       \(next(judgement))"]
    }

    /// The same for programs.
    var values: [String: JSON] {
        let judgement = judgement
        var values: [String: JSON] = [
            "inspectors": .array(judgement.inspectors.map { .string($0) }),
            "missing": .array(
                judgement.faults.map {
                    [
                        "code": .string($0.code.rawValue), "detail": .string($0.detail),
                        "subject": .string($0.subject),
                    ]
                }
            ), "next": .string(next(judgement)), "plan": .digest(ceremony.planned.digest),
            "witnesses": .array(judgement.witnesses.map { .string($0) }),
        ]
        guard let drawn = ceremony.drawn else { return values }
        values["draw"] = .digest(drawn.digest)
        values["picks"] = .array(ceremony.draws.flatMap(\.picks).map { .number($0) })
        return values
    }

    /// The plan asks for witnesses, and so may the trust file.
    private var leastWitnesses: Int { max(ceremony.planned.witnesses, trust.thresholds[.witness] ?? 0) }

    /// Who could still sign, by the trust file.
    private func candidates(_ judgement: CeremonyJudgement) -> [String] {
        let done = Set(judgement.inspectors + judgement.witnesses)
        return [Role.inspector, .witness].compactMap { role in
            let people = Set(trust.noteKeys(role, at: time).map(\.person)).subtracting(done).sorted()
            let word = role == .inspector ? "inspector" : "witness"
            return people.isEmpty ? nil : "may sign   as \(word): \(people.joined(separator: ", "))"
        }
    }

    private func next(_ judgement: CeremonyJudgement) -> String {
        let codes = Set(judgement.faults.map(\.code))
        let signing: Set<CeremonyFaultCode> = [
            .planUnsigned, .planWitnesses, .revealUnsigned, .drawUnsigned, .drawWitnesses, .drawSignerMissing,
        ]
        guard codes.isSubset(of: signing) else { return "signatures cannot repair this: make a new plan" }
        if ceremony.draw != nil {
            if codes.contains(.planUnsigned) || codes.contains(.planWitnesses) {
                return "the plan was not completely signed before the draw: make a new plan"
            }
            return codes.isEmpty
                ? "bulla verify \(bundle) --trust \(trustFile) --plan \(file)"
                : "bulla audit draw \(file) --trust \(trustFile) --key KEY"
        }
        if codes.contains(.planUnsigned) || codes.contains(.planWitnesses) {
            return "bulla audit commit \(file) --key KEY --trust \(trustFile)"
        }
        if ceremony.planned.commitment != nil && (ceremony.reveal == nil || !codes.isEmpty) {
            return "bulla audit reveal \(file) --secret SECRETFILE --key exporter.key"
        }
        let option: String
        switch ceremony.planned.randomness {
        case .dice(let digits): option = "--dice DIGITS (throw \(digits) decimal digits first)"
        case .beacon(let name, let round): option = "--beacon-value HEX (round \(round) of \(name))"
        }
        return "bulla audit draw \(file) --trust \(trustFile) --key KEY \(option)"
    }

    var outcomeLines: [String] { ceremony.outcomeLines }
}

extension Ceremony {
    /// What was drawn, and how to draw the first step again by hand; empty before the draw.
    var outcomeLines: [String] {
        guard let drawn else { return [] }
        let outcome: String
        switch drawn.outcome {
        case .dice(let digits): outcome = "dice       \(digits)"
        case .beacon(let value): outcome = "beacon     \(value)"
        }
        return ["draw       \(drawn.digest)", outcome, "drawn at   \(drawn.drawnAt) (claimed)"]
            + draws.flatMap(\.lines)
    }
}

extension DrawnStratum {
    fileprivate var lines: [String] {
        let picks = picks
        let some = picks.prefix(10).map { "\($0)" }.joined(separator: ", ")
        let more = picks.count > 10 ? ", … (\(picks.count) steps)" : " (\(picks.count) steps)"
        return ["stratum \(number)  steps \(first) to \(last), seed \(seed)", "  picks    \(some)\(more)"]
            + byHand
    }

    /// The first ticket, as anybody can do it again.
    private var byHand: [String] {
        guard let draw = sample.draws.first else {
            return ["  by hand  every step is taken; nothing is drawn"]
        }
        let size = last - first + 1
        let step = sample.rule == .leftOut ? "is left out" : "is drawn"
        return [
            "  by hand  printf '%s,%d' \(seed) \(draw.ticket) | sha256sum",
            "           that number modulo \(size), plus \(first): step \(draw.pick + first - 1) \(step)",
        ]
    }
}

extension CeremonyFault {
    var line: String { "\(code.rawValue): \(subject): \(detail)" }
}

extension AuditPlan {
    /// What the plan asks and what it will show, for those who are to sign it.
    var lines: [String] {
        let good = "at least \(Percent.text(basisPoints: goodRate)) of the \(population) steps"
        let failures = allowed == 0 ? "no failure allowed" : "at most \(allowed) failures allowed"
        let each = strata.count == 1 ? "" : " in each of \(strata.count) strata"
        var lines = [
            "plan       \(digest)", "bundle     manifest \(manifest)",
            "log        \(origin), leaves \(segment.from) to \(segment.to - 1), root \(segment.root)",
            "asks       \(sampled) of \(population) steps, \(failures)\(each)",
            "shows      \(good) are good, with \(Percent.text(basisPoints: confidence)) confidence, if they verify",
            "limits     a few bad steps among \(population) can remain undetected: see \"chance of missing\" in the report",
            "chance     \(randomness.words)",
            "round      \(round), \(purpose.rawValue)\(previousPlan.map { ", after plan \($0)" } ?? "")",
            "planned at \(plannedAt) (claimed)",
        ]
        if !openings.isEmpty {
            let due = openingsDue.map { ", due \($0)" } ?? ""
            lines.append("openings   \(openings.joined(separator: ", "))\(due)")
        }
        if let commitment {
            lines.append(
                "two-way    the producer reveals the secret behind leaf \(commitment) before the draw"
            )
        }
        return lines
    }
}
