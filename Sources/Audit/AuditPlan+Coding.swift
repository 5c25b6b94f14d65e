package import Bytes

extension AuditPlan {
    /// A thousand strata and every other member at its longest.
    package static let limits = JSON.Limits(bytes: 1 << 18, depth: 4)

    /// Reads the payload of a plan; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try AuditError.from(.malformed, in: "plan") { () throws(FormatError) in
            try AuditPlan(JSON(canonical: bytes, limits: AuditPlan.limits), path: "plan")
        }
        try check()
    }
}

extension AuditPlan: FieldCoded {
    package init(_ fields: inout Fields<AuditPlan>) throws(FormatError) {
        try fields.constant("type", AuditPlan.type)
        allowed = try fields("allowed", \.allowed, .integer)
        commitment = try fields("commitment", \.commitment, .integer)
        confidence = try fields("confidence", \.confidence, .integer)
        let from = try fields("from", \.segment.from, .integer)
        goodRate = try fields("good_rate", \.goodRate, .integer)
        manifest = try fields("manifest", \.manifest, .digest)
        openings = try fields("openings", \.openings, .list(of: .string))
        openingsDue = try fields("openings_due", \.openingsDue, .time)
        origin = try fields("origin", \.origin, .string)
        plannedAt = try fields("planned_at", \.plannedAt, .time)
        population = try fields("population", \.population, .integer)
        previousPlan = try fields("previous_plan", \.previousPlan, .digest)
        purpose = try fields("purpose", \.purpose, .word)
        randomness = try fields("randomness", \.randomness, .object)
        let root = try fields("root", \.segment.root, .digest)
        round = try fields("round", \.round, .integer)
        let run = try fields("run", \.segment.run, .digest)
        strata = try fields("strata", \.strata, .objects())
        let to = try fields("to", \.segment.to, .integer)
        segment = Segment(run: run, from: from, to: to, root: root)
        witnesses = try fields("witnesses", \.witnesses, .integer)
    }
}

extension AuditPlan.Stratum: FieldCoded {
    package init(_ fields: inout Fields<AuditPlan.Stratum>) throws(FormatError) {
        first = try fields("first", \.first, .integer)
        last = try fields("last", \.last, .integer)
        sample = try fields("sample", \.sample, .integer)
    }
}
