import Bytes
import SwiftASN1

/// The frame that certificates and revocation lists share: what was signed, how, and the signature.
struct SignedPart: Hashable, Sendable {
    private let message: [UInt8]
    private let algorithm: SignatureAlgorithm
    private let algorithmBytes: [UInt8]
    private let signature: [UInt8]

    /// Reads the frame; the second value is what was signed.
    static func read(_ der: [UInt8], name: String) throws(CertificateError) -> (SignedPart, ASN1Node) {
        var fields = try Fields(Fields.parse(der, name: name), name: name)
        let content = try fields.next(.sequence)
        let algorithm = try fields.next(.sequence)
        let signature = try fields.next(.bitString).wholeBits("signature")
        try fields.end()
        let part = SignedPart(
            message: Array(content.encodedBytes),
            algorithm: try SignatureAlgorithm(algorithm),
            algorithmBytes: Array(algorithm.encodedBytes),
            signature: signature
        )
        return (part, content)
    }

    /// Refuses another algorithm within what is signed than outside of it: RFC 5280 section 4.1.1.2.
    func checkInner(_ node: ASN1Node) throws(CertificateError) {
        guard node.encodedBytes.elementsEqual(algorithmBytes) else {
            throw CertificateError(
                .algorithm,
                at: "signature algorithm",
                "the signed one and the one outside differ"
            )
        }
    }

    func isSigned(by key: PublicKey) -> Bool { key.verifies(signature, algorithm, message: message) }
}
