import Bytes

/// What a verifier demands of AWS Nitro documents.
package struct NitroPolicy: Hashable, Sendable {
    /// Sets of registers by number; a document must agree with all registers of one set.
    let pcrs: [[Int: [UInt8]]]
    /// Whether an enclave in debug mode is accepted, which has PCR0 to PCR2 zero.
    let debug: Bool

    private static let registers = 0...31
    private static let registerSize = 48
    private static let setLimit = 256

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        var sets: [[Int: [UInt8]]] = []
        for (index, entry) in try object.objects("pcrs").enumerated() {
            let set = try NitroPolicy.set(entry)
            guard !set.isEmpty else {
                throw FormatError(
                    .badValue,
                    at: object.location("pcrs[\(index)]"),
                    "want at least one register"
                )
            }
            sets.append(set)
        }
        guard (1...NitroPolicy.setLimit).contains(sets.count) else {
            throw FormatError(
                .badValue,
                at: object.location("pcrs"),
                "want 1 to \(NitroPolicy.setLimit) sets"
            )
        }
        pcrs = sets
        debug = try object.bool("debug")
        try object.end()
    }

    private static func set(_ object: JSONObject) throws(FormatError) -> [Int: [UInt8]] {
        var object = object
        var set: [Int: [UInt8]] = [:]
        for index in registers where object.has("pcr\(index)") {
            set[index] = try object.hex("pcr\(index)", sizes: registerSize...registerSize)
        }
        try object.end()
        return set
    }

    var json: JSON {
        let sets = pcrs.map { set in
            JSON.object(
                Dictionary(uniqueKeysWithValues: set.map { ("pcr\($0)", JSON.string(Hex.encode($1))) })
            )
        }
        return ["pcrs": .array(sets), "debug": .bool(debug)]
    }
}
