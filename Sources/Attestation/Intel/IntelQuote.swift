import Bytes

/// An Intel quote of version 3 (SGX), 4 or 5 (TDX), taken apart and not yet believed.
///
///     header 48 | [v5: body type u16, size u32] | body | signature data length u32 |
///     signature data | zero padding
///
/// Integers are little-endian; keys and signatures are raw x‖y and r‖s, big-endian, on P-256.
struct IntelQuote: Sendable {
    enum Body: Sendable {
        case sgx(EnclaveReport)
        case tdx(TDReport)
    }

    let version: UInt16
    let body: Body
    /// What the attestation key signed: everything before the length of the signature data.
    let signedBytes: [UInt8]
    let signatureData: QuoteSignatureData
    /// What follows the signature data; nobody signs it, so that anything but zeros is refused.
    let trailer: [UInt8]

    /// Identifies Intel's quoting enclaves: 939a7233-f79c-4ca9-940a-0db3957f0607.
    private static let vendor: [UInt8] = [
        0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07,
    ]
    private static let keyTypeP256: UInt16 = 2
    private static let teeSGX: UInt32 = 0
    private static let teeTDX: UInt32 = 0x81

    init(_ bytes: [UInt8]) throws(AttestationError) {
        do {
            try self.init(reading: bytes)
        } catch let error as AttestationError {
            throw error
        } catch {
            throw AttestationError(.evidenceMalformed, at: "quote.bin", "\(error)")
        }
    }

    private init(reading bytes: [UInt8]) throws {
        var cursor = ByteCursor(bytes, name: "quote.bin")
        version = try cursor.littleEndian(UInt16.self)
        let tee = try IntelQuote.readHeader(&cursor, version: version)
        body = try IntelQuote.readBody(&cursor, version: version, tee: tee)
        signedBytes = Array(bytes.prefix(cursor.offset))
        let length = try cursor.littleEndian(UInt32.self)
        let data = try cursor.take(Int(length))
        signatureData = try QuoteSignatureData(data, isNested: version > 3)
        trailer = Array(try cursor.take(cursor.remaining))
    }

    /// The rest of the 48 bytes after the version; the TEE type.
    private static func readHeader(_ cursor: inout ByteCursor, version: UInt16) throws -> UInt32 {
        guard (3...5).contains(version) else { throw unsupported("version \(version), want 3, 4 or 5") }
        let keyType = try cursor.littleEndian(UInt16.self)
        guard keyType == keyTypeP256 else {
            throw unsupported("attestation key type \(keyType), want 2 (ECDSA on P-256)")
        }
        let tee = try cursor.littleEndian(UInt32.self)
        guard tee == (version == 3 ? teeSGX : teeTDX) else {
            throw unsupported("TEE type 0x\(String(tee, radix: 16)) in a quote of version \(version)")
        }
        let versions = try cursor.take(4)
        // Version 3 states the security versions of QE and PCE here; later versions reserve the bytes.
        guard version == 3 || versions.allSatisfy({ $0 == 0 }) else {
            throw unsupported("reserved bytes 8 to 11 are not zero: \(Hex.encode(versions))")
        }
        let got = Array(try cursor.take(16))
        guard got == vendor else { throw unsupported("QE vendor \(Hex.encode(got)), want Intel's") }
        _ = try cursor.take(20)  // user data: which platform, in Intel's numbering; signed, judged by nobody
        return tee
    }

    private static func readBody(_ cursor: inout ByteCursor, version: UInt16, tee: UInt32) throws -> Body {
        guard tee == teeTDX else { return .sgx(try EnclaveReport(cursor.take(EnclaveReport.byteCount))) }
        guard version == 5 else { return .tdx(try TDReport(cursor.take(TDReport.byteCount10))) }
        let type = try cursor.littleEndian(UInt16.self)
        let size = try cursor.littleEndian(UInt32.self)
        let sizes: [UInt16: Int] = [2: TDReport.byteCount10, 3: TDReport.byteCount15]
        guard let wanted = sizes[type] else {
            throw unsupported("body type \(type), want 2 (TDX 1.0) or 3 (TDX 1.5)")
        }
        guard Int(size) == wanted else {
            throw AttestationError(
                .evidenceMalformed,
                at: "quote.bin, byte 50",
                "body of type \(type) has \(size) bytes, want \(wanted)"
            )
        }
        return .tdx(try TDReport(cursor.take(wanted)))
    }

    private static func unsupported(_ detail: String) -> AttestationError {
        AttestationError(.evidenceUnsupported, at: "quote.bin", detail)
    }
}
