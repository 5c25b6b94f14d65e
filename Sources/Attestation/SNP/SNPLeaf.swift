import Bytes
import Certificates

/// A VCEK or VLEK certificate: AMD publication 57230, sections 3 and 4.
///
/// Its extensions state the firmware, and the chip or the cloud provider, that its key belongs to.
struct SNPLeaf: Sendable {
    let certificate: Certificate
    let signer: SNPReport.Signer
    let product: SNPProduct
    /// The firmware that the key was derived from.
    let tcb: SNPTCB
    /// The chip of a VCEK.
    let chipID: [UInt8]?
    /// Whom AMD gave a VLEK to.
    let provider: String?

    private static let arc = "1.3.6.1.4.1.3704.1"

    init(_ certificate: Certificate) throws(AttestationError) {
        self.certificate = certificate
        (signer, product) = try SNPLeaf.kind(certificate)
        let named = try SNPLeaf.text(certificate, "2").split(separator: "-", maxSplits: 1).first ?? ""
        guard named == product.name else {
            throw SNPLeaf.bad("extension 2", "got product \(named), but the issuer's is \(product.name)")
        }
        tcb = try SNPLeaf.tcb(certificate, product)
        let chipID = certificate.extensionValue("\(SNPLeaf.arc).4")
        provider = signer == .vlek ? try SNPLeaf.text(certificate, "5") : nil
        self.chipID = chipID
        guard chipID?.count == (signer == .vcek ? product.chipIDCount : nil) else {
            throw SNPLeaf.bad("extension 4", "got \(chipID?.count ?? 0) bytes of chip id")
        }
    }

    /// The parties' names, which are part of what AMD signs.
    private static func kind(
        _ certificate: Certificate
    ) throws(AttestationError) -> (SNPReport.Signer, SNPProduct) {
        let issuer = certificate.issuerCommonName ?? ""
        switch certificate.subjectCommonName {
        case "SEV-VCEK" where issuer.hasPrefix("SEV-"):
            if let product = SNPProduct(name: issuer.dropFirst(4)) { return (.vcek, product) }
        case "SEV-VLEK" where issuer.hasPrefix("SEV-VLEK-"):
            if let product = SNPProduct(name: issuer.dropFirst(9)) { return (.vlek, product) }
        default: break
        }
        throw AttestationError(
            .evidenceUnsupported,
            at: "leaf",
            "no known VCEK or VLEK: \(certificate.subjectText), issued by \(certificate.issuerText)"
        )
    }

    private static func tcb(
        _ certificate: Certificate,
        _ product: SNPProduct
    ) throws(AttestationError) -> SNPTCB {
        var values: [SNPComponent: UInt8] = [:]
        for component in product.layout.compactMap({ $0 }) {
            values[component] = try number(certificate, component.oid)
        }
        for oid in SNPComponent.reservedOIDs where certificate.extensionValue(oid) != nil {
            guard try number(certificate, oid) == 0 else { throw bad(oid, "reserved, want 0") }
        }
        return SNPTCB(product: product, values: values)
    }

    /// An INTEGER from 0 to 255 in DER.
    private static func number(_ certificate: Certificate, _ oid: String) throws(AttestationError) -> UInt8 {
        switch certificate.extensionValue(oid) ?? [] {
        case let value where value.count == 3 && value.starts(with: [2, 1]) && value[2] < 0x80:
            return value[2]
        case let value where value.count == 4 && value.starts(with: [2, 2, 0]) && value[3] >= 0x80:
            return value[3]
        case let value: throw bad(oid, "got \(Hex.encode(value.prefix(16))), want an integer from 0 to 255")
        }
    }

    /// A short IA5String in DER.
    private static func text(_ certificate: Certificate, _ last: String) throws(AttestationError) -> String {
        let value = certificate.extensionValue("\(arc).\(last)") ?? []
        guard value.count > 2, value.count < 130, value[0] == 0x16, Int(value[1]) == value.count - 2,
            value.dropFirst(2).allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw bad("extension \(last)", "want a short IA5String") }
        return String(decoding: value.dropFirst(2), as: UTF8.self)
    }

    private static func bad(_ place: String, _ detail: String) -> AttestationError {
        AttestationError(.collateralMalformed, at: "leaf, \(place)", detail)
    }
}
