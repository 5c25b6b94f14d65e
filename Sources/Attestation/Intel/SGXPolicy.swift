package import Bytes

/// What a verifier demands of Intel SGX quotes.
package struct SGXPolicy: Hashable, Sendable {
    /// One enclave, or one signer's enclaves, that are known: what is named must all fit.
    struct Enclave: Hashable, Sendable {
        let mrEnclave: [UInt8]?
        let mrSigner: [UInt8]?
        let productID: Int?
        let leastSecurityVersion: Int?

        /// What of `report` does not fit, in words.
        func differences(from report: EnclaveReport) -> [String] {
            var differences: [String] = []
            if let mrEnclave, mrEnclave != report.mrEnclave { differences.append("MRENCLAVE differs") }
            if let mrSigner, mrSigner != report.mrSigner { differences.append("MRSIGNER differs") }
            if let productID, productID != report.productID {
                differences.append("ISVPRODID: got \(report.productID), want \(productID)")
            }
            if let least = leastSecurityVersion, report.securityVersion < least {
                differences.append("ISVSVN: got \(report.securityVersion), want \(least) or later")
            }
            return differences
        }
    }

    let enclaves: [Enclave]
    /// Whether enclaves that a debugger may look into are accepted.
    let debug: Bool
    let platform: TCBDemands
}

extension SGXPolicy: FieldCoded {
    package init(_ fields: inout Fields<SGXPolicy>) throws(FormatError) {
        enclaves = try fields("enclaves", \.enclaves, .objects().that(is: "at least one") { !$0.isEmpty })
        debug = try fields("debug", \.debug, .bool)
        let fmspcs = try fields("fmspcs", \.platform.fmspcs, .values(ofSize: 6))
        platform = try TCBDemands(beside: &fields, \.platform, fmspcs: fmspcs)
    }
}

extension SGXPolicy.Enclave: FieldCoded {
    init(_ fields: inout Fields<SGXPolicy.Enclave>) throws(FormatError) {
        mrEnclave = try fields("mrenclave", \.mrEnclave, .hex(sizes: 32...32))
        mrSigner = try fields("mrsigner", \.mrSigner, .hex(sizes: 32...32))
        productID = try fields("isvprodid", \.productID, .integer(in: 0...65_535))
        leastSecurityVersion = try fields(
            "isvsvn_minimum",
            \.leastSecurityVersion,
            .integer(in: 0...65_535)
        )
        guard mrEnclave != nil || mrSigner != nil else {
            throw FormatError(.jsonMissingKey, at: fields.location(""), "want mrenclave or mrsigner")
        }
    }
}
