import Bytes
import Keys
package import Sampling
import Trust

/// The checks of a ceremony, in their order; `Formats/audit-v1.md` section 7.
struct CeremonyJudge {
    let ceremony: Ceremony
    let trust: Trust
    let time: Timestamp
    let segment: AuditedSegment?
    private(set) var faults: [CeremonyFault] = []
    private(set) var seats = CeremonySeats([], sealers: [])
    private var planSigners = CeremonySigners()

    private var plan: AuditPlan { ceremony.planned }
    /// The trust file may want more witnesses than the plan does.
    private var leastWitnesses: Int { max(plan.witnesses, trust.thresholds[.witness] ?? 0) }

    init(ceremony: Ceremony, trust: Trust, time: Timestamp, segment: AuditedSegment?) {
        self.ceremony = ceremony
        self.trust = trust
        self.time = time
        self.segment = segment
    }

    private mutating func note(_ code: CeremonyFaultCode, _ subject: String, _ detail: String) {
        faults.append(CeremonyFault(code, subject, detail))
    }

    /// Who signed twice for different seats, or sealed the bundle: said, whatever it comes to.
    var warnings: [CeremonyFault] {
        seats.misplaced.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            CeremonyFault(.planSeat, $0.key, $0.value)
        }
    }

    /// Holds the thresholds against who sits in one seat in all documents up to this one.
    private mutating func judgeSeats(
        _ documents: [CeremonySigners],
        unsigned: CeremonyFaultCode,
        unwitnessed: CeremonyFaultCode
    ) {
        seats = CeremonySeats(documents, sealers: segment?.sealers ?? [])
        let last = documents.last ?? CeremonySigners()
        let wanted = trust.threshold(.inspector)
        if !last.isSound || seats.inspectors.count < wanted {
            note(unsigned, Role.inspector.rawValue, shortfall(seats.inspectors, wanted, .inspector, last))
        }
        if seats.witnesses.count < leastWitnesses {
            note(
                unwitnessed,
                Role.witness.rawValue,
                shortfall(seats.witnesses, leastWitnesses, .witness, last)
            )
        }
    }

    private func shortfall(_ people: Set<String>, _ wanted: Int, _ role: Role, _ signers: CeremonySigners)
        -> String
    {
        let misplaced = seats.misplaced.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return
            (["got \(people.count) of \(wanted) people with role \(role.rawValue)"] + misplaced
            + signers.reasons)
            .joined(separator: "; ")
    }
}

// The plan.
extension CeremonyJudge {
    mutating func judgePlan() {
        planSigners = CeremonySigners(ceremony.plan, trust: trust, at: time)
        judgeSeats([planSigners], unsigned: .planUnsigned, unwitnessed: .planWitnesses)
        if let segment { compare(with: segment) }
        if plan.coversPopulation {
            judgeSizes()
        } else {
            note(
                .planStrata,
                "strata",
                "want 1 to \(plan.population) without gap or overlap, no sample larger than its stratum"
            )
        }
    }

    private mutating func compare(with audited: AuditedSegment) {
        let (plans, bundles) = (plan.segment, audited.segment)
        let fields: [(String, String, String)] = [
            ("manifest", plan.manifest.hex, audited.manifest.hex), ("run", plans.run.hex, bundles.run.hex),
            ("origin", plan.origin, audited.origin), ("from", "\(plans.from)", "\(bundles.from)"),
            ("to", "\(plans.to)", "\(bundles.to)"), ("root", plans.root.hex, bundles.root.hex),
            ("population", "\(plan.population)", "\(audited.population)"),
        ]
        for (name, planned, sealed) in fields where !planned.utf8.elementsEqual(sealed.utf8) {
            note(.planOtherBundle, name, "the plan has \(planned), the bundle \(sealed)")
        }
        if plan.commitment != audited.commitment?.leaf {
            func words(_ leaf: Int?) -> String { leaf.map { "leaf \($0)" } ?? "none" }
            note(
                .planCommitment,
                "commitment",
                "the plan names \(words(plan.commitment)), the bundle \(words(audited.commitment?.leaf))"
            )
        }
        if !plan.openings.isEmpty, let budget = audited.disclosureBudget, plan.sampled > budget {
            note(
                .planBudget,
                "openings",
                "requests openings of \(plan.sampled) steps, the run allows \(budget)"
            )
        }
    }

