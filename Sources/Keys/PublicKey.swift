package import Bytes
import Hashing

/// What a signer is known by: an Ed25519 key, alone or paired with an ML-DSA-87 key.
package struct PublicKey: Hashable, Sendable {
    package static let type = "bulla-public-key/1"
    package static let fileLimit = 8_192

    package let name: String
    package let ed25519: [UInt8]
    package let mldsa87: [UInt8]?
    /// SHA-256 of the raw Ed25519 key.
    package let identifier: Digest
    /// SHA-256 of the raw ML-DSA-87 key.
    package let mldsa87Identifier: Digest?

    /// Refuses bad names, wrong lengths, and Ed25519 keys under which nothing may verify.
    package init(name: String, ed25519: [UInt8], mldsa87: [UInt8]? = nil) throws(KeyError) {
        guard PublicKey.isName(name) else {
            throw KeyError(
                .badName,
                at: "name",
                "want 1 to 100 printable characters without spaces at the ends"
            )
        }
        guard ed25519.count == Ed25519.publicKeyCount else {
            throw KeyError(.badKey, at: "ed25519", "got \(ed25519.count) bytes, want 32")
        }
        if let mldsa87, mldsa87.count != MLDSA87.publicKeyCount {
            throw KeyError(.badKey, at: "mldsa87", "got \(mldsa87.count) bytes, want 2592")
        }
        guard Ed25519.isUsable(publicKey: ed25519) else {
            throw KeyError(.weakKey, at: "ed25519", "want a canonical point of large order")
        }
        self.name = name
        self.ed25519 = ed25519
        self.mldsa87 = mldsa87
        identifier = SHA256.hash(ed25519)
        mldsa87Identifier = mldsa87.map { SHA256.hash($0) }
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
        let parts = try translating(.malformed, in: "public key") {
            () throws(FormatError) -> (String, [UInt8], [UInt8]?) in
            var object = try JSONObject(value, path: path)
            try object.expect("type", PublicKey.type)
            let name = try object.string("name")
            let ed25519 = try object.base64("ed25519")
            let mldsa87 = try object.optional("mldsa87") { o, k throws(FormatError) in try o.base64(k) }
            try object.end()
            return (name, ed25519, mldsa87)
        }
        try self.init(name: parts.0, ed25519: parts.1, mldsa87: parts.2)
    }

    package var json: JSON {
        var members: [String: JSON] = [
            "type": .string(PublicKey.type), "name": .string(name),
            "ed25519": .string(Base64.encode(ed25519)),
        ]
        if let mldsa87 { members["mldsa87"] = .string(Base64.encode(mldsa87)) }
        return .object(members)
    }

    /// The bytes of the `.pub` file.
    package var fileBytes: [UInt8] { json.canonicalLine }
}
