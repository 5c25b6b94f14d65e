import Bytes

/// The part of a quote that makes it believable: signatures, keys, and the certificates behind them.
///
///     signature 64 | attestation key 64 | [v4, v5: type u16 = 6, length u32] |
///     QE report 384 | QE report signature 64 | length u16, authentication data |
///     type u16 = 5, length u32, PEM chain
///
/// or, in place of the chain, which machine it was, from which the chain can be asked for:
///
///     type u16 = 3, length u32 = 404, PPID encrypted with RSA-3072 384 | CPUSVN 16 | PCESVN u16 | PCE-ID 2
struct QuoteSignatureData: Sendable {
    let signature: [UInt8]
    /// The key that signed the quote; the quoting enclave's report vouches for it.
    let attestationKey: [UInt8]
    let quotingEnclave: EnclaveReport
    let quotingEnclaveSignature: [UInt8]
    let authenticationData: [UInt8]
    /// PCK certificate, its CA, root; PEM, at times with a NUL behind it.
    ///
    /// Nil where the quote only names the machine.
    let chain: [UInt8]?
    /// The PCE-ID of a quote without a chain; like all certification data not signed.
    let pceID: [UInt8]?

    private static let typeQEReport: UInt16 = 6
    private static let typeChain: UInt16 = 5
    private static let typePlatform: UInt16 = 3
    private static let platformSize = 404

    init(_ bytes: ArraySlice<UInt8>, isNested: Bool) throws {
        var cursor = ByteCursor(bytes, name: "quote.bin, signature data")
        signature = Array(try cursor.take(64))
        attestationKey = Array(try cursor.take(64))
        if isNested {
            let inner = try QuoteSignatureData.typed(&cursor, [QuoteSignatureData.typeQEReport]).content
            try cursor.end()
            cursor = ByteCursor(inner, name: "quote.bin, QE report certification data")
        }
        quotingEnclave = try EnclaveReport(cursor.take(EnclaveReport.byteCount))
        quotingEnclaveSignature = Array(try cursor.take(64))
        authenticationData = Array(try cursor.take(Int(cursor.littleEndian(UInt16.self))))
        let (type, content) = try QuoteSignatureData.typed(
            &cursor,
            [QuoteSignatureData.typeChain, QuoteSignatureData.typePlatform]
        )
        chain = type == QuoteSignatureData.typeChain ? Array(content) : nil
        pceID = chain == nil ? Array(content.suffix(2)) : nil
        guard chain != nil || content.count == QuoteSignatureData.platformSize else {
            let detail = "certification data of type 3 has \(content.count) bytes, want 404"
            throw AttestationError(.evidenceMalformed, at: "quote.bin, signature data", detail)
        }
        try cursor.end()
    }

    // The type is not signed: verifiers that skip it accept a quote with any number here.
    private static func typed(
        _ cursor: inout ByteCursor,
        _ wanted: [UInt16]
    ) throws -> (type: UInt16, content: ArraySlice<UInt8>) {
        let type = try cursor.littleEndian(UInt16.self)
        guard wanted.contains(type) else {
            throw AttestationError(
                .evidenceUnsupported,
                at: "quote.bin, signature data",
                "certification data of type \(type), want \(wanted.map { "\($0)" }.joined(separator: " or "))"
            )
        }
        return (type, try cursor.take(Int(cursor.littleEndian(UInt32.self))))
    }
}
