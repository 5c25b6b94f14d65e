import Bytes

/// The field types that leaves share; `Formats/log-v1.md` section 1.
package enum LeafField {
    package static let largestProof = (8 << 30) - 1
    package static let largestInlineProof = 1_024
    package static let mostProofs = 8
    package static let mostEvidence = 64

    /// A proof kind such as `attested/1`: `[a-z0-9-]+/[a-z0-9.]+`, at most 32 bytes.
    package static func isKind(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 32, let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
        let name = bytes[..<slash]
        let version = bytes[bytes.index(after: slash)...]
        return !name.isEmpty && !version.isEmpty
            && name.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            && version.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: ".") }
    }

    /// A quantity such as `0.0625`: at most six digits, no superfluous zeros in front.
    package static func isDecimal(_ text: some Collection<UInt8>) -> Bool {
        var rest = Array(text)[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.reduce(0) { $0 + $1.count }
        guard digits <= 6, let whole = parts.first, parts.allSatisfy({ !$0.isEmpty }) else { return false }
        guard whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        return parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// A log origin such as `bulla.example/run/7`: 1 to 200 visible ASCII characters, no `+`.
    package static func isOrigin(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "+") }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
    }
}

extension JSONObject {
    mutating func evidence() throws(FormatError) -> [Digest] {
        let texts = try strings("evidence")
        guard texts.count <= LeafField.mostEvidence else {
            throw FormatError(.tooLarge, at: location("evidence"), "at most \(LeafField.mostEvidence)")
        }
        var digests: [Digest] = []
        for text in texts {
            guard let digest = Digest(hex: text) else {
                throw FormatError(.badValue, at: location("evidence"), "want 64 hexadecimal digits each")
            }
            digests.append(digest)
        }
        return digests
    }
}

extension JSON {
    static func evidence(_ digests: [Digest]) -> JSON { .array(digests.map { .digest($0) }) }

    /// An object with one more member; any other value as it is.
    func adding(_ key: String, _ value: JSON) -> JSON {
        guard case .object(var members) = self else { return self }
        members[key] = value
        return .object(members)
    }
}
