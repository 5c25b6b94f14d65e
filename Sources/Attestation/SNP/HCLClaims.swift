import Bytes

/// What Azure's paravisor says beside a report, in JSON: keys of the virtual TPM, settings, and what the guest wrote.
struct HCLClaims: Hashable, Sendable {
    /// What the guest had bound, 64 bytes; nil where the claims have none.
    let userData: [UInt8]?
    /// The GUID that Azure gave the machine.
    let machine: String?
    /// SHA-256 of the modulus, as it is spelt, of the key by which the virtual TPM signs.
    let attestationKey: Digest?
    /// The settings of the machine, in the order of their names.
    let settings: [Claim]

    /// Reads the members that mean something here; what others say is Azure's business.
    ///
    /// Claims in a form that is not known are unsupported: the paravisor wrote them, and may write others one day.
    init(_ bytes: [UInt8]) throws(AttestationError) {
        do {
            try self.init(reading: bytes)
        } catch {
            throw AttestationError(
                .evidenceUnsupported,
                at: "\(HCLReport.name), claims",
                "\(error.location): \(error.detail)"
            )
        }
    }

    private init(reading bytes: [UInt8]) throws(FormatError) {
        let value = try JSON(parsing: HCLClaims.respelt(bytes), limits: .document)
        var object = try JSONObject(value, path: "")
        userData = try object.optional("user_data") { object, key throws(FormatError) in
            let data = try Hex.decode(object.string(key).lowercased())
            guard data.count == 64 else {
                throw FormatError(.badValue, at: key, "\(data.count) bytes, want 64")
            }
            return data
        }
        var attestationKey: Digest?
        for var entry in try HCLClaims.keys(&object) {
            guard entry.has("kid"), entry.has("n"), try entry.string("kid").isSame(as: "HCLAkPub") else {
                continue
            }
            attestationKey = SHA256.hash(Array(try entry.string("n").utf8))
        }
        self.attestationKey = attestationKey
        (machine, settings) = try HCLClaims.settings(&object)
    }

    private static func keys(_ object: inout JSONObject) throws(FormatError) -> [JSONObject] {
        object.has("keys") ? try object.objects("keys") : []
    }

    private static func settings(
        _ object: inout JSONObject
    ) throws(FormatError) -> (machine: String?, settings: [Claim]) {
        guard object.has("vm_configuration") else { return (nil, []) }
        var configuration = try object.object("vm_configuration")
        var machine: String?
        var settings: [Claim] = []
        for name in configuration.unread {
            switch try configuration.value(name) {
            case .bool(let isOn): settings.append(Claim(name, isOn ? "true" : "false"))
            case .string(let text):
                settings.append(Claim(name, text))
                if name.isSame(as: "vmUniqueId") { machine = text }
            default: continue
            }
        }
        return (machine, settings)
    }

    /// The same JSON with `_` for `-` in its keys, which ours never have: two keys that become one are refused as such.
    static func respelt(_ json: [UInt8]) -> [UInt8] {
        var json = json
        var start: Int?
        var index = 0
        while index < json.count {
            defer { index += 1 }
            guard let begin = start else {
                if json[index] == UInt8(ascii: "\"") { start = index }
                continue
            }
            if json[index] == UInt8(ascii: "\\") {
                index += 1
            } else if json[index] == UInt8(ascii: "\"") {
                let next = json[(index + 1)...].first { !((0x09...0x0d).contains($0) || $0 == 0x20) }
                if next == UInt8(ascii: ":") {
                    for place in begin..<index where json[place] == UInt8(ascii: "-") {
                        json[place] = UInt8(ascii: "_")
                    }
                }
                start = nil
            }
        }
        return json
    }
}
