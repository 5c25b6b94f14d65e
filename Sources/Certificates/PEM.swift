import Bytes

/// Text armour, RFC 7468 in its strict form (section 3, figure 3).
enum PEM {
    static let largest = 2 << 20

    /// The contents of all blocks with this label; white space between them and NULs at the end are allowed.
    static func decode(_ text: [UInt8], label: String, most: Int) throws(CertificateError) -> [[UInt8]] {
        guard text.count <= largest else {
            throw CertificateError(.tooLarge, at: "PEM", "\(text.count) bytes, at most \(largest)")
        }
        if let mark = WindowsText.fault(in: text.prefix(3)) {
            throw CertificateError(.pem, at: "PEM", "\(mark), want a text without it")
        }
        var lines = try self.lines(text)[...]
        var blocks: [[UInt8]] = []
        while let line = lines.popFirst() {
            if line.isEmpty { continue }
            guard line.elementsEqual("-----BEGIN \(label)-----".utf8) else {
                throw CertificateError(.pem, at: "block \(blocks.count)", "want BEGIN \(label)")
            }
            guard blocks.count < most else {
                throw CertificateError(.pem, at: "PEM", "at most \(most) blocks")
            }
            blocks.append(try body(&lines, label, name: "block \(blocks.count)"))
        }
        guard !blocks.isEmpty else { throw CertificateError(.pem, at: "PEM", "no \(label)") }
        return blocks
    }

    private static func body(
        _ lines: inout ArraySlice<ArraySlice<UInt8>>,
        _ label: String,
        name: String
    ) throws(CertificateError) -> [UInt8] {
        var body: [UInt8] = []
        var isLast = false
        while let line = lines.popFirst() {
            if line.elementsEqual("-----END \(label)-----".utf8) {
                do { return try Base64.decode(body[...]) } catch {
                    throw CertificateError(.pem, at: name, error.description)
                }
            }
            guard !isLast, (1...64).contains(line.count) else {
                throw CertificateError(.pem, at: name, "want lines of 64 characters")
            }
            isLast = line.count < 64
            body.append(contentsOf: line)
        }
        throw CertificateError(.pem, at: name, "no END \(label)")
    }

    // Intel ends its chains in NULs, and some servers write CR LF.
    private static func lines(_ text: [UInt8]) throws(CertificateError) -> [ArraySlice<UInt8>] {
        let end = text.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return text[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            let line = $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0
            return line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ? [] : line
        }
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
}

extension RevocationList {
    /// Reads one list, in PEM where the text begins with its armour.
    package static func pemOrDER(_ bytes: [UInt8]) throws(CertificateError) -> RevocationList {
        guard bytes.starts(with: "-----BEGIN ".utf8) else { return try RevocationList(der: bytes) }
        return try RevocationList(der: PEM.decode(bytes, label: "X509 CRL", most: 1)[0])
    }
}
