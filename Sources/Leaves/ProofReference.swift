package import Bytes

/// Where the proof of a step is: in the leaf itself, or in a blob named by its digest.
package struct ProofReference: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case inline([UInt8])
        case blob(Digest)
    }

    /// Such as `attested/1`.
    package let kind: String
    /// Bytes of the proof.
    package let size: Int
    package let content: Content

    package init(kind: String, inline bytes: [UInt8]) {
        self.kind = kind
        size = bytes.count
        content = .inline(bytes)
    }

    package init(kind: String, blob: Digest, size: Int) {
        self.kind = kind
        self.size = size
        content = .blob(blob)
    }

    /// The digest of the blob, where there is one.
    package var blob: Digest? {
        if case .blob(let digest) = content { digest } else { nil }
    }

    private var isInline: Bool { blob == nil }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        kind = try object.string("kind")
        size = try object.integer("size", in: 1...Int64(LeafField.largestProof))
        guard LeafField.isKind(kind) else {
            throw FormatError(.badValue, at: object.location("kind"), "want NAME/VERSION, at most 32 bytes")
        }
        if object.has("inline") {
            content = .inline(try object.base64("inline", count: size))
            guard size <= LeafField.largestInlineProof else {
                throw FormatError(.tooLarge, at: object.location("inline"), "at most 1024 bytes; use a blob")
            }
        } else {
            content = .blob(try object.digest("sha256"))
        }
        try object.end()
        guard ProofReference.isAllowed(kind, isInline: isInline, size: size) else {
            throw FormatError(
                .badValue,
                at: object.location("kind"),
                "\(kind) want 64 bytes, inline: \(kind) must be readable in every leaf"
            )
        }
    }

    /// Whether a proof of that kind may stand there: the one rule for every reader of leaves.
    static func isAllowed(_ kind: String, isInline: Bool, size: Int) -> Bool {
        kind != ProofKind.attested.name || isInline && size == 64 || KnockOut.isOff("attested-inline")
    }

    package var json: JSON {
        switch content {
        case .inline(let bytes):
            ["inline": .string(Base64.encode(bytes)), "kind": .string(kind), "size": .number(size)]
        case .blob(let digest): ["kind": .string(kind), "sha256": .digest(digest), "size": .number(size)]
        }
    }
}
