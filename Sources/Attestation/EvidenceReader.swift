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
        let own = files.only(Set(names(of: kind)))
        switch kind {
        case .sevSNP: return SNPBareReport.isAll(of: own) ? try SNPBareReport(own) : try SNPEvidence(own)
        case .tdx: return try TDXEvidence(own)
        case .sgx: return try SGXEvidence(own)
        case .nitro, .nvidiaGPU: return try NitroEvidence(own)
        }
    }

    /// A signed note that bounds the time; it stands beside evidence of any kind.
    package static let witnessName = "witness.note"

    /// All evidence among the files: at most one piece of a TEE, then one for each GPU.
    ///
    /// Refuses files that none of them reads: beside good evidence they would pass for judged.
    package static func all(_ files: EvidenceFiles) throws(AttestationError) -> [any Evidence] {
        guard let kind = kind(of: files) else {
            throw AttestationError(.evidenceFiles, at: "", "none of the files is evidence")
        }
        let gpus = gpuCount(files)
        try refuseUnread(files, as: kind, gpus: gpus)
        var found: [any Evidence] = kind == .nvidiaGPU ? [] : [try read(files, as: kind)]
        for gpu in 0..<gpus { found.append(try NVIDIAEvidence(files, gpu: gpu)) }
        return found
    }

    /// What kind of evidence the files hold, from the name of the file that holds it; GPUs where there is no other.
    package static func kind(of files: EvidenceFiles) -> EvidenceKind? {
        if files[SNPEvidence.reportName] != nil { return .sevSNP }
        if let quote = files[IntelEvidence.quoteName] { return quoteKind(quote) }
        if files[NitroEvidence.file] != nil { return .nitro }
        return files[NVIDIAEvidence.fileNames(gpu: 0)[0]] == nil ? nil : .nvidiaGPU
    }

    /// The TEE type in a quote's header tells TDX (0x81) from SGX; its first two bytes are the version.
    static func quoteKind(_ quote: [UInt8]) -> EvidenceKind {
        quote.count > 4 && quote[4] == 0x81 ? .tdx : .sgx
    }

    /// How many GPUs have a report or a chain, counted from 0 without a gap.
    private static func gpuCount(_ files: EvidenceFiles) -> Int {
        var count = 0
        while NVIDIAEvidence.fileNames(gpu: count).contains(where: { files[$0] != nil }) { count += 1 }
        return count
    }
}
