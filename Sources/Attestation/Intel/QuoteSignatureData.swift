import Bytes

/// The part of a quote that makes it believable: signatures, keys, and the certificates behind them.
///
///     signature 64 | attestation key 64 | [v4, v5: type u16 = 6, length u32] |
///     QE report 384 | QE report signature 64 | length u16, authentication data |
///     type u16 = 5, length u32, PEM chain
struct QuoteSignatureData: Sendable {
    let signature: [UInt8]
    /// The key that signed the quote; the quoting enclave's report vouches for it.
    let attestationKey: [UInt8]
    let quotingEnclave: EnclaveReport
    let quotingEnclaveSignature: [UInt8]
    let authenticationData: [UInt8]
    /// PCK certificate, its CA, root; PEM, at times with a NUL behind it.
    let chain: [UInt8]

    private static let typeQEReport: UInt16 = 6
    private static let typeChain: UInt16 = 5

    init(_ bytes: ArraySlice<UInt8>, isNested: Bool) throws {
        var cursor = ByteCursor(bytes, name: "quote.bin, signature data")
        signature = Array(try cursor.take(64))
        attestationKey = Array(try cursor.take(64))
        if isNested {
            let inner = try QuoteSignatureData.typed(&cursor, QuoteSignatureData.typeQEReport)
            try cursor.end()
            cursor = ByteCursor(inner, name: "quote.bin, QE report certification data")
        }
        quotingEnclave = try EnclaveReport(cursor.take(EnclaveReport.byteCount))
        quotingEnclaveSignature = Array(try cursor.take(64))
        authenticationData = Array(try cursor.take(Int(cursor.littleEndian(UInt16.self))))
        chain = Array(try QuoteSignatureData.typed(&cursor, QuoteSignatureData.typeChain))
        try cursor.end()
    }

    // The type is not signed: verifiers that skip it accept a quote with any number here.
    private static func typed(_ cursor: inout ByteCursor, _ wanted: UInt16) throws -> ArraySlice<UInt8> {
        let type = try cursor.littleEndian(UInt16.self)
        guard type == wanted else {
            throw AttestationError(
                .evidenceUnsupported,
                at: "quote.bin, signature data",
                "certification data of type \(type), want \(wanted)"
            )
        }
        return try cursor.take(Int(cursor.littleEndian(UInt32.self)))
    }
}
