package import Bytes

/// A minisign public key: two lines, the second base64("Ed" ‖ key number[8] ‖ Ed25519 key[32]).
package struct MinisignPublicKey: Hashable, Sendable {
    package let number: [UInt8]
    package let ed25519: [UInt8]

    package init(number: [UInt8], ed25519: [UInt8]) throws(KeyError) {
        guard number.count == 8 else {
            throw KeyError(.minisignMalformed, at: "key number", "got \(number.count) bytes, want 8")
        }
        guard Ed25519.isUsable(publicKey: ed25519) else {
            throw KeyError(.weakKey, at: "minisign key", "want 32 bytes, a canonical point of large order")
        }
        self.number = number
        self.ed25519 = ed25519
    }

    /// The key of a signer who has no key number: the first 8 bytes of the identifier serve.
    package init(_ key: PublicKey) throws(KeyError) {
        try self.init(number: Array(key.identifier.bytes.prefix(8)), ed25519: key.ed25519)
    }

    package init(file bytes: [UInt8]) throws(KeyError) {
        let lines = try MinisignLines(bytes, count: 2, document: "minisign public key")
        _ = try lines.comment(0, MinisignLines.untrusted)
        let raw = try lines.base64(1, count: 42)
        guard raw.prefix(2).elementsEqual("Ed".utf8) else {
            throw KeyError(.minisignMalformed, at: "line 2", "want algorithm Ed")
        }
        try self.init(number: Array(raw[2..<10]), ed25519: Array(raw[10...]))
    }

    package var fileBytes: [UInt8] {
        let line = Base64.encode(Array("Ed".utf8) + number + ed25519)
        return Array("untrusted comment: minisign public key \(numberText)\n\(line)\n".utf8)
    }

    /// The key number as minisign prints it: little-endian, upper case, without leading zeros.
    package var numberText: String {
        String(number.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, radix: 16, uppercase: true)
    }
}

/// A detached minisign signature, prehashed (`ED`) or of the old kind (`Ed`).
///
///     untrusted comment: … LF base64("ED" ‖ key number[8] ‖ signature[64]) LF
///     trusted comment: … LF base64(signature[64] over the signature above ‖ trusted comment) LF
package struct MinisignSignature: Hashable, Sendable {
    /// The old kind needs the whole file in memory.
    package static let oldKindLimit = 256 << 20

    package let isPrehashed: Bool
    package let number: [UInt8]
    package let signature: [UInt8]
    package let untrustedComment: String
    package let trustedComment: String
    package let commentSignature: [UInt8]

    package init(
        number: [UInt8],
        signature: [UInt8],
        untrustedComment: String,
        trustedComment: String,
        commentSignature: [UInt8],
        isPrehashed: Bool = true
    ) throws(KeyError) {
        guard MinisignLines.isComment(untrustedComment), MinisignLines.isComment(trustedComment) else {
            throw KeyError(.minisignMalformed, at: "comment", "want at most 1000 bytes, one line")
        }
        guard number.count == 8, signature.count == 64, commentSignature.count == 64 else {
            throw KeyError(.minisignMalformed, at: "signature", "want 8, 64 and 64 bytes")
        }
        self.isPrehashed = isPrehashed
        self.number = number
        self.signature = signature
        self.untrustedComment = untrustedComment
        self.trustedComment = trustedComment
        self.commentSignature = commentSignature
    }

    package init(file bytes: [UInt8]) throws(KeyError) {
        let lines = try MinisignLines(bytes, count: 4, document: "minisign signature")
        let raw = try lines.base64(1, count: 74)
        guard raw[0] == UInt8(ascii: "E"), [UInt8(ascii: "D"), UInt8(ascii: "d")].contains(raw[1]) else {
            throw KeyError(.minisignMalformed, at: "line 2", "want algorithm ED or Ed")
        }
        try self.init(
            number: Array(raw[2..<10]),
            signature: Array(raw[10...]),
            untrustedComment: try lines.comment(0, MinisignLines.untrusted),
            trustedComment: try lines.comment(2, MinisignLines.trusted),
            commentSignature: try lines.base64(3, count: 64),
            isPrehashed: raw[1] == UInt8(ascii: "D")
        )
    }

    package var fileBytes: [UInt8] {
        let first = Base64.encode(Array((isPrehashed ? "ED" : "Ed").utf8) + number + signature)
        let last = Base64.encode(commentSignature)
        return Array(
            """
            \(MinisignLines.untrusted)\(untrustedComment)
            \(first)
            \(MinisignLines.trusted)\(trustedComment)
            \(last)

            """.utf8
        )
    }

    /// What the second signature covers.
    package static func commentMessage(signature: [UInt8], trustedComment: String) -> [UInt8] {
        signature + Array(trustedComment.utf8)
    }

    /// Judges a file and the trusted comment; `absent` when the signature names another key.
    package func judge(_ file: File, key: MinisignPublicKey) throws(FileError) -> SignatureJudgement {
        guard number == key.number else { return .absent }
        let message = isPrehashed ? try BLAKE2b.hash(file) : try file.contents(limit: Self.oldKindLimit)
        let comment = Self.commentMessage(signature: signature, trustedComment: trustedComment)
        let isGood =
            Ed25519.verify(signature: signature, message: message, publicKey: key.ed25519)
            && Ed25519.verify(signature: commentSignature, message: comment, publicKey: key.ed25519)
        return isGood ? .valid : .invalid
    }
}
