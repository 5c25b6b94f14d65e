import Bytes

/// A COSE_Sign1 (RFC 9052 section 4.2) with ES384, the one algorithm of AWS Nitro documents.
///
///     [d2] | 84 | 44 a1 01 38 22 | a0 | bytes payload | 58 60, 96 bytes signature
///
/// With tag 18 or, as the hypervisor makes it, without. The protected header says {1: −35} and nothing else.
/// The unprotected one is not signed and so must be empty.
struct COSESign1: Hashable, Sendable {
    let payload: [UInt8]
    /// r ‖ s, 48 bytes each.
    let signature: [UInt8]

    /// {1 (alg): −35 (ES384, RFC 9053 section 2.1)}.
    private static let protected: [UInt8] = [0xa1, 0x01, 0x38, 0x22]
    private static let tag: UInt8 = 0xd2
    private static let signatureSize = 96

    init(reading file: [UInt8], name: String) throws(AttestationError) {
        let untagged = file.first == COSESign1.tag ? file.dropFirst() : file[...]
        let value = try AttestationError.reading { () throws(FormatError) in
            try CBOR(reading: untagged, name: name)
        }
        guard case .array(let parts) = value, parts.count == 4,
            case .bytes(let protected) = parts[0], case .map(let unprotected) = parts[1],
            case .bytes(let payload) = parts[2], case .bytes(let signature) = parts[3]
        else { throw AttestationError(.evidenceMalformed, at: name, "want a COSE_Sign1 of four parts") }
        try COSESign1.check(protected: protected, unprotected: unprotected, name: name)
        guard signature.count == COSESign1.signatureSize else {
            throw AttestationError(
                .evidenceMalformed,
                at: "\(name), signature",
                "got \(signature.count) bytes, want \(COSESign1.signatureSize)"
            )
        }
        self.payload = payload
        self.signature = signature
    }

    private static func check(
        protected: [UInt8],
        unprotected: [CBOR: CBOR],
        name: String
    ) throws(AttestationError) {
        guard protected == COSESign1.protected else {
            throw AttestationError(
                .evidenceUnsupported,
                at: "\(name), protected header",
                "got \(Hex.encode(protected.prefix(32))), want \(Hex.encode(COSESign1.protected)) (ES384 alone)"
            )
        }
        guard unprotected.isEmpty else {
            throw AttestationError(
                .evidenceMalformed,
                at: "\(name), unprotected header",
                "got \(unprotected.count) unsigned entries, want none"
            )
        }
    }

    /// What the signature is over: the Sig_structure of RFC 9052 section 4.4 without external data.
    var signed: [UInt8] {
        var bytes = CBOR.head(.array, 4)
        bytes += CBOR.head(.text, 10) + Array("Signature1".utf8)
        bytes += CBOR.head(.bytes, UInt64(COSESign1.protected.count)) + COSESign1.protected
        bytes += CBOR.head(.bytes, 0)
        bytes += CBOR.head(.bytes, UInt64(payload.count)) + payload
        return bytes
    }
}