    private mutating func judgeSizes() {
        for (index, stratum) in plan.strata.enumerated() {
            let size = stratum.last - stratum.first + 1
            do {
                guard try !plan.isEnough(stratum.sample, of: size) else { continue }
                let want =
                    try least(of: size).map { "want \($0) or more" } ?? "too few for the claim"
                note(
                    .planSampleSmall,
                    "stratum \(index + 1)",
                    "got \(stratum.sample) of \(size) steps, \(want)"
                )
            } catch { note(.planSampleSmall, "stratum \(index + 1)", "\(error)") }
        }
    }
}

extension CeremonyJudge {
    /// How many would do, where that is found at once; nil for large strata, and once one was named.
    private func least(of size: Int) throws(SamplingError) -> Int? {
        guard size <= 100_000, !faults.contains(where: { $0.code == .planSampleSmall }) else { return nil }
        return try plan.leastSample(of: size)
    }
}

// The reveal.
extension CeremonyJudge {
    mutating func judgeReveal() {
        guard let reveal = ceremony.revealed, let envelope = ceremony.reveal else {
            if plan.commitment != nil {
                note(.revealMissing, "reveal", "the producer has not revealed the secret of the commitment")
            }
            return
        }
        guard plan.commitment != nil else {
            return note(.revealUnexpected, "reveal", "the plan is not two-way")
        }
        let judgement = trust.judge(envelope, role: .exporter, at: time)
        if !judgement.accepted {
            let words = judgement.faults.map { "\($0.code.rawValue): \($0.detail)" }
            note(.revealUnsigned, Role.exporter.rawValue, words.joined(separator: "; "))
        }
        if reveal.plan != plan.digest {
            note(.revealOtherPlan, "reveal", "names plan \(reveal.plan), this is \(plan.digest)")
        }
        if let committed = segment?.commitment?.digest, reveal.commitment != committed {
            note(
                .revealMismatch,
                "reveal",
                "SHA-256 of the secret is \(reveal.commitment), the leaf has \(committed)"
            )
        }
    }
}

// The draw.
extension CeremonyJudge {
    mutating func judgeDraw() {
        guard let draw = ceremony.drawn, let envelope = ceremony.draw else {
            return note(.drawMissing, "draw", "not drawn yet")
        }
        let drawSigners = CeremonySigners(envelope, trust: trust, at: time)
        judgeSeats([planSigners, drawSigners], unsigned: .drawUnsigned, unwitnessed: .drawWitnesses)
        for person in planSigners.everyone.subtracting(drawSigners.everyone).sorted() {
            note(.drawSignerMissing, person, "signed the plan but not the draw")
        }
        if draw.plan != plan.digest {
            note(.drawOtherPlan, "draw", "names plan \(draw.plan), this is \(plan.digest)")
        }
        if !draw.outcome.answers(plan.randomness) {
            note(.drawOutcome, "outcome", "got \(draw.outcome.words), want \(plan.randomness.words)")
        }
        if draw.secret != ceremony.revealed?.secret {
            note(.drawSecret, "secret", "is not the revealed one")
        }
        if draw.drawnAt < plan.plannedAt {
            note(.drawTimes, "drawn_at", "\(draw.drawnAt) is before \(plan.plannedAt), the time of the plan")
        }
    }
}

extension AuditPlan {
    /// Whether a sample of a stratum of that size shows what the plan wants to show; work grows with the sample alone.
    package func isEnough(_ sample: Int, of size: Int) throws(SamplingError) -> Bool {
        try SampleSize.isEnough(
            sample,
            population: size,
            goodRate: goodRate,
            allowed: allowed,
            confidence: Confidence(basisPoints: confidence, strata: strata.count)
        )
    }

    /// The smallest sample of a stratum of that size that shows what the plan wants to show.
    package func leastSample(of size: Int) throws(SamplingError) -> Int {
        try SampleSize.least(
            population: size,
            goodRate: goodRate,
            allowed: allowed,
            confidence: Confidence(basisPoints: confidence, strata: strata.count)
        )
    }
}

extension AuditRandomness {
    /// In words.
    package var words: String {
        switch self {
        case .dice(let digits): "\(digits) decimal digits from dice"
        case .beacon(let name, let round): "round \(round) of the beacon \(name)"
        }
    }
}

extension AuditOutcome {
    /// In words.
    package var words: String {
        switch self {
        case .dice(let digits): "\(digits.utf8.count) decimal digits from dice"
        case .beacon: "a beacon's value"
        }
    }
}
