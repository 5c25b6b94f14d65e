import Bytes

/// Text armour, RFC 7468 in its lax form (section 2 and figure 2): lines of any width, all in one line, text around.
///
/// What counts is what is within; nothing is hashed or signed as text.
package enum PEM {
    static let largest = 2 << 20
    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)

    /// Whether there is armour in a text.
    package static func isIn(_ text: [UInt8]) -> Bool { place(of: begin, in: text[...]) != nil }

    /// The contents of all blocks; a block with another label is an error, text around them is not.
    static func decode(_ text: [UInt8], label: String, most: Int) throws(CertificateError) -> [[UInt8]] {
        guard text.count <= largest else {
            throw CertificateError(.tooLarge, at: "PEM", "\(text.count) bytes, at most \(largest)")
        }
        var rest = text[...]
        var blocks: [[UInt8]] = []
        while let block = try next(&rest, name: "block \(blocks.count)") {
            guard block.label.elementsEqual(label.utf8) else {
                throw CertificateError(.pem, at: "block \(blocks.count)", "want BEGIN \(label)")
            }
            guard blocks.count < most else {
                throw CertificateError(.pem, at: "PEM", "at most \(most) blocks")
            }
            blocks.append(block.content)
        }
        guard !blocks.isEmpty else {
            // UTF-16 has no armour in it that anybody would find.
            let mark = text.starts(with: [0xff, 0xfe]) || text.starts(with: [0xfe, 0xff])
            let detail = "no \(label)"
            throw CertificateError(
                .pem,
                at: "PEM",
                mark ? WindowsText.detail(detail, in: text.prefix(3)) : detail
            )
        }
        return blocks
    }

    /// The content of a text with just one block, whatever its label; nil for all other texts.
    package static func single(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= largest else { return nil }
        var rest = text[...]
        do {
            let first = try next(&rest, name: "")
            return try next(&rest, name: "") == nil ? first?.content : nil
        } catch { return nil }
    }

    private struct Block: Equatable {
        let label: ArraySlice<UInt8>
        let content: [UInt8]
    }

    /// Takes the next block and what stands before it off the text; nil where there is none.
    private static func next(
        _ text: inout ArraySlice<UInt8>,
        name: String
    ) throws(CertificateError) -> Block? {
        let start = place(of: begin, in: text)
        // An end without its beginning is a block that was cut.
        if place(of: end, in: text[..<(start ?? text.endIndex)]) != nil {
            throw CertificateError(.pem, at: name, "END without BEGIN")
        }
        guard let start else { return nil }
        text = text[(start + begin.count)...]
        guard let close = place(of: dashes, in: text),
            text[..<close].allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw CertificateError(.pem, at: name, "BEGIN without a label") }
        let label = text[..<close]
        text = text[(close + dashes.count)...]
        let wanted = end + label + dashes
        guard let last = text.firstIndex(of: UInt8(ascii: "-")), text[last...].starts(with: wanted) else {
            throw CertificateError(.pem, at: name, "want END \(Escape.line(label))")
        }
        let content = try base64(text[..<last], name: name)
        text = text[(last + wanted.count)...]
        return Block(label: label, content: content)
    }

    // RFC 7468 figure 2: white space anywhere, and padding that may be left out.
    private static func base64(
        _ text: ArraySlice<UInt8>,
        name: String
    ) throws(CertificateError) -> [UInt8] {
        var digits = text.filter { !((0x09...0x0d).contains($0) || $0 == 0x20) }
        guard !digits.isEmpty else { throw CertificateError(.pem, at: name, "is empty") }
        while digits.count % 4 > 1 { digits.append(UInt8(ascii: "=")) }
        do { return try Base64.decode(digits[...]) } catch {
            throw CertificateError(.pem, at: name, error.description)
        }
    }

    private static func place(of words: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        var rest = text
        while let start = rest.firstIndex(of: words[0]) {
            if text[start...].starts(with: words) { return start }
            rest = text[(start + 1)...]
        }
        return nil
    }
}

extension Certificate {
    /// Reads 1 to 8 certificates in PEM, in their order.
    package static func pem(_ text: [UInt8]) throws(CertificateError) -> [Certificate] {
        try PEM.decode(text, label: "CERTIFICATE", most: 8).map { der throws(CertificateError) in
            try Certificate(der: der)
        }
    }

    /// The certificate in PEM, a line end behind it.
    package var pem: [UInt8] {
        var rest = Base64.encode(der)[...]
        var text = "-----BEGIN CERTIFICATE-----\n"
        while !rest.isEmpty {
            text += "\(rest.prefix(64))\n"
            rest = rest.dropFirst(64)
        }
        return Array("\(text)-----END CERTIFICATE-----\n".utf8)
    }

    /// Whether it names itself as its issuer, as roots do.
    package var isSelfIssued: Bool { issuer == subject }

    /// The same certificates from the one that issued none of the others up to the root, as far as names lead.
    ///
    /// Whether each signed the next is a matter of `CertificatePath`. Those that no name leads to follow as they came.
    package static func ordered(_ certificates: [Certificate]) -> [Certificate] {
        var rest = certificates
        let lowest = rest.firstIndex { one in
            !one.isSelfIssued && !rest.contains { $0 != one && $0.issuer == one.subject }
        }
        guard let lowest else { return certificates }
        var chain = [rest.remove(at: lowest)]
        while let last = chain.last, let next = rest.firstIndex(where: { $0.subject == last.issuer }) {
            chain.append(rest.remove(at: next))
        }
        return chain + rest
    }
}

extension RevocationList {
    /// Reads one list, in DER or in PEM.
    package static func pemOrDER(_ bytes: [UInt8]) throws(CertificateError) -> RevocationList {
        guard bytes.first != 0x30, PEM.isIn(bytes) else { return try RevocationList(der: bytes) }
        return try RevocationList(der: PEM.decode(bytes, label: "X509 CRL", most: 1)[0])
    }
}
