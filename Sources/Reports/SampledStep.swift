package import Bytes

/// A step whose proofs were looked at.
package struct SampledStep: Hashable, Sendable {
    /// The proof of one kind.
    package struct Proof: Hashable, Sendable {
        package let kind: String
        /// `ok`, or the code of what is wrong with it.
        package let code: String
        package let detail: String
        /// Whoever else judged it, and how; empty for proofs that this program judges itself.
        ///
        /// It does not stand in the report's JSON.
        package var judge = ""

        package init(kind: String, code: String, detail: String) {
            self.kind = kind
            self.code = code
            self.detail = detail
        }

        package var isValid: Bool { code == "ok" }
        /// True where only the producer has its content, and nobody demands it.
        package var isWithheld: Bool { code == "proof-withheld" }
        /// True where it is withheld or the build knew no verifier for the kind: nothing was found out either way.
        package var isUnjudged: Bool { isWithheld || code == "proof-kind-unknown" }
    }

    /// What the step measured, as its leaf says.
    package struct Metric: Hashable, Sendable {
        package let name: String
        /// A decimal as `MetricValue` reads it.
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The ticket that drew it; nil where every step is looked at.
    package let ticket: Int?
    /// The stratum that it was drawn from; nil where nothing was drawn.
    package let stratum: Int?
    /// Which of the segment's step leaves it is, from 1.
    package let pick: Int
    package let leaf: Int
    /// The step's number in the run; 0 where the leaf could not be read.
    package let step: Int
    /// The session that the step names.
    package let session: Digest?
    package let metrics: [Metric]
    package let proofs: [Proof]
    /// Siblings from leaf to root, where they were asked for.
    package let path: [Digest]

    package init(
        ticket: Int?,
        stratum: Int?,
        pick: Int,
        leaf: Int,
        step: Int,
        session: Digest?,
        metrics: [Metric],
        proofs: [Proof],
        path: [Digest]
    ) {
        self.ticket = ticket
        self.stratum = stratum
        self.pick = pick
        self.leaf = leaf
        self.step = step
        self.session = session
        self.metrics = metrics
        self.proofs = proofs
        self.path = path
    }

    /// At least one proof holds, and none that could be judged does not.
    package var isValid: Bool {
        proofs.contains(where: \.isValid) && proofs.allSatisfy { $0.isValid || $0.isUnjudged }
    }
}

extension SampledStep {
    var json: JSON {
        var members: [String: JSON] = [
            "leaf": .number(leaf),
            "metrics": .array(
                metrics.map { ["name": .string($0.name), "value": .string($0.value)] }
            ), "path": .array(path.map { .digest($0) }), "pick": .number(pick),
            "proofs": .array(
                proofs.map {
                    ["code": .string($0.code), "detail": .string($0.detail), "kind": .string($0.kind)]
                }
            ),
            "step": .number(step),
        ]
        members["session"] = session.map { .digest($0) }
        members["stratum"] = stratum.map { .number($0) }
        members["ticket"] = ticket.map { .number($0) }
        return .object(members)
    }

    init(reading object: inout JSONObject) throws(FormatError) {
        leaf = try object.integer("leaf")
        path = try object.digests("path")
        pick = try object.integer("pick", in: 1...JSON.largestInteger)
        proofs = try object.list("proofs", Proof.init(reading:))
        step = try object.integer("step")
        ticket = try object.optionalInteger("ticket", from: 1)
        metrics = try object.optionalList("metrics", Metric.init(reading:))
        session = try object.optionalDigest("session")
        stratum = try object.optionalInteger("stratum", from: 1)
    }
}

extension SampledStep.Proof {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        code = try object.token("code")
        detail = try object.string("detail")
        kind = try object.string("kind")
    }
}

extension SampledStep.Metric {
    fileprivate init(reading object: inout JSONObject) throws(FormatError) {
        name = try object.string("name")
        value = try object.decimal("value")
    }
}
