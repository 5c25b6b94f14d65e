import Bytes

/// Every file of a folder is read by some reader, or refused; `Formats/evidence-v1.md` section 1.
extension EvidenceReader {
    /// The names of the files that are read of a kind; of a GPU, those of the first.
    static func names(of kind: EvidenceKind) -> [String] {
        switch kind {
        case .sevSNP: SNPEvidence.fileNames
        case .tdx, .sgx: IntelEvidence.fileNames
        case .nitro: [NitroEvidence.file]
        case .nvidiaGPU: NVIDIAEvidence.fileNames(gpu: 0)
        }
    }

    /// The files that no reader judges where the evidence is of this kind and that many GPUs.
    ///
    /// - Parameter hasWitness: whether the time is bounded by `witness.note`, as at a session's opening.
    package static func unread(
        _ files: EvidenceFiles,
        as kind: EvidenceKind,
        gpus: Int,
        hasWitness: Bool = true
    ) -> [AppraisalFinding] {
        var read = Set(names(of: kind) + (hasWitness ? [witnessName] : []))
        for gpu in 0..<gpus { read.formUnion(NVIDIAEvidence.fileNames(gpu: gpu)) }
        if [.tdx, .sgx].contains(kind) { read.subtract(IntelCollateral.idle(in: files)) }
        let found = files.names.filter { !read.contains($0) }.map {
            AppraisalFinding(.fail, .evidenceUnread, $0, "no reader of this evidence judges the file")
        }
        return found.filter { !$0.isKnockedOut }
    }

    /// Refuses files that no reader judges.
    package static func refuseUnread(
        _ files: EvidenceFiles,
        as kind: EvidenceKind,
        gpus: Int,
        hasWitness: Bool = true
    ) throws(AttestationError) {
        let found = unread(files, as: kind, gpus: gpus, hasWitness: hasWitness)
        guard let first = found.first else { return }
        throw AttestationError(first.code, at: first.subject, first.detail)
    }

    /// Whether a file stands beside evidence of this kind to check it with; nothing that comes later does for a GPU.
    package static func isCollateral(_ name: String, of kind: EvidenceKind) -> Bool {
        let evidence: Set = [SNPEvidence.reportName, IntelEvidence.quoteName, NitroEvidence.file]
        return kind != .nvidiaGPU && names(of: kind).contains(name) && !evidence.contains(name)
    }

    /// Whether a file is called so where evidence lies.
    static func isProper(_ name: String) -> Bool {
        guard !EvidenceKind.allCases.contains(where: { names(of: $0).contains(name) }) else { return true }
        guard name != witnessName else { return true }
        let number = name.dropFirst(4).prefix { $0 != "." }
        guard name.hasPrefix("gpu-"), let gpu = Int(number), "\(gpu)" == number else { return false }
        return NVIDIAEvidence.fileNames(gpu: gpu).contains(name)
    }
}
