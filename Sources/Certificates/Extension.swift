import Bytes
import SwiftASN1

/// One extension of a certificate, a revocation list or one of its entries.
///
///     Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
package struct Extension: Hashable, Sendable {
    /// Such as `2.5.29.15`.
    package let oid: String
    package let isCritical: Bool
    /// What the OCTET STRING holds.
    package let value: [UInt8]

    static let keyUsage = "2.5.29.15"
    static let basicConstraints = "2.5.29.19"
    static let revocationNumber = "2.5.29.20"
    static let revocationReason = "2.5.29.21"
    static let invalidityDate = "2.5.29.24"
    static let deltaIndicator = "2.5.29.27"
    static let distributionPoint = "2.5.29.28"
    static let certificateIssuer = "2.5.29.29"
    /// Name constraints, policy constraints, inhibit any-policy: what they say counts, however they are marked.
    static let pathConstraints: Set<String> = ["2.5.29.30", "2.5.29.36", "2.5.29.54"]

    init(_ node: ASN1Node) throws(CertificateError) {
        var fields = try Fields(node, name: "extension")
        oid = try fields.next(.objectIdentifier).identifierText("extension")
        isCritical = try fields.optional(.boolean)?.isTrue("extension \(oid)") ?? false
        value = Array(try fields.next(.octetString).content(.octetString, "extension \(oid)"))
        try fields.end()
    }

    /// At least one, none of them twice: RFC 5280 section 4.2.
    static func list(_ node: ASN1Node) throws(CertificateError) -> [Extension] {
        var fields = try Fields(node, name: "extensions")
        var list: [Extension] = []
        var seen: Set<String> = []
        repeat {
            let next = try Extension(fields.next(.sequence))
            guard seen.insert(next.oid).inserted else {
                throw CertificateError(.extension, at: "extension \(next.oid)", "is repeated")
            }
            list.append(next)
        } while !fields.isAtEnd
        return list
    }

    /// The value as DER.
    func node() throws(CertificateError) -> ASN1Node { try Fields.parse(value, name: "extension \(oid)") }
}

/// What a key may be used for, RFC 5280 section 4.2.1.3.
package struct KeyUsage: OptionSet, Hashable, Sendable {
    /// Bit n of the BIT STRING is 1 << n.
    package let rawValue: UInt16

    package static let digitalSignature = KeyUsage(rawValue: 1)
    package static let keyCertSign = KeyUsage(rawValue: 1 << 5)
    package static let cRLSign = KeyUsage(rawValue: 1 << 6)

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    // A named bit list should end in its last bit that is set (X.690 section 11.2.2); AMD's do not.
    init(_ found: Extension) throws(CertificateError) {
        let bytes = Array(try found.node().content(.bitString, "key usage"))
        guard (2...3).contains(bytes.count), let last = bytes.last, bytes[0] < 8,
            last & ((1 << bytes[0]) - 1) == 0, bytes.dropFirst().contains(where: { $0 != 0 })
        else { throw CertificateError(.extension, at: "key usage", "want 1 to 9 bits, one of them set") }
        var bits: UInt16 = 0
        for (index, byte) in bytes.dropFirst().enumerated() {
            for bit in 0..<8 where byte & (0x80 >> UInt8(bit)) != 0 { bits |= 1 << UInt16(index * 8 + bit) }
        }
        rawValue = bits
    }
}

/// Whether a key may sign certificates, RFC 5280 section 4.2.1.9.
struct BasicConstraints {
    let isAuthority: Bool
    let pathLength: Int?

    init(_ found: Extension) throws(CertificateError) {
        let name = "basic constraints"
        var fields = try Fields(found.node(), name: name)
        isAuthority = try fields.optional(.boolean)?.isTrue(name) ?? false
        pathLength = try fields.optional(.integer)?.number(name)
        try fields.end()
        guard isAuthority || pathLength == nil else {
            throw CertificateError(.extension, at: name, "a path length without authority")
        }
    }
}
