package import Bytes

/// What a verifier demands of evidence, kind by kind; a kind without an entry is authenticated, not appraised, and
/// not accepted.
package struct AttestationPolicy: Hashable, Sendable {
    package var snp: SNPPolicy?
    package var tdx: TDXPolicy?
    package var sgx: SGXPolicy?
    package var nitro: NitroPolicy?
    package var nvidiaGPU: NVIDIAPolicy?
    package var nvidiaSwitch: NVIDIAPolicy?

    /// No demands, and so nothing that could be accepted.
    package static let none = AttestationPolicy()

    private init() {}

    /// Whether anything is demanded of this kind.
    package func covers(_ kind: EvidenceKind) -> Bool {
        switch kind {
        case .sevSNP: snp != nil
        case .tdx: tdx != nil
        case .sgx: sgx != nil
        case .nitro: nitro != nil
        case .nvidiaGPU: nvidiaGPU != nil
        case .nvidiaSwitch: nvidiaSwitch != nil
        }
    }
}

/// `policy.attestation` of a trust file: an object with a key for each kind.
extension AttestationPolicy: FieldCoded {
    package init(_ fields: inout Fields<AttestationPolicy>) throws(FormatError) {
        snp = try fields("sev_snp", \.snp, .object)
        tdx = try fields("tdx", \.tdx, .object)
        sgx = try fields("sgx", \.sgx, .object)
        nitro = try fields("nitro", \.nitro, .object)
        nvidiaGPU = try fields("nvidia_gpu", \.nvidiaGPU, .object)
        nvidiaSwitch = try fields("nvidia_switch", \.nvidiaSwitch, .object)
    }
}
