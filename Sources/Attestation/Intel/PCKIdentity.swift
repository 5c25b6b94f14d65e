import Bytes

/// What a PCK certificate says of its platform, in Intel's extension 1.2.840.113741.1.13.1.
///
/// A sequence of pairs of an identifier and a value: 1 PPID, 2 TCB (1 to 16 components, 17 PCESVN,
/// 18 CPUSVN), 3 PCE-ID, 4 FMSPC, 5 type; on platforms with several packages 6 instance and 7 configuration as well.
struct PCKIdentity: Sendable {
    static let extensionOID = "1.2.840.113741.1.13.1"

    let ppid: [UInt8]
    let pceID: [UInt8]
    /// Family, model, stepping, platform and custom SKU: which TCB Info applies.
    let fmspc: [UInt8]
    /// The security versions of the sixteen components.
    let components: [UInt8]
    let pceSVN: Int
    let cpuSVN: [UInt8]

    init(_ value: [UInt8]) throws(FormatError) {
        let parts = try SGXExtension.members(value[...], of: [])
        ppid = try SGXExtension.bytes(parts, 1, count: 16)
        pceID = try SGXExtension.bytes(parts, 3, count: 2)
        fmspc = try SGXExtension.bytes(parts, 4, count: 6)
        guard let tcb = parts[2] else { throw FormatError(.badValue, at: "SGX extension", "want a TCB") }
        let levels = try SGXExtension.members(tcb, of: [2])
        var components: [UInt8] = []
        for number in 1...16 {
            components.append(UInt8(try SGXExtension.integer(levels, UInt8(number), at: 2, limit: 255)))
        }
        self.components = components
        pceSVN = try SGXExtension.integer(levels, 17, at: 2, limit: 65_535)
        cpuSVN = try SGXExtension.bytes(levels, 18, count: 16)
    }
}
