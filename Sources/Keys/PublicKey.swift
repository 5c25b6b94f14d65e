package import Bytes

/// What a signer is known by: an Ed25519 or a P-384 key, alone or paired with an ML-DSA-87 key.
package struct PublicKey: Hashable, Sendable {
    package static let type = "bulla-public-key/1"
    package static let fileLimit = 8_192

    package let name: String
    package let primary: PrimaryKey
    package let mldsa87: [UInt8]?
    /// SHA-256 of the raw primary key.
    package let identifier: Digest
    /// SHA-256 of the raw ML-DSA-87 key.
    package let mldsa87Identifier: Digest?

    /// Refuses bad names, wrong lengths, and keys under which nothing may verify.
    package init(name: String, primary: PrimaryKey, mldsa87: [UInt8]? = nil) throws(KeyError) {
        guard PublicKey.isName(name) else {
            throw KeyError(
                .badName,
                at: "name",
                "want 1 to 100 printable characters without spaces at the ends"
            )
        }
        if let mldsa87, mldsa87.count != MLDSA87.publicKeyCount {
            throw KeyError(.badKey, at: "mldsa87", "got \(mldsa87.count) bytes, want 2592")
        }
        try primary.check()
        self.name = name
        self.primary = primary
        self.mldsa87 = mldsa87
        identifier = primary.identifier
        mldsa87Identifier = mldsa87.map { SHA256.hash($0) }
    }

    package init(name: String, ed25519: [UInt8], mldsa87: [UInt8]? = nil) throws(KeyError) {
        try self.init(name: name, primary: .ed25519(ed25519), mldsa87: mldsa87)
    }

    /// The raw Ed25519 key, for what only such a key can sign: notes, checkpoints, countersignatures, sessions.
    package var ed25519: [UInt8] {
        get throws(KeyError) {
            guard case .ed25519(let raw) = primary else {
                throw KeyError(
                    .notEd25519,
                    at: "key of \(name)",
                    "got \(primary.algorithm.title), want Ed25519: notes, checkpoints and sessions have no other"
                )
            }
            return raw
        }
    }

    /// 1 to 100 scalars, none of them control, invisible or unprintable, no space at either end.
    package static func isName(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard (1...100).contains(scalars.count), scalars.first != " ", scalars.last != " " else {
            return false
        }
        return scalars.allSatisfy { isPrintable($0) }
    }

    // Invisible format characters go too: they make two names that look the same.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension PublicKey {
    /// Reads a `.pub` file: canonical JSON and a line feed.
    package init(file bytes: [UInt8]) throws(KeyError) {
        let object = try translating(.malformed, in: "public key") { () throws(FormatError) in
            try JSON(canonicalLine: bytes, limits: JSON.Limits(bytes: PublicKey.fileLimit, depth: 2))
        }
        try self.init(object, path: "")
    }

    /// Reads the object of a `.pub` file out of a larger document.
    package init(_ value: JSON, path: String) throws(KeyError) {
        let document = try translating(.malformed, in: "public key") { () throws(FormatError) in
            try Document(value, path: path)
        }
        try self.init(name: document.name, document.keys)
    }

    package init(name: String, _ members: Members) throws(KeyError) {
        try self.init(name: name, primary: members.primary, mldsa87: members.mldsa87)
    }

    package var json: JSON { Document(self).json }

    /// The bytes of the `.pub` file.
    package var fileBytes: [UInt8] { json.canonicalLine }
}

extension PublicKey {
    /// The raw keys as documents hold them, unchecked: one of `ed25519` and `p384`, perhaps `mldsa87`.
    package struct Members: FieldCoded, Sendable {
        package let primary: PrimaryKey
        package let mldsa87: [UInt8]?

        fileprivate init(_ key: PublicKey) { (primary, mldsa87) = (key.primary, key.mldsa87) }

        package init(_ fields: inout Fields<Members>) throws(FormatError) {
            try self.init(beside: &fields, \.self)
        }

        /// The members beside those of another document.
        package init<Document>(
            beside fields: inout Fields<Document>,
            _ keys: (Document) -> Members
        ) throws(FormatError) {
            // With both, the one that is not read is an unknown member to whoever ends the object.
            if let p384 = try fields("p384", { keys($0).primary.raw(of: .p384) }, .base64()) {
                primary = .p384(p384)
            } else {
                primary = .ed25519(try fields("ed25519", { keys($0).primary.raw }, .base64()))
            }
            mldsa87 = try fields("mldsa87", { keys($0).mldsa87 }, .base64())
        }
    }

    /// The raw keys as documents hold them.
    package var members: Members { Members(self) }

    /// A `.pub` file as it is written, unchecked.
    private struct Document: FieldCoded {
        let name: String
        let keys: Members

        init(_ key: PublicKey) { (name, keys) = (key.name, key.members) }

        init(_ fields: inout Fields<Document>) throws(FormatError) {
            try fields.constant("type", PublicKey.type)
            name = try fields("name", \.name, .string)
            keys = try Members(beside: &fields, \.keys)
        }
    }
}
