import Bytes

/// The report of an SGX enclave: 384 bytes, of the enclave in question or of the quoting enclave.
///
///     0 CPUSVN 16 | 16 MISCSELECT u32 | 48 attributes 16 | 64 MRENCLAVE 32 | 128 MRSIGNER 32 |
///     256 ISVPRODID u16 | 258 ISVSVN u16 | 320 report data 64; the rest is reserved or of no use here
struct EnclaveReport: Sendable {
    static let byteCount = 384

    /// All 384 bytes, as the PCK signs them.
    let bytes: [UInt8]
    let cpuSVN: [UInt8]
    let miscSelect: [UInt8]
    let attributes: [UInt8]
    let mrEnclave: [UInt8]
    let mrSigner: [UInt8]
    let productID: Int
    let securityVersion: Int
    let reportData: [UInt8]

    init(_ slice: ArraySlice<UInt8>) throws(FormatError) {
        bytes = Array(slice)
        var cursor = ByteCursor(slice, name: "enclave report")
        cpuSVN = Array(try cursor.take(16))
        miscSelect = Array(try cursor.take(4))
        _ = try cursor.take(28)
        attributes = Array(try cursor.take(16))
        mrEnclave = Array(try cursor.take(32))
        _ = try cursor.take(32)
        mrSigner = Array(try cursor.take(32))
        _ = try cursor.take(96)
        productID = Int(try cursor.littleEndian(UInt16.self))
        securityVersion = Int(try cursor.littleEndian(UInt16.self))
        _ = try cursor.take(60)
        reportData = Array(try cursor.take(64))
        try cursor.end()
    }

    /// The bits of the first eight bytes of the attributes.
    var flags: AttributeFlags { AttributeFlags(attributes.prefix(8), names: EnclaveReport.flagNames) }

    static let debug = 1

    /// SDM volume 3D, table "Layout of ATTRIBUTES structure".
    private static let flagNames: [Int: String] = [
        0: "INIT", 1: "DEBUG", 2: "MODE64BIT", 4: "PROVISIONKEY", 5: "EINITTOKENKEY", 6: "CET", 7: "KSS",
        10: "AEXNOTIFY",
    ]
}
