import Bytes

/// A GPU's attestation report: the request of SPDM, the answer, and the signature over both.
///
///     37 bytes request | response | 96 bytes signature, r ‖ s on P-384 over SHA-384 of everything before
struct GPUReport: Hashable, Sendable {
    let request: SPDMRequest
    let response: SPDMMeasurements
    let properties: GPUProperties
    /// What the signature is over.
    let signed: [UInt8]
    let signature: [UInt8]

    static let largest = 1 << 16
    private static let signatureSize = 96

    init(reading file: [UInt8], name: String) throws(AttestationError) {
        self = try AttestationError.reading { () throws(FormatError) in
            try GPUReport(bytes: file, name: name)
        }
    }

    private init(bytes: [UInt8], name: String) throws(FormatError) {
        var cursor = ByteCursor(bytes, name: name)
        guard bytes.count <= GPUReport.largest else {
            throw cursor.error(.tooLarge, "\(bytes.count) bytes, at most \(GPUReport.largest) allowed")
        }
        request = try SPDMRequest(reading: &cursor)
        response = try SPDMMeasurements(reading: &cursor, name: name)
        signed = Array(bytes.prefix(cursor.offset))
        signature = Array(try cursor.take(GPUReport.signatureSize))
        try cursor.end()
        guard request.slot == response.slot else {
            throw FormatError(
                .badValue,
                at: name,
                "asked for certificate slot \(request.slot), answered from \(response.slot)"
            )
        }
        properties = try GPUProperties(reading: response.opaque, name: "\(name), opaque data")
    }
}
