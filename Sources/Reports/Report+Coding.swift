package import Bytes

extension Report {
    package static let type = "bulla-report/1"
    /// The most bytes of a report that are read.
    package static let byteLimit = 64 << 20

    /// Canonical JSON and a line end, as every document that people may also open in an editor.
    package var canonicalLine: [UInt8] { json.canonicalLine }

    /// The report as JSON, its texts escaped.
    package var json: JSON {
        var members: [String: JSON] = [
            "as_of": .string(asOf.description), "course": .array(course.map(\.json)),
            "findings": .array(findings.map(\.json)),
            "limits": .array(limits.map { .string($0) }),
            "proofs": .array(proofs.map(\.json)),
            "rests_on": .array(restsOn.map { .string($0) }), "scope": .string(scope.rawValue),
            "sessions": .array(sessions.map(\.json)), "simulated": .bool(isSimulated),
            "steps": .array(steps.map(\.json)),
            "steps_checked": .number(stepsChecked), "steps_valid": .number(stepsValid),
            "trust": trust, "type": .string(Report.type), "verdict": .string(verdict.rawValue),
        ]
        members["bundle"] = bundle?.json
        members["custody"] = custody?.json
        members["sampling"] = sampling?.json
        members["seed"] = seed.map { .string($0) }
        if !signers.isEmpty { members["signers"] = .array(signers.map(\.json)) }
        if !targeted.isEmpty { members["targeted"] = .array(targeted.map(\.json)) }
        return JSON.object(members).escaped
    }

    private var trust: JSON {
        var members: [String: JSON] = ["sha256": .digest(trustDigest), "version": .number(trustVersion)]
        members["first"] = trustFirst.map { .digest($0) }
        return .object(members)
    }

    /// Reads `report.json` as `bulla verify --report` writes it: canonical JSON and a line feed.
    package init(canonicalLine bytes: [UInt8]) throws(FormatError) {
        let json = try JSON(canonicalLine: bytes, limits: JSON.Limits(bytes: Report.byteLimit))
        var object = try JSONObject(json, path: "")
        try object.expect("type", Report.type)
        verdict = try object.word("verdict")
        scope = try object.word("scope")
        asOf = try object.time("as_of")
        (trustDigest, trustVersion, trustFirst) = try object.single("trust", Report.trust)
        bundle = try object.optionalSingle("bundle", Bundle.init(reading:))
        seed = try object.optional("seed") { (object, key) throws(FormatError) in try object.seed(key) }
        isSimulated = try object.bool("simulated")
        findings = try object.list("findings", Finding.init(reading:))
        proofs = try object.list("proofs", ProofCount.init(reading:))
        limits = try object.strings("limits")
        restsOn = try object.strings("rests_on")
        steps = try object.list("steps", SampledStep.init(reading:))
        stepsChecked = try object.integer("steps_checked")
        stepsValid = try object.integer("steps_valid", in: 0...Int64(stepsChecked))
        sampling = try object.optionalSingle("sampling", SamplingOutcome.init(reading:))
        targeted = try object.optionalList("targeted", SampledStep.init(reading:))
        course = try object.optionalList("course", MetricCourse.init(reading:))
        sessions = try object.optionalList("sessions", SessionRecord.init(reading:))
        custody = try object.optionalSingle("custody", CustodyRecord.init(reading:))
        signers = try object.optionalList("signers", SignerRecord.init(reading:))
        try object.end()
    }

    private static func trust(_ object: inout JSONObject) throws(FormatError) -> (Digest, Int, Digest?) {
        (
            try object.digest("sha256"), try object.integer("version", in: 1...JSON.largestInteger),
            try object.optionalDigest("first")
        )
    }
}

extension Report.Bundle {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "from": .number(segment.from), "manifest": .digest(manifest), "marking": .string(marking),
            "name": .string(name), "population": .number(population), "root": .digest(segment.root),
            "run": .digest(segment.run), "sealed_at": .string(sealedAt.description),
            "to": .number(segment.to),
        ]
        members["sealed"] = sealed.map { ["root": .digest($0.root), "size": .number($0.size)] }
        return .object(members)
    }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        name = try object.string("name")
        manifest = try object.digest("manifest")
        let to = try object.integer("to")
        segment = Segment(
            run: try object.digest("run"),
            from: try object.integer("from", in: 0...Int64(to)),
            to: to,
            root: try object.digest("root")
        )
        marking = try object.string("marking")
        sealedAt = try object.time("sealed_at")
        population = try object.integer("population")
        sealed = try object.optionalSingle("sealed", Sealed.init(reading:))
        guard Marking.isMarking(marking), Report.Bundle.isName(name) else {
            throw FormatError(
                .badValue,
                at: object.location("name"),
                "name or marking is not of the allowed form"
            )
        }
    }

    /// Whether it is a bundle's name: `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`.
    private static func isName(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        }
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }
}

extension Report.Bundle.Sealed {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        root = try object.digest("root")
        size = try object.integer("size", in: 1...JSON.largestInteger)
    }
}

extension Report.ProofCount {
    fileprivate var json: JSON { ["count": .number(count), "kind": .string(kind)] }

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        count = try object.integer("count")
        kind = try object.string("kind")
    }
}
