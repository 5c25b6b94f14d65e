import Bytes

/// What Intel says its quoting enclave looks like, version 2: `QE` for SGX, `TD_QE` for TDX.
struct EnclaveIdentity: Sendable {
    let id: String
    let issueDate: Timestamp
    let nextUpdate: Timestamp
    let evaluationNumber: Int
    let miscSelect: [UInt8]
    let miscSelectMask: [UInt8]
    let attributes: [UInt8]
    let attributesMask: [UInt8]
    let signer: [UInt8]
    let productID: Int
    let levels: [ISVLevel]
    /// Paths of fields that this build does not understand.
    let unknown: [String]

    init(_ bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(parsing: bytes, limits: .document), path: "enclaveIdentity")
        var unknown: [String] = []
        let version = try object.integer("version")
        guard version == 2 else {
            throw FormatError(.unknownVersion, at: "enclaveIdentity", "version \(version), want 2")
        }
        id = try object.word("id")
        issueDate = try object.time("issueDate")
        nextUpdate = try object.time("nextUpdate")
        evaluationNumber = try object.integer("tcbEvaluationDataNumber")
        miscSelect = try object.hexadecimal("miscselect", count: 4)
        miscSelectMask = try object.hexadecimal("miscselectMask", count: 4)
        attributes = try object.hexadecimal("attributes", count: 16)
        attributesMask = try object.hexadecimal("attributesMask", count: 16)
        signer = try object.hexadecimal("mrsigner", count: 32)
        productID = try object.integer("isvprodid", in: 0...65_535)
        levels = try ISVLevel.list(&object, unknown: &unknown)
        object.noteUnread(in: &unknown)
        self.unknown = unknown
    }

    /// How the quoting enclave differs from this, in words.
    func differences(from report: EnclaveReport) -> [String] {
        var differences: [String] = []
        func compare(_ name: String, _ got: [UInt8], _ want: [UInt8]) {
            if got != want {
                differences.append("\(name): got \(Hex.encode(got)), want \(Hex.encode(want))")
            }
        }
        compare("MRSIGNER", report.mrSigner, signer)
        if report.productID != productID {
            differences.append("ISVPRODID: got \(report.productID), want \(productID)")
        }
        compare("attributes", masked(report.attributes, attributesMask), attributes)
        // Intel writes MISCSELECT as a number, the most significant digit first.
        compare("MISCSELECT", masked(report.miscSelect.reversed(), miscSelectMask), miscSelect)
        return differences
    }

    private func masked(_ bytes: [UInt8], _ mask: [UInt8]) -> [UInt8] { zip(bytes, mask).map { $0 & $1 } }
}
