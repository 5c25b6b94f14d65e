package import Bytes
import SwiftASN1

/// A certificate revocation list, v2: RFC 5280 section 5, read strictly.
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
        /// Since when the certificate is known or thought to be bad, section 5.3.2; nil where the list does not say.
        package let invalidSince: Timestamp?
        /// RFC 5280 section 5.3.1, 1 is key compromise; nil where the list does not say.
        package let reason: Int?

        /// From when on the certificate counts as revoked: an issuer learns of it later, never before.
        package var countsFrom: Timestamp { min(revokedAt, invalidSince ?? revokedAt) }
    }

    /// The whole list.
    package let der: [UInt8]
    package let thisUpdate: Timestamp
    package let nextUpdate: Timestamp
    /// The content of the INTEGER.
    package let number: [UInt8]?
    package let entries: [Entry]
    /// The extension by which the list leaves out certificates of its issuer, or lists those of others; nil for a
    /// complete list, the one kind whose silence says anything.
    package let restriction: String?
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
        let (entries, issuers) =
            try fields.optional(.sequence).map { node throws(CertificateError) in
                try RevocationList.entries(node)
            } ?? ([], nil)
        self.entries = entries
        let extensions =
            try fields.explicit(0).map { node throws(CertificateError) in try Extension.list(node) } ?? []
        try fields.end()
        try RevocationList.refuseCritical(
            extensions,
            besides: RevocationList.restrictions + [Extension.revocationNumber]
        )
        number = try extensions.first { $0.oid == Extension.revocationNumber }.map {
            found throws(CertificateError) in try found.node().natural("list number")
        }
        restriction = extensions.map(\.oid).first { RevocationList.restrictions.contains($0) } ?? issuers
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

    // A delta list, and one by distribution point: whoever issues one should mark it critical (sections 5.2.4 and
    // 5.2.5), and what it leaves out it leaves out all the same where he does not.
    private static let restrictions = [Extension.deltaIndicator, Extension.distributionPoint]

    /// The entries, and the extension by which one of them is of another issuer's certificate (section 5.3.3).
    private static func entries(_ node: ASN1Node) throws(CertificateError) -> ([Entry], String?) {
        var fields = try Fields(node, name: "revoked certificates")
        var entries: [Entry] = []
        var seen: Set<[UInt8]> = []
        var restriction: String?
        repeat {
            guard entries.count < mostEntries else {
                throw CertificateError(.tooLarge, at: "revoked certificates", "more than \(mostEntries)")
            }
            let (entry, isForeign) = try Entry.read(fields.next(.sequence))
            guard seen.insert(entry.serial).inserted else {
                throw CertificateError(.malformed, at: "revoked certificates", "a serial number is repeated")
            }
            entries.append(entry)
            if isForeign { restriction = Extension.certificateIssuer }
        } while !fields.isAtEnd
        return (entries, restriction)
    }

    fileprivate static func refuseCritical(
        _ extensions: [Extension],
        besides known: [String]
    ) throws(CertificateError) {
        guard let unknown = extensions.first(where: { $0.isCritical && !known.contains($0.oid) }) else {
            return
        }
        throw CertificateError(.extension, at: "extension \(unknown.oid)", "critical and not known")
    }
}

extension RevocationList.Entry {
    private static let known = [
        Extension.revocationReason, Extension.invalidityDate, Extension.certificateIssuer,
    ]

    /// The entry, and whether it names another issuer than the list's.
    fileprivate static func read(
        _ node: ASN1Node
    ) throws(CertificateError) -> (RevocationList.Entry, isForeign: Bool) {
        var fields = try Fields(node, name: "revoked certificate")
        let serial = try Certificate.serial(fields.next(.integer))
        let revokedAt = try fields.any().time("revocation date")
        let extensions =
            try fields.optional(.sequence).map { node throws(CertificateError) in
                try Extension.list(node)
            } ?? []
        try fields.end()
        try RevocationList.refuseCritical(extensions, besides: known)
        let entry = RevocationList.Entry(
            serial: serial,
            revokedAt: revokedAt,
            invalidSince: try invalidSince(extensions),
            reason: try reason(extensions)
        )
        return (entry, extensions.contains { $0.oid == Extension.certificateIssuer })
    }

    /// A GeneralizedTime in any year: section 5.3.2.
    private static func invalidSince(_ extensions: [Extension]) throws(CertificateError) -> Timestamp? {
        try extensions.first { $0.oid == Extension.invalidityDate }.map { found throws(CertificateError) in
            let node = try found.node()
            guard node.identifier == .generalizedTime else {
                throw CertificateError(.extension, at: "invalidity date", "got \(node.identifier)")
            }
            return try node.time("invalidity date")
        }
    }

    // 7 is no reason, and 8 takes an entry out of a list that a delta list amends (section 5.3.1).
    private static func reason(_ extensions: [Extension]) throws(CertificateError) -> Int? {
        let reason = try extensions.first { $0.oid == Extension.revocationReason }.map {
            found throws(CertificateError) in try found.node().number("reason", .enumerated)
        }
        guard reason.map({ (0...10).contains($0) && $0 != 7 && $0 != 8 }) ?? true else {
            throw CertificateError(.extension, at: "reason", "want 0 to 10, and neither 7 nor 8")
        }
        return reason
    }
}
