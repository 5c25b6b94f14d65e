package import Bytes
import Hashing

/// What a session's key is bound to; its digest is the session's identity.
package struct SessionBinding: Hashable, Sendable {
    /// SHA-256 of the checkpoint text of the tree just before the session opened.
    package let checkpoint: Digest
    package let checkpointSize: Int
    /// SHA-256 of the close leaf of the session before; zeros for the first.
    package let close: Digest
    package let gpus: Int
    package let index: Int
    /// The session's Ed25519 public key, 32 bytes.
    package let key: [UInt8]
    package let recipe: Digest
    package let run: Digest

    package init(
        checkpoint: Digest,
        checkpointSize: Int,
        close: Digest,
        gpus: Int,
        index: Int,
        key: [UInt8],
        recipe: Digest,
        run: Digest
    ) {
        self.checkpoint = checkpoint
        self.checkpointSize = checkpointSize
        self.close = close
        self.gpus = gpus
        self.index = index
        self.key = key
        self.recipe = recipe
        self.run = run
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        checkpoint = try object.digest("checkpoint")
        checkpointSize = try object.integer("checkpoint_size")
        close = try object.digest("close")
        gpus = try object.integer("gpus", in: 0...65_535)
        index = try object.integer("index")
        key = try object.base64("key", count: 32)
        recipe = try object.digest("recipe")
        run = try object.digest("run")
        _ = try object.integer("version", in: 1...1)
        try object.end()
    }

    var json: JSON {
        [
            "checkpoint": .digest(checkpoint), "checkpoint_size": .number(checkpointSize),
            "close": .digest(close), "gpus": .number(gpus), "index": .number(index),
            "key": .string(Base64.encode(key)), "recipe": .digest(recipe), "run": .digest(run), "version": 1,
        ]
    }

    /// SHA-256 of the binding's canonical bytes.
    package var session: Digest { SHA256.hash(json.canonicalBytes) }
}

/// A session begins: its key, what that is bound to, and the evidence for it.
package struct SessionOpenLeaf: Hashable, Sendable {
    package let binding: SessionBinding
    package let evidence: [Digest]
    /// What stands behind the key: `software` is nothing but the trainer's word.
    package let kind: String

    /// The session's identity: SHA-256 of the binding.
    package let session: Digest

    package static let softwareKind = "software"

    package init(binding: SessionBinding, evidence: [Digest], kind: String) {
        self.binding = binding
        self.evidence = evidence
        self.kind = kind
        session = binding.session
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-open")
        try object.expect("type", "session-open")
        binding = try SessionBinding(reading: object.object("binding"))
        evidence = try object.evidence()
        kind = try object.string("kind")
        guard kind == SessionOpenLeaf.softwareKind else {
            throw FormatError(.badValue, at: object.location("kind"), "got \"\(kind)\", want \"software\"")
        }
        guard evidence.isEmpty else {
            throw FormatError(.badValue, at: object.location("evidence"), "a software session has none")
        }
        session = binding.session
        guard try object.digest("session") == session else {
            throw FormatError(.badValue, at: object.location("session"), "want the digest of the binding")
        }
        try object.end()
    }

    var json: JSON {
        [
            "binding": binding.json, "evidence": .evidence(evidence), "kind": .string(kind),
            "session": .digest(session), "type": "session-open",
        ]
    }
}

/// A session is still running under the same evidence.
package struct SessionHeartbeatLeaf: Hashable, Sendable {
    package let evidence: [Digest]
    package let session: Digest

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-heartbeat")
        try object.expect("type", "session-heartbeat")
        evidence = try object.evidence()
        session = try object.digest("session")
        try object.end()
    }

    var json: JSON {
        ["evidence": .evidence(evidence), "session": .digest(session), "type": "session-heartbeat"]
    }
}

/// A session ends: its last step and how many it had.
package struct SessionCloseLeaf: Hashable, Sendable {
    package let evidence: [Digest]
    /// Digest of the last step's statement; zeros without steps.
    package let head: Digest
    package let session: Digest
    package let state: Digest
    /// Number of the last step; 0 without steps.
    package let step: Int
    package let steps: Int

    package init(evidence: [Digest], head: Digest, session: Digest, state: Digest, step: Int, steps: Int) {
        self.evidence = evidence
        self.head = head
        self.session = session
        self.state = state
        self.step = step
        self.steps = steps
    }

    init(reading value: JSON) throws(FormatError) {
        var object = try JSONObject(value, path: "session-close")
        try object.expect("type", "session-close")
        evidence = try object.evidence()
        head = try object.digest("head")
        session = try object.digest("session")
        state = try object.digest("state")
        step = try object.integer("step")
        steps = try object.integer("steps")
        try object.end()
    }

    var json: JSON {
        [
            "evidence": .evidence(evidence), "head": .digest(head), "session": .digest(session),
            "state": .digest(state), "step": .number(step), "steps": .number(steps),
            "type": "session-close",
        ]
    }
}
