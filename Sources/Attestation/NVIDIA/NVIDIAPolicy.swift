import Bytes

/// What a verifier demands of NVIDIA GPU reports; what it leaves out is not compared.
package struct NVIDIAPolicy: Hashable, Sendable {
    /// Values that are allowed, by the measurement's index.
    let measurements: [Int: [[UInt8]]]?
    /// Serials of the certificates of chips (the second of the chain), in hexadecimal.
    let serials: [String]?
    /// Versions as the report spells them.
    let driverVersions: [String]?
    /// As `96.00.A5.00.01`.
    let vbiosVersions: [String]?

    private static let indices = 1...64
    private static let listLimit = 256

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        measurements = try object.optional("measurements") { (object, key) throws(FormatError) in
            let measurements = try NVIDIAPolicy.measurements(object.object(key))
            guard !measurements.isEmpty else {
                throw FormatError(.badValue, at: object.location(key), "want at least one measurement")
            }
            return measurements
        }
        serials = try object.optional("serials", NVIDIAPolicy.serials)
        driverVersions = try object.optional("driver_versions", NVIDIAPolicy.list)
        vbiosVersions = try object.optional("vbios_versions", NVIDIAPolicy.list)
        try object.end()
    }

    private static func measurements(_ object: JSONObject) throws(FormatError) -> [Int: [[UInt8]]] {
        var object = object
        var measurements: [Int: [[UInt8]]] = [:]
        for index in indices where object.has("m\(index)") {
            var values: [[UInt8]] = []
            for text in try list(&object, "m\(index)") { values.append(try hex(text, object, "m\(index)")) }
            measurements[index] = values
        }
        try object.end()
        return measurements
    }

    private static func serials(_ object: inout JSONObject, _ key: String) throws(FormatError) -> [String] {
        let serials = try list(&object, key)
        for serial in serials { _ = try hex(serial, object, key) }
        return serials
    }

    private static func list(_ object: inout JSONObject, _ key: String) throws(FormatError) -> [String] {
        let texts = try object.strings(key)
        guard (1...listLimit).contains(texts.count) else {
            throw FormatError(.badValue, at: object.location(key), "want 1 to \(listLimit) values")
        }
        return texts
    }

    private static func hex(_ text: String, _ object: JSONObject, _ key: String) throws(FormatError)
        -> [UInt8]
    {
        let bytes: [UInt8]
        do { bytes = try Hex.decode(text) } catch { throw error.within(object.location(key)) }
        guard (1...64).contains(bytes.count) else {
            throw FormatError(.badValue, at: object.location(key), "got \(bytes.count) bytes, want 1 to 64")
        }
        return bytes
    }

    var json: JSON {
        var members: [String: JSON] = [:]
        members["measurements"] = measurements.map { allowed in
            .object(
                Dictionary(
                    uniqueKeysWithValues: allowed.map {
                        ("m\($0)", JSON.array($1.map { .string(Hex.encode($0)) }))
                    }
                )
            )
        }
        members["serials"] = serials.map(NVIDIAPolicy.json)
        members["driver_versions"] = driverVersions.map(NVIDIAPolicy.json)
        members["vbios_versions"] = vbiosVersions.map(NVIDIAPolicy.json)
        return .object(members)
    }

    private static func json(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}
