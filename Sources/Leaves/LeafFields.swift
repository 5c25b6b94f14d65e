import Bytes

/// The field types that leaves share; `Formats/log-v1.md` section 1.
package enum LeafField {
    package static let largestProof = (8 << 30) - 1
    package static let largestInlineProof = 1_024
    package static let mostProofs = 8
    package static let mostEvidence = 64

    /// A proof kind such as `attested/1`: `[a-z0-9-]+/[a-z0-9.]+`, at most 32 bytes.
    package static func isKind(_ text: some StringProtocol) -> Bool {
        var isVersion = false
        var partBytes = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "/") && !isVersion && partBytes > 0 {
                isVersion = true
                partBytes = 0
                continue
            }
            let mark = isVersion ? UInt8(ascii: ".") : UInt8(ascii: "-")
            guard isLowerAlphanumeric(byte) || byte == mark else { return false }
            partBytes += 1
        }
        return isVersion && partBytes > 0 && text.utf8.count <= 32
    }

    /// A quantity such as `0.0625`: at most six digits, no superfluous zeros in front.
    package static func isDecimal(_ text: some Collection<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        var whole = 0
        var fraction = 0
        var hasPoint = false
        for byte in digits {
            if byte == UInt8(ascii: ".") && !hasPoint {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte) else { return false }
            if hasPoint { fraction += 1 } else { whole += 1 }
        }
        guard whole == 1 || digits.first != UInt8(ascii: "0") else { return false }
        return whole > 0 && (fraction > 0) == hasPoint && whole + fraction <= 6
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

extension Form<[Digest]> {
    /// Digests of the files of one event.
    static var evidence: Form {
        .list(of: .digest).checked { (digests, place) throws(FormatError) in
            guard digests.count <= LeafField.mostEvidence else {
                throw FormatError(.tooLarge, at: place, "at most \(LeafField.mostEvidence)")
            }
        }
    }
}

extension JSON {
    /// An object with one member less; any other value as it is.
    func without(_ key: String) -> JSON {
        guard case .object(var members) = self else { return self }
        members[key] = nil
        return .object(members)
    }
}
