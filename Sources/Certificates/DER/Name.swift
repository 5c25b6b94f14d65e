import Bytes
import SwiftASN1

/// A distinguished name, RFC 5280 section 4.1.2.4: its bytes for comparing, its text for people.
///
/// Names are equal where their bytes are: no vendor of TEEs spells one name in two ways.
struct Name: Hashable, Sendable {
    let der: [UInt8]
    /// `OU=Engineering, C=US, CN=ARK-Milan`, in the order of the certificate.
    let text: String
    let commonName: String?

    private static let attributes = [
        "2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
        "2.5.4.10": "O", "2.5.4.11": "OU",
    ]

    init(_ node: ASN1Node, _ name: String) throws(CertificateError) {
        var parts: [(type: String, value: String)] = []
        var sets = try Fields(node, name: name)
        while !sets.isAtEnd { try Name.read(sets.any(), name, into: &parts) }
        der = Array(node.encodedBytes)
        text = parts.map { "\($0.type)=\($0.value)" }.joined(separator: ", ")
        let names = parts.filter { $0.type == "CN" }
        commonName = names.count == 1 ? names[0].value : nil
    }

    private static func read(
        _ node: ASN1Node,
        _ name: String,
        into parts: inout [(type: String, value: String)]
    ) throws(CertificateError) {
        var set = try Fields(node, .set, name: name)
        var before: ArraySlice<UInt8>?
        repeat {
            let pair = try set.next(.sequence)
            // The order of SET OF, X.690 section 11.6.
            if let before, !before.lexicographicallyPrecedes(pair.encodedBytes) {
                throw CertificateError(.malformed, at: name, "attributes out of order")
            }
            before = pair.encodedBytes
            var fields = try Fields(pair, name: name)
            let type = try fields.next(.objectIdentifier).identifierText(name)
            let value = try fields.any()
            try fields.end()
            parts.append((attributes[type] ?? type, text(value)))
        } while !set.isAtEnd
    }

    // Separators and what a terminal would act on are escaped: a name must not look like another one.
    private static func text(_ node: ASN1Node) -> String {
        guard [.utf8String, .printableString, .ia5String].contains(node.identifier),
            case .primitive(let bytes) = node.content,
            let text = String(validating: bytes, as: UTF8.self)
        else { return "#\(Hex.encode(node.encodedBytes))" }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case ",", "=", "+", "\\", "#": "\\\(scalar)"
            case " "..."~": String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16))}"
            }
        }.joined()
    }
}
