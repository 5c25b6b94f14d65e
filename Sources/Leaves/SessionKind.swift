/// What stands behind a session's key; `Formats/log-v1.md` section 2.
package enum SessionKind: String, Sendable, CaseIterable {
    /// Nothing but the trainer's word.
    case software
    case sevSNP = "sev-snp"
    case tdx
    case sgx
    case nitro

    /// Whether there is no evidence at all.
    package var isSoftware: Bool { self == .software }
}
