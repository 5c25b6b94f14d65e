import Bytes
import SwiftASN1

extension ASN1Node {
    /// The bytes of a primitive value.
    func content(_ tag: ASN1Identifier, _ name: String) throws(CertificateError) -> ArraySlice<UInt8> {
        guard identifier == tag, case .primitive(let bytes) = content else {
            throw CertificateError(.malformed, at: name, "got \(identifier), want primitive \(tag)")
        }
        return bytes
    }

    /// A BOOLEAN that is TRUE: FALSE is the default wherever X.509 has one, and DER leaves defaults out.
    func isTrue(_ name: String) throws(CertificateError) -> Bool {
        guard try content(.boolean, name).elementsEqual([0xff]) else {
            throw CertificateError(.malformed, at: name, "want TRUE, or nothing")
        }
        return true
    }

    /// The bytes of an INTEGER that is not negative, in the shortest form.
    func natural(_ name: String, _ tag: ASN1Identifier = .integer) throws(CertificateError) -> [UInt8] {
        let bytes = Array(try content(tag, name))
        guard let first = bytes.first, first < 0x80 else {
            throw CertificateError(.malformed, at: name, "want an integer that is not negative")
        }
        guard bytes.count == 1 || first != 0 || bytes[1] >= 0x80 else {
            throw CertificateError(.malformed, at: name, "integer with needless zeros")
        }
        return bytes
    }

    /// An INTEGER from 0 to 2^31 − 1.
    func number(_ name: String, _ tag: ASN1Identifier = .integer) throws(CertificateError) -> Int {
        let bytes = try natural(name, tag)
        guard bytes.count <= 4 else { throw CertificateError(.malformed, at: name, "integer too large") }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// A BIT STRING of whole bytes.
    func wholeBits(_ name: String) throws(CertificateError) -> [UInt8] {
        let bytes = try content(.bitString, name)
        guard bytes.first == 0 else { throw CertificateError(.malformed, at: name, "want whole bytes") }
        return Array(bytes.dropFirst())
    }

    /// An OBJECT IDENTIFIER as `1.2.840`, X.690 section 8.19.
    func identifierText(_ name: String) throws(CertificateError) -> String {
        let bytes = try content(.objectIdentifier, name)
        let bad = CertificateError(.malformed, at: name, "not an object identifier")
        guard let last = bytes.last, last < 0x80 else { throw bad }
        var arcs: [UInt64] = []
        var arc: UInt64 = 0
        var isFirst = true
        for byte in bytes {
            guard !(isFirst && byte == 0x80), arc < 1 << 56 else { throw bad }
            arc = arc << 7 | UInt64(byte & 0x7f)
            isFirst = byte < 0x80
            guard isFirst else { continue }
            arcs.append(arc)
            arc = 0
        }
        let root = min(arcs[0] / 40, 2)
        return ([root, arcs[0] - root * 40] + arcs.dropFirst()).map(String.init).joined(separator: ".")
    }

    /// UTCTime or GeneralizedTime to the second and in UTC, RFC 5280 section 4.1.2.5.
    func time(_ name: String) throws(CertificateError) -> Timestamp {
        let isShort = identifier == .utcTime
        let digits = String(
            decoding: try content(isShort ? .utcTime : .generalizedTime, name),
            as: UTF8.self
        )
        let century = !isShort ? "" : digits.prefix(2) < "50" ? "20" : "19"
        let all = Array((century + digits).utf8)
        guard all.count == 15, all[14] == UInt8(ascii: "Z") else {
            throw CertificateError(.time, at: name, "got \(all.count) characters, want YYYYMMDDhhmmssZ")
        }
        func part(_ range: Range<Int>) -> String { String(decoding: all[range], as: UTF8.self) }
        let text =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
        do { return try Timestamp(text) } catch {
            throw CertificateError(.time, at: name, "not a time from 1970 to 9999")
        }
    }
}
