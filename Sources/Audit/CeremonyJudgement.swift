package import Bytes
package import Sampling
package import Trust

/// A ceremony, judged: who stands behind it, what is wrong, and what was drawn.
package struct CeremonyJudgement: Hashable, Sendable {
    /// What was planned, as it is written.
    package let plan: AuditPlan?
    /// What was drawn, as it is written; nil before the draw.
    package let draw: AuditDraw?
    /// Ids of the people who count, sorted; after the draw those who count for both plan and draw.
    package let inspectors: [String]
    /// Likewise; nobody who counts as inspector.
    package let witnesses: [String]
    /// In the order of the checks; empty for a ceremony that holds.
    package let faults: [CeremonyFault]
    /// What a reader must know of people who sit in no seat, or cannot sit where they signed.
    package let warnings: [CeremonyFault]
    /// Empty unless plan and draw hold.
    package let strata: [DrawnStratum]
}

/// A stratum and the steps that its seed picks.
package struct DrawnStratum: Hashable, Sendable {
    /// 1 for the first.
    package let number: Int
    package let first: Int
    package let last: Int
    /// 64 hexadecimal digits: what `Sampler` takes as text.
    package let seed: String
    /// Of items 1…(last − first + 1).
    package let sample: Sample

    package init(number: Int, first: Int, last: Int, seed: String, sample: Sample) {
        self.number = number
        self.first = first
        self.last = last
        self.seed = seed
        self.sample = sample
    }

    /// The drawn steps, ascending: 1 is the first step of the segment.
    package var picks: [Int] { sample.items.map { $0 + first - 1 } }
}

extension Ceremony {
    /// Judges a finished ceremony.
    ///
    /// - Parameter segment: what a verified bundle says; nil leaves out what only it can show.
    package func judge(trust: Trust, at time: Timestamp, segment: AuditedSegment?) -> CeremonyJudgement {
        judge(upTo: .draw, trust: trust, at: time, segment: segment)
    }

    /// Judges the plan alone, as before the draw.
    package func judgePlan(trust: Trust, at time: Timestamp, segment: AuditedSegment?) -> CeremonyJudgement {
        judge(upTo: .plan, trust: trust, at: time, segment: segment)
    }

    /// Judges a ceremony that is under way, up to one of its parts.
    package func judge(
        upTo part: Part,
        trust: Trust,
        at time: Timestamp,
        segment: AuditedSegment?
    ) -> CeremonyJudgement {
        var judge = CeremonyJudge(ceremony: self, trust: trust, time: time, segment: segment)
        judge.judgePlan()
        if part != .plan { judge.judgeReveal() }
        if part == .draw { judge.judgeDraw() }
        return CeremonyJudgement(
            plan: planned,
            draw: drawn,
            inspectors: judge.seats.inspectors.sorted(),
            witnesses: judge.seats.witnesses.sorted(),
            faults: judge.faults,
            warnings: judge.warnings,
            strata: part == .draw && judge.faults.isEmpty ? draws : []
        )
    }

    /// What the seeds pick, whoever has signed by now; empty before the draw, or if the strata do not fit.
    package var draws: [DrawnStratum] {
        guard let drawn, planned.coversPopulation else { return [] }
        return planned.strata.enumerated().compactMap { index, stratum in
            let seed = DrawSeed.text(of: planned, drawn, stratum: index + 1)
            let size = stratum.last - stratum.first + 1
            guard let sample = try? Sampler(seed: seed, population: size).sample(stratum.sample) else {
                return nil
            }
            return DrawnStratum(
                number: index + 1,
                first: stratum.first,
                last: stratum.last,
                seed: seed,
                sample: sample
            )
        }
    }
}
