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

    /// Texts are compared as bytes: strings of Swift are equal too where they are canonically equivalent.
    package static func == (a: RunLeaf, b: RunLeaf) -> Bool {
        a.logKey.isSame(as: b.logKey) && a.origin.isSame(as: b.origin)
            && (a.dataset, a.genesis, a.recipe, a.run, a.seed)
                == (b.dataset, b.genesis, b.recipe, b.run, b.seed)
    }
}

extension RunLeaf: FieldCoded {
    package init(_ fields: inout Fields<RunLeaf>) throws(FormatError) {
        try fields.constant("type", "run")
        dataset = try fields("dataset", \.dataset, .digest)
        genesis = try fields("genesis", \.genesis, .digest)
        logKey = try fields("log_key", \.logKey, .verifierKey)
        origin = try fields("origin", \.origin, .origin)
        recipe = try fields("recipe", \.recipe, .digest)
        run = try fields("run", \.run, .digest)
        seed = try fields("seed", \.seed, .digest)
    }
}

extension Form<String> {
    fileprivate static var origin: Form {
        .string.that(is: "1 to 200 visible ASCII characters, no \"+\"", LeafField.isOrigin)
    }

    /// A C2SP verifier key; whether it is one is seen where it is used.
    fileprivate static var verifierKey: Form {
        .string.checked { (text, place) throws(FormatError) in
            guard text.utf8.count <= 400 else {
                throw FormatError(.tooLarge, at: place, "want a C2SP verifier key")
            }
        }
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
}

extension RewindLeaf: FieldCoded {
    package init(_ fields: inout Fields<RewindLeaf>) throws(FormatError) {
        try fields.constant("type", "rewind")
        reason = try fields("reason", \.reason, .word)
        run = try fields("run", \.run, .digest)
        state = try fields("state", \.state, .digest)
        to = try fields("to", \.to, .integer)
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
}

extension EventLeaf: FieldCoded {
    package init(_ fields: inout Fields<EventLeaf>) throws(FormatError) {
        try fields.constant("type", "event")
        digest = try fields("digest", \.digest, .digest)
        kind = try fields("kind", \.kind, .word)
        run = try fields("run", \.run, .digest)
    }
}
