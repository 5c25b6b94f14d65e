package import Bytes
import SwiftASN1

/// A complete certificate revocation list, v2: RFC 5280 section 5, read strictly.
///
///     CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signature BIT STRING }
///     TBSCertList     ::= SEQUENCE { version, signature, issuer, thisUpdate, nextUpdate, revoked OPTIONAL,
///                                    [0] extensions }
package struct RevocationList: Hashable, Sendable {
    package static let largest = 1 << 20
    package static let mostEntries = 10_000

    /// A certificate that its issuer took back.
    package struct Entry: Hashable, Sendable {
        /// The content of the INTEGER.
        package let serial: [UInt8]
        package let revokedAt: Timestamp
        /// RFC 5280 section 5.3.1, 1 is key compromise; nil where the list does not say.
        package let reason: Int?
    }

    /// The whole list.
    package let der: [UInt8]
    package let thisUpdate: Timestamp
    package let nextUpdate: Timestamp
    /// The content of the INTEGER.
    package let number: [UInt8]?
    package let entries: [Entry]
    private let issuerName: Name
    private let signed: SignedPart

    package init(der: [UInt8]) throws(CertificateError) {
        guard der.count <= RevocationList.largest else {
            throw CertificateError(
                .tooLarge,
                at: "revocation list",
                "\(der.count) bytes, at most \(RevocationList.largest)"
            )
        }
        let (signed, content) = try SignedPart.read(der, name: "revocation list")
        var fields = try Fields(content, name: "revocation list")
        let version = try fields.next(.integer).number("version")
        guard version == 1 else {
            throw CertificateError(.version, at: "version", "got v\(version + 1), want v2")
        }
        try signed.checkInner(fields.next(.sequence))
        issuerName = try Name(fields.next(.sequence), "issuer")
        thisUpdate = try fields.any().time("this update")
        nextUpdate = try fields.any().time("next update")
        entries =
            try fields.optional(.sequence).map { node throws(CertificateError) in
                try RevocationList.entries(node)
            } ?? []
        number = try RevocationList.number(fields.explicit(0))
        try fields.end()
        self.der = der
        self.signed = signed
    }

    /// DER of the issuer's name.
    package var issuer: [UInt8] { issuerName.der }
    /// The issuer as people write it.
    package var issuerText: String { issuerName.text }

    /// Whether the names fit, the issuer may sign lists, and its key made the signature.
    package func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && issuer.keyUsage?.contains(.cRLSign) != false
            && signed.isSigned(by: issuer.publicKey)
    }

    /// The entry of a certificate of the same issuer.
    package func entry(serial: [UInt8]) -> Entry? { entries.first { $0.serial == serial } }

    // All else follows from the bytes.
    package static func == (a: RevocationList, b: RevocationList) -> Bool { a.der == b.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static func entries(_ node: ASN1Node) throws(CertificateError) -> [Entry] {
        var fields = try Fields(node, name: "revoked certificates")
        var entries: [Entry] = []
        var seen: Set<[UInt8]> = []
        repeat {
            guard entries.count < mostEntries else {
                throw CertificateError(.tooLarge, at: "revoked certificates", "more than \(mostEntries)")
            }
            let entry = try Entry(fields.next(.sequence))
            guard seen.insert(entry.serial).inserted else {
                throw CertificateError(.malformed, at: "revoked certificates", "a serial number stands twice")
            }
            entries.append(entry)
        } while !fields.isAtEnd
        return entries
    }

    // Partial lists (delta, indirect, by distribution point) say so in critical extensions, and are refused.
    private static func number(_ node: ASN1Node?) throws(CertificateError) -> [UInt8]? {
        guard let node else { return nil }
        let extensions = try Extension.list(node)
        try refuseCritical(extensions, besides: Extension.revocationNumber)
        guard let found = extensions.first(where: { $0.oid == Extension.revocationNumber }) else {
            return nil
        }
        return try found.node().natural("list number")
    }

    fileprivate static func refuseCritical(
        _ extensions: [Extension],
        besides known: String
    ) throws(CertificateError) {
        guard let unknown = extensions.first(where: { $0.isCritical && $0.oid != known }) else { return }
        throw CertificateError(.extension, at: "extension \(unknown.oid)", "critical and not known")
    }
}

extension RevocationList.Entry {
    fileprivate init(_ node: ASN1Node) throws(CertificateError) {
        var fields = try Fields(node, name: "revoked certificate")
        serial = try Certificate.serial(fields.next(.integer))
        revokedAt = try fields.any().time("revocation date")
        let extensions =
            try fields.optional(.sequence).map { node throws(CertificateError) in
                try Extension.list(node)
            } ?? []
        try fields.end()
        try RevocationList.refuseCritical(extensions, besides: Extension.revocationReason)
        reason = try extensions.first { $0.oid == Extension.revocationReason }.map {
            found throws(CertificateError) in try found.node().number("reason", .enumerated)
        }
        guard reason.map({ (0...10).contains($0) && $0 != 7 }) ?? true else {
            throw CertificateError(.extension, at: "reason", "want 0 to 10, and not 7")
        }
    }
}
