package import Bytes

/// A DSSE 1.0.2 envelope: a typed payload and signatures over both.
package struct Envelope: Hashable, Sendable {
    package static let signatureLimit = 64
    /// One signature's bytes; ML-DSA-87 needs 4,627.
    package static let signatureByteLimit = 8_192
    /// Room for a 16 MiB payload in base64 and its signatures.
    package static let limits = JSON.Limits(bytes: 24 << 20, depth: 4)

    package let payloadType: String
    package let payload: [UInt8]
    /// In the order of the document.
    package var signatures: [Signature]

    package init(payloadType: String, payload: [UInt8], signatures: [Signature] = []) {
        self.payloadType = payloadType
        self.payload = payload
        self.signatures = signatures
    }

    /// What is signed: `DSSEv1 SP length(type) SP type SP length(payload) SP payload`, lengths in bytes.
    package static func preAuthenticationEncoding(type: String, payload: [UInt8]) -> [UInt8] {
        var out = Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8)
        out.append(contentsOf: payload)
        return out
    }

    package var signedBytes: [UInt8] {
        Envelope.preAuthenticationEncoding(type: payloadType, payload: payload)
    }

    /// Refuses signatures of a size that no algorithm of people's keys gives.
    ///
    /// Nobody can judge a signature by a key that he does not know: in the head of a bundle, which the manifest does
    /// not bind, this bounds what it can be.
    package func checkSizes() throws(KeyError) {
        for (index, signature) in signatures.enumerated() {
            guard KeyAlgorithm.allCases.contains(where: { $0.signatureCount == signature.bytes.count }) else {
                throw KeyError(
                    .envelopeMalformed,
                    at: "signatures[\(index)].sig",
                    "got \(signature.bytes.count) bytes, want those of a known algorithm"
                )
            }
        }
    }

    /// Adds the signatures of one more key; one that has signed cannot sign again, and nothing is added then.
    ///
    /// - Parameter location: what is signed, for the error.
    package mutating func add(_ more: [Signature], at location: String) throws(KeyError) {
        let known = Set(signatures.map(\.keyIdentifier))
        if let again = more.first(where: { known.contains($0.keyIdentifier) }) {
            throw KeyError(
                .duplicateSignature,
                at: location,
                "key \(again.keyIdentifier) already signed this envelope"
            )
        }
        guard signatures.count + more.count <= Envelope.signatureLimit else {
            throw KeyError(.signatureCount, at: location, "at most \(Envelope.signatureLimit) signatures")
        }
        signatures += more
    }
}

extension Envelope: FieldCoded {
    /// The form alone: which payload type, how many signatures and of whom is checked by those who expect something.
    package init(_ fields: inout Fields<Envelope>) throws(FormatError) {
        payloadType = try fields("payloadType", \.payloadType, .string)
        payload = try fields("payload", \.payload, .base64())
        signatures = try fields("signatures", \.signatures, .objects())
    }

    /// Reads a document whose payload type must be the one expected; verifies nothing.
    package init(
        canonical bytes: some Collection<UInt8>,
        expecting payloadType: String,
        limits: JSON.Limits = Envelope.limits
    ) throws(KeyError) {
        let value = try translating(.envelopeMalformed, in: "envelope") { () throws(FormatError) in
            try JSON(canonical: bytes, limits: limits)
        }
        try self.init(value, expecting: payloadType)
    }

    /// Reads an envelope out of a larger document, whose limits bound it; verifies nothing.
    ///
    /// - Parameter fewest: 0 where people have yet to sign.
    package init(
        _ value: JSON,
        path: String = "",
        expecting payloadType: String,
        fewest: Int = 1
    ) throws(KeyError) {
        self = try translating(.envelopeMalformed, in: path.isEmpty ? "envelope" : path) {
            () throws(FormatError) in try Envelope(value, path: "")
        }
        let prefix = path.isEmpty ? "" : "\(path)."
        // Compared as bytes: equality of strings would also let other Unicode spellings pass.
        guard self.payloadType.isSame(as: payloadType) else {
            throw KeyError(
                .payloadType,
                at: "\(prefix)payloadType",
                "got \"\(self.payloadType.prefix(80))\", want \"\(payloadType)\""
            )
        }
        guard (fewest...Envelope.signatureLimit).contains(signatures.count) else {
            throw KeyError(
                .signatureCount,
                at: "\(prefix)signatures",
                "got \(signatures.count), want \(fewest) to \(Envelope.signatureLimit)"
            )
        }
        // By key, not by key and bytes: ECDSA and ML-DSA make many good signatures of one message.
        var keys: Set<Digest> = []
        for (index, signature) in signatures.enumerated() {
            let isFirst = keys.insert(signature.keyIdentifier).inserted
            guard isFirst || KnockOut.isOff(KeyError.Code.duplicateSignature.rawValue) else {
                throw KeyError(
                    .duplicateSignature,
                    at: "\(prefix)signatures[\(index)]",
                    "an earlier signature has the same key"
                )
            }
        }
    }
}

extension Signature: FieldCoded {
    package init(_ fields: inout Fields<Signature>) throws(FormatError) {
        keyIdentifier = try fields("keyid", \.keyIdentifier, .digest)
        let sizes = 1...Envelope.signatureByteLimit
        bytes = try fields(
            "sig",
            \.bytes,
            .base64().that(is: "1 to \(sizes.upperBound) bytes") { sizes.contains($0.count) }
        )
    }
}
