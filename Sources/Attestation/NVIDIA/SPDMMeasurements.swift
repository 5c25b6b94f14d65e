import Bytes

/// MEASUREMENTS of SPDM 1.1 (DMTF DSP0274 1.1.0, section 10.11.1): the answer, without its signature.
///
///     u8 version = 11 | u8 code = 60 | u8 reserved | u8 certificate slot | u8 blocks | u24 record size
///     record | 32 bytes nonce | u16 opaque size | opaque       integers little-endian
struct SPDMMeasurements: Hashable, Sendable {
    let slot: UInt8
    let measurements: [SPDMMeasurement]
    /// The GPU's own; nobody outside can judge it.
    let nonce: [UInt8]
    let opaque: [UInt8]

    private static let code: UInt8 = 0x60

    init(reading cursor: inout ByteCursor, name: String) throws(FormatError) {
        let version = try cursor.u8()
        guard version == SPDMRequest.version else { throw cursor.unknown("SPDM version", version, "11") }
        let code = try cursor.u8()
        guard code == SPDMMeasurements.code else {
            throw cursor.error(.badValue, "got code \(Hex.encode([code])), want 60 (MEASUREMENTS)")
        }
        let reserved = try cursor.u8()
        guard reserved == 0 else { throw cursor.unknown("first parameter", reserved, "00") }
        slot = try cursor.u8()
        guard slot < 8 else { throw cursor.error(.badValue, "got slot \(slot), want 0 to 7") }
        let count = Int(try cursor.u8())
        let size = Int(try cursor.littleEndian(UInt16.self)) | Int(try cursor.u8()) << 16
        let record = try cursor.take(size)
        measurements = try SPDMMeasurement.all(in: record, count: count, name: "\(name), measurements")
        nonce = Array(try cursor.take(32))
        opaque = Array(try cursor.take(Int(try cursor.littleEndian(UInt16.self))))
    }
}

/// One block of a measurement record (DSP0274 1.1.0, tables 43 and 44).
///
///     u8 index | u8 specification = 01 (DMTF) | u16 size | u8 type | u16 value size = size − 3 | value
struct SPDMMeasurement: Hashable, Sendable {
    /// From 1.
    let index: Int
    /// Bit 7: the value as it is, not its digest; below it what was measured.
    let type: UInt8
    let value: [UInt8]

    private static let sizes = 1...64

    /// Exactly `count` blocks, each index once.
    static func all(
        in record: ArraySlice<UInt8>,
        count: Int,
        name: String
    ) throws(FormatError) -> [SPDMMeasurement] {
        var cursor = ByteCursor(record, name: name)
        guard count > 0 else { throw cursor.error(.badValue, "want at least one block") }
        var measurements: [SPDMMeasurement] = []
        var indices: Set<Int> = []
        for _ in 0..<count {
            let measurement = try SPDMMeasurement(reading: &cursor)
            guard indices.insert(measurement.index).inserted else {
                throw cursor.error(.badValue, "index \(measurement.index) is repeated")
            }
            measurements.append(measurement)
        }
        try cursor.end()
        return measurements
    }

    private init(reading cursor: inout ByteCursor) throws(FormatError) {
        index = Int(try cursor.u8())
        guard index > 0 else { throw cursor.error(.badValue, "got index 0, want 1 to 255") }
        let specification = try cursor.u8()
        guard specification == 1 else {
            throw cursor.unknown("measurement specification", specification, "01 (DMTF)")
        }
        let size = Int(try cursor.littleEndian(UInt16.self))
        type = try cursor.u8()
        let valueSize = Int(try cursor.littleEndian(UInt16.self))
        guard valueSize + 3 == size, SPDMMeasurement.sizes.contains(valueSize) else {
            throw cursor.error(.badValue, "block of \(size) bytes with a value of \(valueSize), want 1 to 64")
        }
        value = Array(try cursor.take(valueSize))
    }

    /// The type in words (DSP0274 1.1.0, table 44).
    var typeText: String {
        let kinds = ["immutable ROM", "mutable firmware", "hardware configuration", "firmware configuration"]
        let kind = Int(type & 0x7f)
        let words = kind < kinds.count ? kinds[kind] : "type \(kind)"
        return type & 0x80 == 0 ? words : "\(words), raw"
    }
}
