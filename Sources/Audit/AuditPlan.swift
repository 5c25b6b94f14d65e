package import Bytes
import Leaves

/// What an inspector wants to draw, signed before anybody knows what chance will say.
///
/// `Formats/audit-v1.md` section 3. Rates and confidences are in basis points.
package struct AuditPlan: Hashable, Sendable {
    /// Why a plan is made; all but the first of a bundle say what they are.
    package enum Purpose: String, Sendable, CaseIterable {
        case audit, `extension`, redraw
    }

    /// Steps `first` to `last` of the segment, from which `sample` are drawn.
    package struct Stratum: Hashable, Sendable {
        package var first: Int
        package var last: Int
        package var sample: Int

        package init(first: Int, last: Int, sample: Int) {
            self.first = first
            self.last = last
            self.sample = sample
        }
    }

    package static let type = "bulla-audit-plan/1"
    package static let payloadType = "application/vnd.bulla.audit-plan+json"
    package static let strataLimit = 1_000
    package static let kindLimit = 16
    package static let witnessLimit = 32
    package static let allowedLimit = 10_000
    /// Steps that all strata together may ask for: more show nothing that fewer do not, and each is held in memory.
    package static let sampleLimit = 1 << 20

    /// Failures allowed in each stratum.
    package var allowed = 0
    /// The leaf that the producer committed to a secret with; nil where the audit goes one way.
    package var commitment: Int?
    package var confidence = 9_500
    package var goodRate = 9_900
    package var manifest: Digest
    /// Proof kinds that are to be opened for the drawn steps, in byte order.
    package var openings: [String] = []
    package var openingsDue: Timestamp?
    package var origin: String
    /// Claimed.
    package var plannedAt: Timestamp
    /// Steps of the segment.
    package var population: Int
    /// Digest of the plan before in this inspector's chain.
    package var previousPlan: Digest?
    package var purpose = Purpose.audit
    package var randomness: AuditRandomness
    /// 1, 2, … for this manifest.
    package var round = 1
    package var segment: Segment
    package var strata: [Stratum]
    /// How many people must sign beside the inspectors.
    package var witnesses = 2

    /// A plan for a segment, one way unless the segment holds a commitment.
    package init(
        of audited: AuditedSegment,
        plannedAt: Timestamp,
        randomness: AuditRandomness,
        strata: [Stratum]
    ) {
        commitment = audited.commitment?.leaf
        manifest = audited.manifest
        origin = audited.origin
        self.plannedAt = plannedAt
        population = audited.population
        self.randomness = randomness
        segment = audited.segment
        self.strata = strata
    }

    /// SHA-256 of the canonical bytes: what draw, reveal and the next plan name.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

    /// Steps that all strata together ask for.
    package var sampled: Int { strata.reduce(0) { $0 + $1.sample } }

    /// Whether the strata are 1…population without a gap, none asked for more than it has.
    package var coversPopulation: Bool {
        var next = 1
        for stratum in strata {
            guard stratum.first == next, stratum.last >= next, stratum.last <= population,
                (1...stratum.last - next + 1).contains(stratum.sample)
            else { return false }
            next = stratum.last + 1
        }
        return next == population + 1
    }

    /// Cuts 1…population into so many contiguous strata whose sizes differ by one at most.
    ///
    /// - Precondition: 1 ≤ count ≤ population.
    package static func ranges(of population: Int, in count: Int) -> [ClosedRange<Int>] {
        precondition(count >= 1 && count <= population)
        let (size, more) = population.quotientAndRemainder(dividingBy: count)
        var first = 1
        return (0..<count).map { index in
            let last = first + size - 1 + (index < more ? 1 : 0)
            defer { first = last + 1 }
            return first...last
        }
    }
}

extension AuditPlan {
    /// Refuses what no plan may say, whatever the bundle; reading and writing both ask it.
    package func check() throws(AuditError) {
        try AuditPlan.require((1...9_999).contains(confidence), "confidence", "want 1 to 9999 basis points")
        try AuditPlan.require((1...9_999).contains(goodRate), "good_rate", "want 1 to 9999 basis points")
        try AuditPlan.require(
            (0...AuditPlan.allowedLimit).contains(allowed),
            "allowed",
            "want 0 to \(AuditPlan.allowedLimit)"
        )
        try AuditPlan.require(
            (0...AuditPlan.witnessLimit).contains(witnesses),
            "witnesses",
            "want 0 to \(AuditPlan.witnessLimit)"
        )
        try AuditPlan.require(population >= 1, "population", "want 1 or more")
        try AuditPlan.require(segment.from < segment.to, "to", "want more than from")
        try AuditPlan.require(LeafField.isOrigin(origin), "origin", "want the origin of a log")
        try randomness.check()
        try checkStrata()
        try checkOpenings()
        try checkRound()
    }

    private func checkStrata() throws(AuditError) {
        let limit = AuditPlan.strataLimit
        try AuditPlan.require((1...limit).contains(strata.count), "strata", "want 1 to \(limit)")
        var total = 0
        for (index, stratum) in strata.enumerated() {
            let isWithin = stratum.first >= 1 && stratum.last >= stratum.first && stratum.sample >= 1
            try AuditPlan.require(isWithin, "strata[\(index)]", "want 1 ≤ first ≤ last and a sample")
            try AuditPlan.require(
                stratum.sample <= AuditPlan.sampleLimit - total,
                "strata[\(index)].sample",
                "want at most \(AuditPlan.sampleLimit) steps in all strata"
            )
            total += stratum.sample
        }
    }

    private func checkOpenings() throws(AuditError) {
        let isSorted = zip(openings, openings.dropFirst())
            .allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        try AuditPlan.require(
            openings.count <= AuditPlan.kindLimit && isSorted && openings.allSatisfy { LeafField.isKind($0) },
            "openings",
            "want at most \(AuditPlan.kindLimit) proof kinds, each once, in byte order"
        )
        let isAsked = openingsDue == nil || !openings.isEmpty
        try AuditPlan.require(isAsked, "openings_due", "the plan requests no openings")
    }

    private func checkRound() throws(AuditError) {
        try AuditPlan.require(
            (1...Int(JSON.largestInteger)).contains(round),
            "round",
            "got \(round), want 1 to 2^53 - 1"
        )
        try AuditPlan.require(
            previousPlan != nil || (round == 1 && purpose == .audit),
            "previous_plan",
            "want the previous plan in every plan of a bundle but the first"
        )
    }

    static func require(_ condition: Bool, _ member: String, _ wanted: String) throws(AuditError) {
        guard condition else { throw AuditError(.badValue, at: "plan.\(member)", wanted) }
    }
}
