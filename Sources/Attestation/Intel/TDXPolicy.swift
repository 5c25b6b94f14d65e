import Bytes

/// What a verifier demands of Intel TDX quotes.
package struct TDXPolicy: Hashable, Sendable {
    /// One trust domain that is known: the registers that are named must all be equal.
    struct Measurement: Hashable, Sendable {
        let registers: [String: [UInt8]]

        static let names = [
            "mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "mrseam", "mrsignerseam", "mrconfigid", "mrowner",
            "mrownerconfig",
        ]

        init(reading object: JSONObject) throws(FormatError) {
            var object = object
            var registers: [String: [UInt8]] = [:]
            for name in Measurement.names where name == "mrtd" || object.has(name) {
                let text = try object.string(name)
                registers[name] = try TCBDemands.hex(text, at: object.location(name), count: 48)
            }
            try object.end()
            self.registers = registers
        }

        var json: JSON { .object(registers.mapValues { .string(Hex.encode($0)) }) }
    }

    let measurements: [Measurement]
    /// Whether TDs that the host may look into are accepted.
    let debug: Bool
    /// Whether the bit SEPT_VE_DISABLE must be set; nil asks for nothing.
    let septVEDisable: Bool?
    /// Whether TDs that may move, or that service TDs have access to, are accepted.
    let migration: Bool
    let platform: TCBDemands

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        var measurements: [Measurement] = []
        for element in try object.objects("measurements") {
            measurements.append(try Measurement(reading: element))
        }
        guard !measurements.isEmpty else {
            throw FormatError(.badValue, at: object.location("measurements"), "want at least one")
        }
        self.measurements = measurements
        debug = try object.bool("debug")
        septVEDisable = try object.optional("sept_ve_disable") { (object, key) throws(FormatError) in
            try object.bool(key)
        }
        migration = try object.has("migration") ? object.bool("migration") : false
        platform = try TDXPolicy.platform(&object)
        try object.end()
    }

    private static func platform(_ object: inout JSONObject) throws(FormatError) -> TCBDemands {
        guard object.has("platforms") else { return try TCBDemands(reading: &object, fmspcs: nil) }
        var platforms = try object.object("platforms")
        let fmspcs = try TCBDemands.list(&platforms, "fmspcs", count: 6)
        let ppids = try TCBDemands.list(&platforms, "ppids", count: 16)
        try platforms.end()
        return try TCBDemands(reading: &object, fmspcs: fmspcs, ppids: ppids)
    }

    var json: JSON {
        var members = platform.members
        members["measurements"] = .array(measurements.map(\.json))
        members["debug"] = .bool(debug)
        members["sept_ve_disable"] = septVEDisable.map { .bool($0) }
        members["migration"] = .bool(migration)
        var platforms: [String: JSON] = [:]
        platforms["fmspcs"] = platform.fmspcs.map(TCBDemands.json)
        platforms["ppids"] = platform.ppids.map(TCBDemands.json)
        if !platforms.isEmpty { members["platforms"] = .object(platforms) }
        return .object(members)
    }
}
