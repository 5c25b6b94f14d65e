package import Bytes

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

    /// SHA-256 of the binding's canonical bytes.
    package var session: Digest { SHA256.hash(json.canonicalBytes) }
}

extension SessionBinding: FieldCoded {
    package init(_ fields: inout Fields<SessionBinding>) throws(FormatError) {
        _ = try fields("version", { _ in 1 }, .version(1))
        checkpoint = try fields("checkpoint", \.checkpoint, .digest)
        checkpointSize = try fields("checkpoint_size", \.checkpointSize, .integer)
        gpus = try fields("gpus", \.gpus, .integer(in: 0...Int64(SessionBinding.mostGPUs)))
        index = try fields("index", \.index, .integer)
        key = try fields("key", \.key, .base64(count: 32))
        previous = try fields("previous", \.previous, .digest)
        recipe = try fields("recipe", \.recipe, .digest)
        run = try fields("run", \.run, .digest)
        witness = try fields("witness", \.witness, .digest)
    }
}
