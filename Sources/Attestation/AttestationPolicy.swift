package import Bytes

/// What a verifier demands of evidence, kind by kind; a kind without an entry is authenticated, not appraised, and
/// not accepted.
package struct AttestationPolicy: Hashable, Sendable {
    package var snp: SNPPolicy?
    package var tdx: TDXPolicy?
    package var sgx: SGXPolicy?
    package var nitro: NitroPolicy?
    package var nvidiaGPU: NVIDIAPolicy?

    /// No demands, and so nothing that could be accepted.
    package static let none = AttestationPolicy()

    private init() {}

    /// Reads `policy.attestation` of a trust file: an object with a key for each kind.
    package init(reading object: JSONObject) throws(FormatError) {
        var object = object
        snp = try object.optional("sev_snp") { (object, key) throws(FormatError) in
            try SNPPolicy(reading: object.object(key))
        }
        tdx = try object.optional("tdx") { (object, key) throws(FormatError) in
            try TDXPolicy(reading: object.object(key))
        }
        sgx = try object.optional("sgx") { (object, key) throws(FormatError) in
            try SGXPolicy(reading: object.object(key))
        }
        nitro = try object.optional("nitro") { (object, key) throws(FormatError) in
            try NitroPolicy(reading: object.object(key))
        }
        nvidiaGPU = try object.optional("nvidia_gpu") { (object, key) throws(FormatError) in
            try NVIDIAPolicy(reading: object.object(key))
        }
        try object.end()
    }

    /// Whether anything is demanded of this kind.
    package func covers(_ kind: EvidenceKind) -> Bool {
        switch kind {
        case .sevSNP: snp != nil
        case .tdx: tdx != nil
        case .sgx: sgx != nil
        case .nitro: nitro != nil
        case .nvidiaGPU: nvidiaGPU != nil
        }
    }

    package var json: JSON {
        var members: [String: JSON] = [:]
        members["sev_snp"] = snp?.json
        members["tdx"] = tdx?.json
        members["sgx"] = sgx?.json
        members["nitro"] = nitro?.json
        members["nvidia_gpu"] = nvidiaGPU?.json
        return .object(members)
    }
}
