import Bytes
import SwiftASN1

/// Reads forward through the fields of one constructed DER value; `end()` comes last.
struct Fields {
    private var nodes: ASN1NodeCollection.Iterator
    private var ahead: ASN1Node?
    let name: String

    init(_ node: ASN1Node, _ tag: ASN1Identifier = .sequence, name: String) throws(CertificateError) {
        guard node.identifier == tag, case .constructed(let children) = node.content else {
            throw CertificateError(.malformed, at: name, "got \(node.identifier), want \(tag)")
        }
        nodes = children.makeIterator()
        ahead = nodes.next()
        self.name = name
    }

    var isAtEnd: Bool { ahead == nil }

    /// The next field, whatever it is.
    mutating func any() throws(CertificateError) -> ASN1Node {
        guard let node = ahead else { throw CertificateError(.malformed, at: name, "a field is missing") }
        ahead = nodes.next()
        return node
    }

    mutating func next(_ tag: ASN1Identifier) throws(CertificateError) -> ASN1Node {
        let node = try any()
        guard node.identifier == tag else {
            throw CertificateError(.malformed, at: name, "got \(node.identifier), want \(tag)")
        }
        return node
    }

    /// The next field where it has this tag.
    mutating func optional(_ tag: ASN1Identifier) -> ASN1Node? {
        guard let node = ahead, node.identifier == tag else { return nil }
        ahead = nodes.next()
        return node
    }

    /// The one value within the next field, where that is `[number]` with an explicit tag.
    mutating func explicit(_ number: UInt) throws(CertificateError) -> ASN1Node? {
        let tag = ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
        guard let outer = optional(tag) else { return nil }
        var inner = try Fields(outer, tag, name: "\(name) [\(number)]")
        let node = try inner.any()
        try inner.end()
        return node
    }

    /// The next field as the fields within it.
    mutating func sequence(_ name: String) throws(CertificateError) -> Fields {
        try Fields(next(.sequence), name: name)
    }

    /// Refuses fields that nobody read.
    func end() throws(CertificateError) {
        if let ahead { throw CertificateError(.malformed, at: name, "unexpected \(ahead.identifier)") }
    }

    /// Reads one whole DER value; minimal lengths and no byte behind it.
    static func parse(_ der: [UInt8], name: String) throws(CertificateError) -> ASN1Node {
        do { return try DER.parse(der) } catch {
            throw CertificateError(.malformed, at: name, "not DER: \(error)")
        }
    }
}
