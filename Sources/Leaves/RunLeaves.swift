package import Bytes

/// Leaf 0: what the run is.
package struct RunLeaf: Hashable, Sendable {
    package let dataset: Digest
    /// The state before step 1.
    package let genesis: Digest
    /// The log's C2SP verifier key.
    package let logKey: String
    package let origin: String
    package let recipe: Digest
    package let run: Digest
    /// Commitment to the run's seed.
    package let seed: Digest

    package init(
        dataset: Digest,
        genesis: Digest,
        logKey: String,
        origin: String,
        recipe: Digest,
        run: Digest,
        seed: Digest
    ) {
        self.dataset = dataset
        self.genesis = genesis
        self.logKey = logKey
        self.origin = origin
        self.recipe = recipe
        self.run = run
        self.seed = seed
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "run")
        try object.expect("type", "run")
        dataset = try object.digest("dataset")
        genesis = try object.digest("genesis")
        logKey = try object.string("log_key")
        origin = try object.string("origin")
        recipe = try object.digest("recipe")
        run = try object.digest("run")
        seed = try object.digest("seed")
        guard LeafField.isOrigin(origin) else {
            throw FormatError(.badValue, at: "run.origin", "want 1 to 200 visible ASCII characters, no \"+\"")
        }
        guard logKey.utf8.count <= 400 else {
            throw FormatError(.tooLarge, at: "run.log_key", "want a C2SP verifier key")
        }
        try object.end()
    }

    var json: JSON {
        [
            "dataset": .digest(dataset), "genesis": .digest(genesis), "log_key": .string(logKey),
            "origin": .string(origin), "recipe": .digest(recipe), "run": .digest(run),
            "seed": .digest(seed), "type": "run",
        ]
    }
}

/// Training restarts from the state after step `to`; what came after that is discarded but stays logged.
package struct RewindLeaf: Hashable, Sendable {
    package enum Reason: String, Sendable, CaseIterable {
        case data, divergence, failure, `operator`
    }

    package let reason: Reason
    package let run: Digest
    package let state: Digest
    package let to: Int

    package init(reason: Reason, run: Digest, state: Digest, to: Int) {
        self.reason = reason
        self.run = run
        self.state = state
        self.to = to
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "rewind")
        try object.expect("type", "rewind")
        let word = try object.string("reason")
        guard let reason = Reason(rawValue: word) else {
            let known = Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: "rewind.reason", "got \"\(word.prefix(40))\", want \(known)")
        }
        self.reason = reason
        run = try object.digest("run")
        state = try object.digest("state")
        to = try object.integer("to")
        try object.end()
    }

    var json: JSON {
        [
            "reason": .string(reason.rawValue), "run": .digest(run), "state": .digest(state),
            "to": .number(to), "type": "rewind",
        ]
    }
}

/// A document that must not be forgotten: its kind and digest.
package struct EventLeaf: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case acceptance, audit
        /// SHA-256 of 32 secret random bytes, which the producer reveals for a two-way audit.
        case commitment
        case custody, review
    }

    package let digest: Digest
    package let kind: Kind
    package let run: Digest

    package init(digest: Digest, kind: Kind, run: Digest) {
        self.digest = digest
        self.kind = kind
        self.run = run
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "event")
        try object.expect("type", "event")
        digest = try object.digest("digest")
        let word = try object.string("kind")
        guard let kind = Kind(rawValue: word) else {
            let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw FormatError(.badValue, at: "event.kind", "got \"\(word.prefix(40))\", want \(known)")
        }
        self.kind = kind
        run = try object.digest("run")
        try object.end()
    }

    var json: JSON {
        [
            "digest": .digest(digest), "kind": .string(kind.rawValue), "run": .digest(run), "type": "event",
        ]
    }
}
