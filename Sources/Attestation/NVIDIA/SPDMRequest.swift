import Bytes

/// GET_MEASUREMENTS of SPDM 1.1 (DMTF DSP0274 1.1.0, section 10.11), as the driver sends it for an attestation.
///
///     u8 version = 11 | u8 code = e0 | u8 attributes = 01, signature wanted | u8 operation = ff, all measurements
///     32 bytes nonce | u8 certificate slot
struct SPDMRequest: Hashable, Sendable {
    let nonce: [UInt8]
    let slot: UInt8

    static let size = 37
    static let version: UInt8 = 0x11
    private static let code: UInt8 = 0xe0

    init(reading cursor: inout ByteCursor) throws(FormatError) {
        let version = try cursor.u8()
        guard version == SPDMRequest.version else { throw cursor.unknown("SPDM version", version, "11") }
        let code = try cursor.u8()
        guard code == SPDMRequest.code else {
            throw cursor.error(.badValue, "got code \(Hex.encode([code])), want e0 (GET_MEASUREMENTS)")
        }
        let attributes = try cursor.u8()
        guard attributes == 1 else { throw cursor.unknown("attributes", attributes, "01") }
        let operation = try cursor.u8()
        guard operation == 0xff else { throw cursor.unknown("operation", operation, "ff (all measurements)") }
        nonce = Array(try cursor.take(32))
        slot = try cursor.u8()
        guard slot < 8 else { throw cursor.error(.badValue, "got slot \(slot), want 0 to 7") }
    }
}

extension ByteCursor {
    /// A byte that another version of the protocol may well define.
    func unknown(_ name: String, _ got: UInt8, _ wanted: String) -> FormatError {
        error(.unknownVersion, "got \(name) \(Hex.encode([got])), want \(wanted)")
    }
}
