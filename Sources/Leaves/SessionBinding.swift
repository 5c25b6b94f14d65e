package import Bytes
import Hashing

/// What a session's key is bound to; its digest is the session's identity.
package struct SessionBinding: Hashable, Sendable {
    package static let mostGPUs = 16

    /// SHA-256 of the checkpoint text of the tree just before the session opened.
    package let checkpoint: Digest
    package let checkpointSize: Int
    /// GPUs that give evidence of their own.
    package let gpus: Int
    package let index: Int
    /// The session's Ed25519 public key, 32 bytes.
    package let key: [UInt8]
    /// SHA-256 of the last leaf of the session before; zeros for the first.
    package let previous: Digest
    package let recipe: Digest
    package let run: Digest
    /// SHA-256 of a signed note that existed before the session; zeros without one.
    package let witness: Digest

    package init(
        checkpoint: Digest,
        checkpointSize: Int,
        gpus: Int = 0,
        index: Int,
        key: [UInt8],
        previous: Digest,
        recipe: Digest,
        run: Digest,
        witness: Digest = .zero
    ) {
        self.checkpoint = checkpoint
        self.checkpointSize = checkpointSize
        self.gpus = gpus
        self.index = index
        self.key = key
        self.previous = previous
        self.recipe = recipe
        self.run = run
        self.witness = witness
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        checkpoint = try object.digest("checkpoint")
        checkpointSize = try object.integer("checkpoint_size")
        gpus = try object.integer("gpus", in: 0...Int64(SessionBinding.mostGPUs))
        index = try object.integer("index")
        key = try object.base64("key", count: 32)
        previous = try object.digest("previous")
        recipe = try object.digest("recipe")
        run = try object.digest("run")
        _ = try object.integer("version", in: 1...1)
        witness = try object.digest("witness")
        try object.end()
    }

    var json: JSON {
        [
            "checkpoint": .digest(checkpoint), "checkpoint_size": .number(checkpointSize),
            "gpus": .number(gpus), "index": .number(index), "key": .string(Base64.encode(key)),
            "previous": .digest(previous), "recipe": .digest(recipe), "run": .digest(run), "version": 1,
            "witness": .digest(witness),
        ]
    }

    /// SHA-256 of the binding's canonical bytes.
    package var session: Digest { SHA256.hash(json.canonicalBytes) }
}
