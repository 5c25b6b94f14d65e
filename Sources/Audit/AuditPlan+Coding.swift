package import Bytes

extension AuditPlan {
    /// A thousand strata and every other member at its longest.
    package static let limits = JSON.Limits(bytes: 1 << 18, depth: 4)

    /// The one spelling of the plan.
    ///
    /// - Precondition: numbers within 0…2^53−1, as `check()` and reading have it.
    package var canonicalBytes: [UInt8] {
        var members: [String: JSON] = [
            "allowed": .number(allowed), "confidence": .number(confidence), "from": .number(from),
            "good_rate": .number(goodRate), "manifest": .digest(manifest),
            "openings": .array(openings.map { .string($0) }), "origin": .string(origin),
            "planned_at": .string(plannedAt.description), "population": .number(population),
            "purpose": .string(purpose.rawValue), "randomness": randomness.json, "root": .digest(root),
            "round": .number(round), "run": .digest(run), "strata": .array(strata.map(\.json)),
            "to": .number(to), "type": .string(AuditPlan.type), "witnesses": .number(witnesses),
        ]
        if let commitment { members["commitment"] = .number(commitment) }
        if let openingsDue { members["openings_due"] = .string(openingsDue.description) }
        if let previousPlan { members["previous_plan"] = .digest(previousPlan) }
        return JSON.object(members).canonicalBytes
    }

    /// Reads the payload of a plan; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        self = try reading("plan") { () throws(FormatError) in try AuditPlan(reading: bytes) }
        try check()
    }

    private init(reading bytes: some Collection<UInt8>) throws(FormatError) {
        var object = try JSONObject(JSON(canonical: bytes, limits: AuditPlan.limits), path: "plan")
        try object.expect("type", AuditPlan.type)
        allowed = try object.integer("allowed")
        commitment = try object.optional("commitment") { o, k throws(FormatError) in try o.integer(k) }
        confidence = try object.integer("confidence")
        from = try object.integer("from")
        goodRate = try object.integer("good_rate")
        manifest = try object.digest("manifest")
        openings = try object.strings("openings")
        openingsDue = try object.optional("openings_due") { o, k throws(FormatError) in try o.time(k) }
        origin = try object.string("origin")
        plannedAt = try object.time("planned_at")
        population = try object.integer("population")
        previousPlan = try object.optional("previous_plan") { o, k throws(FormatError) in try o.digest(k) }
        let word = try object.string("purpose")
        guard let purpose = Purpose(rawValue: word) else {
            let known = Purpose.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: "plan.purpose", "got \"\(word.prefix(40))\", want \(known)")
        }
        self.purpose = purpose
        randomness = try AuditRandomness(reading: object.object("randomness"))
        root = try object.digest("root")
        round = try object.integer("round")
        run = try object.digest("run")
        strata = []
        for stratum in try object.objects("strata") { strata.append(try Stratum(reading: stratum)) }
        to = try object.integer("to")
        witnesses = try object.integer("witnesses")
        try object.end()
    }
}

extension AuditPlan.Stratum {
    fileprivate var json: JSON {
        ["first": .number(first), "last": .number(last), "sample": .number(sample)]
    }

    fileprivate init(reading object: JSONObject) throws(FormatError) {
        var object = object
        first = try object.integer("first")
        last = try object.integer("last")
        sample = try object.integer("sample")
        try object.end()
    }
}
