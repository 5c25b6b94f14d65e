import Bytes
import Reports

/// A tally as a partial report has it: all of it, so that the merged report needs nothing else.
extension StepTally {
    var json: JSON {
        [
            "failed": .array(failed.map { .number($0) }),
            "judges": .array(
                judges.sorted { $0.key < $1.key }.map {
                    ["kind": .string($0.key), "words": .array($0.value.sorted().map { .string($0) })]
                }
            ),
            "keeps_all": .bool(keepsAll), "limit": .number(limit), "notes": StepTally.counts(notes),
            "proofs": StepTally.counts(proofs),
            "sessions": .array(sessions.sorted().map { .digest($0) }),
            "steps": .array(steps.map(\.partialJSON)), "unjudged": StepTally.counts(unjudged),
            "valid": .number(valid), "withheld": StepTally.counts(withheld),
        ]
    }

    private static func counts(_ counts: [String: Int]) -> JSON {
        .array(
            counts.sorted { $0.key < $1.key }.map { ["count": .number($0.value), "name": .string($0.key)] }
        )
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        let keepsAll = try object.bool("keeps_all")
        let limit = try object.integer("limit")
        let failed = try StepTally.picks(&object)
        var steps: [SampledStep] = []
        for step in try object.objects("steps") { steps.append(try SampledStep(partial: step)) }
        var sessions: [Digest] = []
        for text in try object.strings("sessions") {
            sessions.append(try StepTally.digest(text, object.location("sessions")))
        }
        var judges: [String: Set<String>] = [:]
        for var judge in try object.objects("judges") {
            judges[try judge.string("kind")] = Set(try judge.strings("words"))
            try judge.end()
        }
        self.init(
            keepsAll: keepsAll,
            limit: limit,
            steps: steps,
            valid: try object.integer("valid", in: 0...StepTally.mostSteps),
            failed: failed,
            proofs: try StepTally.counts("proofs", &object),
            unjudged: try StepTally.counts("unjudged", &object),
            withheld: try StepTally.counts("withheld", &object),
            notes: try StepTally.counts("notes", &object),
            judges: judges,
            sessions: Set(sessions)
        )
        try object.end()
        guard isInOrder else {
            throw FormatError(
                .badValue,
                at: object.location("steps"),
                "want the steps that are shown, in order"
            )
        }
    }

    // So that the sums of all shards fit.
    private static let mostSteps: Int64 = 1 << 40

    // What stands twice or out of order is not what `json` writes; how many steps are shown follows from the rest.
    private var isInOrder: Bool {
        let shown = keepsAll ? checked : min(limit, failed.count)
        return steps.count == shown && zip(failed, failed.dropFirst()).allSatisfy { $0 < $1 }
            && zip(steps, steps.dropFirst()).allSatisfy { $0.pick < $1.pick }
    }

    private static func picks(_ object: inout JSONObject) throws(FormatError) -> [Int] {
        var picks: [Int] = []
        for element in try object.array("failed") {
            guard case .integer(let pick) = element, pick > 0 else {
                throw FormatError(.badValue, at: object.location("failed"), "want numbers of picks")
            }
            picks.append(Int(pick))
        }
        return picks
    }

    private static func counts(_ key: String, _ object: inout JSONObject) throws(FormatError) -> [String: Int]
    {
        var counts: [String: Int] = [:]
        for var entry in try object.objects(key) {
            counts[try entry.string("name")] = try entry.integer("count", in: 1...mostSteps)
            try entry.end()
        }
        return counts
    }

    fileprivate static func digest(_ text: String, _ location: String) throws(FormatError) -> Digest {
        guard let digest = Digest(hex: text) else {
            throw FormatError(.badValue, at: location, "want 64 lower-case hexadecimal digits")
        }
        return digest
    }
}

extension SampledStep {
    fileprivate var partialJSON: JSON {
        var members: [String: JSON] = [
            "leaf": .number(leaf),
            "metrics": .array(
                metrics.map { ["name": .string($0.name), "value": .string($0.value)] }
            ),
            "path": .array(path.map { .digest($0) }), "pick": .number(pick),
            "proofs": .array(proofs.map(\.partialJSON)), "step": .number(step),
        ]
        members["session"] = session.map { .digest($0) }
        members["stratum"] = stratum.map { .number($0) }
        members["ticket"] = ticket.map { .number($0) }
        return .object(members)
    }

    fileprivate init(partial object: JSONObject) throws(FormatError) {
        var object = object
        let integer = { (o: inout JSONObject, key: String) throws(FormatError) in try o.integer(key) }
        var metrics: [Metric] = []
        for var metric in try object.objects("metrics") {
            metrics.append(.init(name: try metric.string("name"), value: try metric.string("value")))
            try metric.end()
        }
        var proofs: [Proof] = []
        for proof in try object.objects("proofs") { proofs.append(try Proof(partial: proof)) }
        var path: [Digest] = []
        for text in try object.strings("path") {
            path.append(try StepTally.digest(text, object.location("path")))
        }
        self.init(
            ticket: try object.optional("ticket", integer),
            stratum: try object.optional("stratum", integer),
            pick: try object.integer("pick"),
            leaf: try object.integer("leaf"),
            step: try object.integer("step"),
            session: try object.optional("session") { (o, key) throws(FormatError) in try o.digest(key) },
            metrics: metrics,
            proofs: proofs,
            path: path
        )
        try object.end()
    }
}

extension SampledStep.Proof {
    fileprivate var partialJSON: JSON {
        var members: [String: JSON] = [
            "code": .string(code), "detail": .string(detail), "kind": .string(kind),
        ]
        if !judge.isEmpty { members["judge"] = .string(judge) }
        return .object(members)
    }

    fileprivate init(partial object: JSONObject) throws(FormatError) {
        var object = object
        self.init(
            kind: try object.string("kind"),
            code: try object.string("code"),
            detail: try object.string("detail")
        )
        if object.has("judge") { judge = try object.string("judge") }
        try object.end()
    }
}
