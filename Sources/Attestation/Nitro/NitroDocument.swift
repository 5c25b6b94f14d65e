import Bytes

/// The payload of a Nitro attestation document: AWS Nitro Enclaves User Guide, "Verifying the root of trust".
///
///     module_id text | digest "SHA384" | timestamp ms | pcrs {0...31: 32, 48 or 64 bytes}
///     certificate DER | cabundle [DER, root first] | public_key, user_data, nonce: bytes, null or absent
struct NitroDocument: Hashable, Sendable {
    let moduleID: String
    /// Milliseconds since 1970, by the clock of the hypervisor.
    let milliseconds: UInt64
    /// The second that `milliseconds` lies in.
    let timestamp: Timestamp
    let pcrs: [Int: [UInt8]]
    let certificate: [UInt8]
    /// Root first.
    let authorities: [[UInt8]]
    let publicKey: [UInt8]?
    let userData: [UInt8]?
    let nonce: [UInt8]?

    private static let keys: Set<String> = [
        "module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data",
        "nonce",
    ]

    init(reading payload: [UInt8], name: String) throws(AttestationError) {
        let fields = try NitroFields(reading: payload, name: "\(name), payload", keys: NitroDocument.keys)
        let digest = try fields.text("digest")
        guard digest == "SHA384" else {
            throw AttestationError(
                .evidenceUnsupported,
                at: fields.location("digest"),
                "got \"\(digest)\", want \"SHA384\""
            )
        }
        moduleID = try fields.text("module_id")
        milliseconds = try fields.number("timestamp")
        timestamp = try NitroDocument.time(milliseconds, at: fields.location("timestamp"))
        pcrs = try fields.registers("pcrs")
        certificate = try fields.bytes("certificate", in: 1...4096)
        authorities = try fields.list("cabundle", count: 1...8, size: 1...4096)
        publicKey = try fields.optionalBytes("public_key", in: 1...1024)
        userData = try fields.optionalBytes("user_data", in: 0...1024)
        nonce = try fields.optionalBytes("nonce", in: 0...1024)
    }

    private static func time(_ milliseconds: UInt64, at location: String) throws(AttestationError)
        -> Timestamp
    {
        guard let time = Timestamp(seconds: Int64(milliseconds / 1000)) else {
            throw AttestationError(
                .evidenceMalformed,
                at: location,
                "\(milliseconds) ms are after the year 9999"
            )
        }
        return time
    }
}

/// The members of the payload by name, each of the type and size that it must have.
private struct NitroFields {
    private let members: [CBOR: CBOR]
    private let name: String

    init(reading payload: [UInt8], name: String, keys: Set<String>) throws(AttestationError) {
        let value = try AttestationError.reading { () throws(FormatError) in
            try CBOR(reading: payload, name: name)
        }
        guard case .map(let members) = value else {
            throw AttestationError(.evidenceMalformed, at: name, "want a map, got \(value.kind)")
        }
        for key in members.keys {
            guard case .text(let text) = key, keys.contains(text) else {
                throw AttestationError(.evidenceUnsupported, at: name, "has a key that is not known")
            }
        }
        self.members = members
        self.name = name
    }

    func location(_ key: String) -> String { "\(name), \(key)" }

    private func member(_ key: String) throws(AttestationError) -> CBOR {
        guard let value = members[.text(key)] else {
            throw AttestationError(.evidenceMalformed, at: name, "want key \"\(key)\"")
        }
        return value
    }

    /// Visible ASCII, since people read it: 1 to 256 characters.
    func text(_ key: String) throws(AttestationError) -> String {
        let value = try member(key)
        guard case .text(let text) = value, (1...256).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw wrong(key, "1 to 256 visible characters of ASCII", value) }
        return text
    }

    func number(_ key: String) throws(AttestationError) -> UInt64 {
        let value = try member(key)
        guard case .unsigned(let number) = value else { throw wrong(key, "a number", value) }
        return number
    }

    func bytes(_ key: String, in sizes: ClosedRange<Int>) throws(AttestationError) -> [UInt8] {
        try bytes(member(key), key, in: sizes)
    }

    /// Nil for null and for a key that is not there.
    func optionalBytes(_ key: String, in sizes: ClosedRange<Int>) throws(AttestationError) -> [UInt8]? {
        guard let value = members[.text(key)], value != .null else { return nil }
        return try bytes(value, key, in: sizes)
    }

    func list(
        _ key: String,
        count: ClosedRange<Int>,
        size: ClosedRange<Int>
    ) throws(AttestationError) -> [[UInt8]] {
        let value = try member(key)
        guard case .array(let elements) = value, count.contains(elements.count) else {
            throw wrong(key, "\(count.lowerBound) to \(count.upperBound) elements", value)
        }
        var list: [[UInt8]] = []
        for element in elements { list.append(try bytes(element, key, in: size)) }
        return list
    }

    func registers(_ key: String) throws(AttestationError) -> [Int: [UInt8]] {
        let value = try member(key)
        guard case .map(let entries) = value, (1...32).contains(entries.count) else {
            throw wrong(key, "a map of 1 to 32 registers", value)
        }
        var registers: [Int: [UInt8]] = [:]
        for (index, content) in entries {
            guard case .unsigned(let index) = index, index < 32 else {
                throw wrong(key, "keys 0 to 31", index)
            }
            guard case .bytes(let bytes) = content, [32, 48, 64].contains(bytes.count) else {
                throw wrong("\(key)[\(index)]", "32, 48 or 64 bytes", content)
            }
            registers[Int(index)] = bytes
        }
        return registers
    }

    private func bytes(
        _ value: CBOR,
        _ key: String,
        in sizes: ClosedRange<Int>
    ) throws(AttestationError) -> [UInt8] {
        guard case .bytes(let bytes) = value, sizes.contains(bytes.count) else {
            throw wrong(key, "\(sizes.lowerBound) to \(sizes.upperBound) bytes", value)
        }
        return bytes
    }

    private func wrong(_ key: String, _ wanted: String, _ got: CBOR) -> AttestationError {
        var size = ""
        if case .bytes(let bytes) = got { size = " (\(bytes.count))" }
        return AttestationError(
            .evidenceMalformed,
            at: location(key),
            "want \(wanted), got \(got.kind)\(size)"
        )
    }
}
