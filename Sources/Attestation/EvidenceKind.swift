/// The kinds of evidence that are understood, as leaves, policies and reports spell them.
package enum EvidenceKind: String, Sendable, CaseIterable {
    case sevSNP = "sev-snp"
    case tdx
    case sgx
    case nitro
    case nvidiaGPU = "nvidia-gpu"
    case nvidiaSwitch = "nvidia-switch"
}
