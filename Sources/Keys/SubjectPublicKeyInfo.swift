import Bytes

/// The public key of a card, an HSM or another program: a SubjectPublicKeyInfo (RFC 5280), or the raw key.
///
/// DER has one form for a value, so that the info of each algorithm is a fixed head and the raw key behind it.
package enum SubjectPublicKeyInfo {
    /// An ML-DSA-87 key in PEM, and room.
    package static let fileLimit = 16_384

    /// The raw key in a file: PEM, DER or raw; only its form is checked.
    package static func raw(file bytes: [UInt8], _ algorithm: KeyAlgorithm) throws(KeyError) -> [UInt8] {
        if bytes.count == algorithm.publicKeyCount { return bytes }
        let der = bytes.first == UInt8(ascii: "-") ? try pem(bytes) : bytes
        let head = head(algorithm)
        guard der.starts(with: head), der.count == head.count + algorithm.publicKeyCount else {
            throw KeyError(
                .publicKeyInfo,
                at: "\(algorithm.title) key",
                "got \(der.count) bytes of another form, want its SubjectPublicKeyInfo or "
                    + "\(algorithm.publicKeyCount) raw bytes"
            )
        }
        return Array(der[head.count...])
    }

    /// The key in PEM as OpenSSL writes it: lines of 64 characters, a line feed at the end.
    package static func pem(_ raw: [UInt8], _ algorithm: KeyAlgorithm) -> [UInt8] {
        let text = Array(Base64.encode(head(algorithm) + raw).utf8)
        var out = Array("-----BEGIN PUBLIC KEY-----\n".utf8)
        for start in stride(from: 0, to: text.count, by: 64) {
            out += text[start..<min(start + 64, text.count)] + [0x0a]
        }
        return out + Array("-----END PUBLIC KEY-----\n".utf8)
    }

    /// Everything up to the bits of the key: SEQUENCE, AlgorithmIdentifier, BIT STRING without unused bits.
    private static func head(_ algorithm: KeyAlgorithm) -> [UInt8] {
        switch algorithm {
        case .ed25519:
            // 1.3.101.112
            [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
        case .p384:
            // id-ecPublicKey with the named curve secp384r1
            [
                0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05,
                0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
            ]
        case .mldsa87:
            // 2.16.840.1.101.3.4.3.19
            [
                0x30, 0x82, 0x0a, 0x32, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
                0x03, 0x13, 0x03, 0x82, 0x0a, 0x21, 0x00,
            ]
        }
    }

    private static func pem(_ bytes: [UInt8]) throws(KeyError) -> [UInt8] {
        let lines = bytes.split { $0 == 0x0a || $0 == 0x0d }
        guard lines.count >= 3, lines[0].elementsEqual("-----BEGIN PUBLIC KEY-----".utf8),
            lines[lines.count - 1].elementsEqual("-----END PUBLIC KEY-----".utf8)
        else {
            throw KeyError(.publicKeyInfo, at: "PEM", "want one block PUBLIC KEY and nothing else")
        }
        let text = Array(lines[1..<(lines.count - 1)].joined())
        return try translating(.publicKeyInfo, in: "PEM") { () throws(FormatError) in
            try Base64.decode(text[...])
        }
    }
}
