import Bytes

/// What a verifier demands of Intel SGX quotes.
package struct SGXPolicy: Hashable, Sendable {
    /// One enclave, or one signer's enclaves, that are known: what is named must all fit.
    struct Enclave: Hashable, Sendable {
        let mrEnclave: [UInt8]?
        let mrSigner: [UInt8]?
        let productID: Int?
        let leastSecurityVersion: Int?

        init(reading object: JSONObject) throws(FormatError) {
            var object = object
            mrEnclave = try Enclave.measurement(&object, "mrenclave")
            mrSigner = try Enclave.measurement(&object, "mrsigner")
            productID = try Enclave.number(&object, "isvprodid")
            leastSecurityVersion = try Enclave.number(&object, "isvsvn_minimum")
            guard mrEnclave != nil || mrSigner != nil else {
                throw FormatError(.jsonMissingKey, at: object.location(""), "want mrenclave or mrsigner")
            }
            try object.end()
        }

        private static func measurement(
            _ object: inout JSONObject,
            _ key: String
        ) throws(FormatError) -> [UInt8]? {
            guard object.has(key) else { return nil }
            return try TCBDemands.hex(object.string(key), at: object.location(key), count: 32)
        }

        private static func number(_ object: inout JSONObject, _ key: String) throws(FormatError) -> Int? {
            try object.has(key) ? object.integer(key, in: 0...65_535) : nil
        }

        var json: JSON {
            var members: [String: JSON] = [:]
            members["mrenclave"] = mrEnclave.map { .string(Hex.encode($0)) }
            members["mrsigner"] = mrSigner.map { .string(Hex.encode($0)) }
            members["isvprodid"] = productID.map { .number($0) }
            members["isvsvn_minimum"] = leastSecurityVersion.map { .number($0) }
            return .object(members)
        }

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

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        var enclaves: [Enclave] = []
        for element in try object.objects("enclaves") { enclaves.append(try Enclave(reading: element)) }
        guard !enclaves.isEmpty else {
            throw FormatError(.badValue, at: object.location("enclaves"), "want at least one")
        }
        self.enclaves = enclaves
        debug = try object.bool("debug")
        let fmspcs = try TCBDemands.list(&object, "fmspcs", count: 6)
        platform = try TCBDemands(reading: &object, fmspcs: fmspcs)
        try object.end()
    }

    var json: JSON {
        var members = platform.members
        members["enclaves"] = .array(enclaves.map(\.json))
        members["debug"] = .bool(debug)
        members["fmspcs"] = platform.fmspcs.map(TCBDemands.json)
        return .object(members)
    }
}
