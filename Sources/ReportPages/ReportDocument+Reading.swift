package import Bytes

extension ReportDocument {
    /// The most bytes of a report that are read.
    package static let limit = 64 << 20

    /// Reads `report.json` as `bulla verify --report` writes it: canonical JSON and a line feed.
    package init(file bytes: [UInt8]) throws(FormatError) {
        let json = try JSON(canonicalLine: bytes, limits: JSON.Limits(bytes: ReportDocument.limit))
        var object = try JSONObject(json, path: "")
        try object.expect("type", "bulla-report/1")
        verdict = try object.word("verdict")
        scope = try object.word("scope")
        asOf = try object.time("as_of")
        (trustDigest, trustVersion, trustFirst) = try object.single("trust", ReportDocument.trust)
        bundle = try object.optionalSingle("bundle", Bundle.init(reading:))
        seed = try object.optional("seed", SamplingStatement.seed)
        isSimulated = try object.bool("simulated")
        findings = try object.list("findings", Finding.init(reading:))
        proofs = try object.list("proofs", ProofCount.init(reading:))
        limits = try object.strings("limits")
        restsOn = try object.strings("rests_on")
        steps = try object.list("steps", Step.init(reading:))
        stepsChecked = try object.integer("steps_checked")
        stepsValid = try object.integer("steps_valid", in: 0...Int64(stepsChecked))
        sampling = try object.optionalSingle("sampling", SamplingStatement.init(reading:))
        targeted = try object.optionalList("targeted", Step.init(reading:))
        course = try object.optionalList("course", Course.init(reading:))
        sessions = try object.optionalList("sessions", Session.init(reading:))
        custody = try object.optionalSingle("custody", Custody.init(reading:))
        signers = try object.optionalList("signers", Signer.init(reading:))
        try object.end()
    }

    private static func trust(_ object: inout JSONObject) throws(FormatError) -> (Digest, Int, Digest?) {
        (
            try object.digest("sha256"), try object.integer("version", in: 1...JSON.largestInteger),
            try object.optional("first") { (object, key) throws(FormatError) in try object.digest(key) }
        )
    }
}

extension ReportDocument.Signer {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        counts = try object.bool("counts")
        key = try object.digest("key")
        person = try object.string("person")
        standing = try object.token("standing")
        end = try object.optionalSingle("end") { (end) throws(FormatError) in
            (try end.time("at"), try end.token("kind"))
        }
        age = try object.optional("age") { o, k throws(FormatError) in try o.time(k) }
        shown = try ReportDocument.Sighting.list(&object)
        wanted = try object.optionalInteger("wanted", from: 1)
    }
}

extension ReportDocument.Sighting {
    /// A list; in reports of bulla 0.1.0 the one that counted.
    fileprivate static func list(_ object: inout JSONObject) throws(FormatError) -> [ReportDocument.Sighting]
    {
        var older = object
        if (try? older.object("shown")) != nil {
            return try [object.single("shown", ReportDocument.Sighting.init(reading:))]
        }
        return try object.optionalList("shown", ReportDocument.Sighting.init(reading:))
    }

    private init(reading object: inout JSONObject) throws(FormatError) {
        at = try object.time("at")
        by = try object.string("by")
        means = try object.token("means")
    }
}

extension ReportDocument.Bundle {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        name = try object.string("name")
        manifest = try object.digest("manifest")
        run = try object.digest("run")
        to = try object.integer("to")
        from = try object.integer("from", in: 0...Int64(to))
        root = try object.digest("root")
        marking = try object.string("marking")
        sealedAt = try object.time("sealed_at")
        population = try object.integer("population")
        _ = try object.optionalSingle("sealed") { (sealed) throws(FormatError) in
            (try sealed.digest("root"), try sealed.integer("size", in: 1...JSON.largestInteger))
        }
        guard Marking.isMarking(marking), ReportWords.isName(name) else {
            throw FormatError(
                .badValue,
                at: object.location("name"),
                "name or marking is not of the allowed form"
            )
        }
    }
}

extension ReportDocument.Finding {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        check = try object.token("check")
        code = try object.token("code")
        detail = try object.string("detail")
        outcome = try object.word("outcome")
        subject = try object.string("subject")
    }
}

extension ReportDocument.ProofCount {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        count = try object.integer("count")
        kind = try object.string("kind")
    }
}

extension ReportDocument.Step {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        leaf = try object.integer("leaf")
        path = try object.digests("path")
        pick = try object.integer("pick", in: 1...JSON.largestInteger)
        proofs = try object.list("proofs", Proof.init(reading:))
        step = try object.integer("step")
        ticket = try object.optionalInteger("ticket", from: 1)
        metrics = try object.optionalList("metrics", Metric.init(reading:))
        session = try object.optional("session") { (object, key) throws(FormatError) in
            try object.digest(key)
        }
        stratum = try object.optionalInteger("stratum", from: 1)
    }
}

extension ReportDocument.Step.Proof {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        code = try object.token("code")
        detail = try object.string("detail")
        kind = try object.string("kind")
    }
}

extension ReportDocument.Step.Metric {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        name = try object.string("name")
        value = try MetricValue(reading: &object)
    }
}

extension ReportDocument.Course {
    fileprivate static let pointLimit = 200

    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        metric = try object.string("metric")
        points = try object.list("points", Point.init(reading:))
        guard points.count <= Self.pointLimit else {
            throw FormatError(
                .tooLarge,
                at: object.location("points"),
                "got \(points.count) points, want at most \(Self.pointLimit)"
            )
        }
    }
}

extension ReportDocument.Course.Point {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        step = try object.integer("step")
        value = try MetricValue(reading: &object)
    }
}

extension ReportDocument.Session {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        session = try object.digest("session")
        kind = try object.token("kind")
        opened = try object.integer("opened")
        closed = try object.optionalInteger("closed", from: Int64(opened))
        heartbeats = try object.integer("heartbeats")
        firstStep = try object.optionalInteger("first_step", from: 0)
        lastStep = try object.optionalInteger("last_step", from: 0)
    }
}
