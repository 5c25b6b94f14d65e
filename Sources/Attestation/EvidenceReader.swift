import Bytes

/// Reads evidence of any kind; nothing is judged yet.
package enum EvidenceReader {
    /// Reads the evidence of a session's event; GPUs are read apart.
    ///
    /// - Parameter files: those of the event's folder.
    package static func read(
        _ files: EvidenceFiles,
        as kind: EvidenceKind
    ) throws(AttestationError) -> any Evidence {
        guard kind != .nvidiaGPU else { return try NVIDIAEvidence(files, gpu: 0) }
        let own = files.excluding { $0 == witnessName || $0.hasPrefix("gpu-") }
        switch kind {
        case .sevSNP: return SNPBareReport.isAll(of: own) ? try SNPBareReport(own) : try SNPEvidence(own)
        case .tdx: return try TDXEvidence(own)
        case .sgx: return try SGXEvidence(own)
        case .nitro, .nvidiaGPU: return try NitroEvidence(own)
        }
    }

    /// A signed note that bounds the time; it stands beside evidence of any kind.
    package static let witnessName = "witness.note"

    /// All evidence among the files: one piece, or, for GPUs, one for each.
    package static func all(
        _ files: EvidenceFiles,
        as kind: EvidenceKind
    ) throws(AttestationError) -> [any Evidence] {
        guard kind == .nvidiaGPU else { return [try read(files, as: kind)] }
        var found: [any Evidence] = []
        while files["gpu-\(found.count).report.bin"] != nil {
            found.append(try NVIDIAEvidence(files, gpu: found.count))
        }
        return found
    }

    /// What kind of evidence the files hold, from the name of the file that holds it.
    package static func kind(of files: EvidenceFiles) -> EvidenceKind? {
        if files["report.bin"] != nil { return .sevSNP }
        if let quote = files["quote.bin"] { return quoteKind(quote) }
        if files["document.cose"] != nil { return .nitro }
        return files["gpu-0.report.bin"] == nil ? nil : .nvidiaGPU
    }

    /// The TEE type in a quote's header tells TDX (0x81) from SGX; its first two bytes are the version.
    static func quoteKind(_ quote: [UInt8]) -> EvidenceKind {
        quote.count > 4 && quote[4] == 0x81 ? .tdx : .sgx
    }
}
