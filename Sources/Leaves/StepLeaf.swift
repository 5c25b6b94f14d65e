package import Bytes

/// One training step: state before, batch, state after, and where its proofs are.
package struct StepLeaf: Hashable, Sendable {
    /// A measured quantity; names come from a fixed list, values have at most six digits.
    package struct Metric: Hashable, Sendable {
        package static let names = ["accuracy", "examples", "gradient_norm", "learning_rate", "loss"]
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var run: Digest
    package var session: Digest?
    package var step: Int
    package var previous: Digest
    package var stateBefore: Digest
    package var stateAfter: Digest
    package var batch: Digest
    package var metrics: [Metric]
    package var proofs: [ProofReference]

    package init(
        run: Digest,
        session: Digest?,
        step: Int,
        previous: Digest,
        stateBefore: Digest,
        stateAfter: Digest,
        batch: Digest,
        metrics: [Metric] = [],
        proofs: [ProofReference] = []
    ) {
        self.run = run
        self.session = session
        self.step = step
        self.previous = previous
        self.stateBefore = stateBefore
        self.stateAfter = stateAfter
        self.batch = batch
        self.metrics = metrics
        self.proofs = proofs
    }

    /// Reads the members of a `step` object in any order.
    package init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "step")
        try object.expect("type", "step")
        run = try object.digest("run")
        session = try object.optional("session") { (o, key) throws(FormatError) in try o.digest(key) }
        step = try object.integer("step", in: 1...JSON.largestInteger)
        previous = try object.digest("previous")
        stateBefore = try object.digest("state_before")
        stateAfter = try object.digest("state_after")
        batch = try object.digest("batch")
        metrics = try StepLeaf.metrics(object.object("metrics"))
        proofs = try StepLeaf.proofs(object.objects("proofs"))
        try object.end()
    }

    private static func metrics(_ object: JSONObject) throws(FormatError) -> [Metric] {
        var object = object
        var found: [Metric] = []
        for name in Metric.names where object.has(name) {
            let value = try object.string(name)
            guard LeafField.isDecimal(value.utf8) else {
                throw FormatError(
                    .badValue,
                    at: object.location(name),
                    "got \"\(value.prefix(20))\", want a decimal string of at most six digits"
                )
            }
            found.append(Metric(name: name, value: value))
        }
        try object.end()
        return found
    }

    private static func proofs(_ objects: [JSONObject]) throws(FormatError) -> [ProofReference] {
        guard objects.count <= LeafField.mostProofs else {
            throw FormatError(.tooLarge, at: "step.proofs", "at most \(LeafField.mostProofs) proofs")
        }
        var found: [ProofReference] = []
        for object in objects {
            let proof = try ProofReference(reading: object)
            if let last = found.last, last.kind >= proof.kind {
                throw FormatError(.badValue, at: "step.proofs", "want kinds ascending, each once")
            }
            found.append(proof)
        }
        return found
    }

    private var statementMembers: [String: JSON] {
        var members: [String: JSON] = [
            "batch": .digest(batch), "previous": .digest(previous), "run": .digest(run),
            "state_after": .digest(stateAfter), "state_before": .digest(stateBefore),
            "step": .number(step), "type": "step",
            "metrics": .object(
                Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, JSON.string($0.value)) })
            ),
        ]
        if let session { members["session"] = .digest(session) }
        return members
    }

    /// The leaf in canonical form.
    package var canonicalBytes: [UInt8] {
        var members = statementMembers
        members["proofs"] = .array(proofs.map(\.json))
        return JSON.object(members).canonicalBytes
    }

    /// What `attested/1` signs: the leaf without its proofs, in canonical form.
    package var statement: [UInt8] { JSON.object(statementMembers).canonicalBytes }

    /// SHA-256 of the statement: the `previous` of the step after.
    package var statementDigest: Digest { SHA256.hash(statement) }

    /// The DSSE payload type under which statements are signed.
    package static let statementType = "application/vnd.bulla.step+json"
}
