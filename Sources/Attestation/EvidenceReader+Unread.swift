import Bytes

/// Every file of a folder is read by some reader, or refused; `Formats/evidence-v1.md` section 1.
extension EvidenceReader {
    /// The names of the files that are read of a kind; of a GPU or switch, those of the first.
    static func names(of kind: EvidenceKind) -> [String] {
        switch kind {
        case .sevSNP: SNPEvidence.fileNames
        case .tdx, .sgx: IntelEvidence.fileNames
        case .nitro: [NitroEvidence.file]
        case .nvidiaGPU: names(of: .gpu, 0)
        case .nvidiaSwitch: names(of: .nvSwitch, 0)
        }
    }

    private static func names(of device: NVIDIADevice, _ number: Int) -> [String] {
        [device.fileNames(number).report, device.fileNames(number).chain]
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
        for gpu in 0..<gpus { read.formUnion(names(of: .gpu, gpu)) }
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
        let evidence: Set = [
            SNPEvidence.reportName, HCLReport.name, IntelEvidence.quoteName, NitroEvidence.file,
        ]
        return NVIDIADevice(kind) == nil && names(of: kind).contains(name) && !evidence.contains(name)
    }

    /// Whether a file is called so where evidence lies.
    static func isProper(_ name: String) -> Bool {
        guard !EvidenceKind.allCases.contains(where: { names(of: $0).contains(name) }) else { return true }
        guard name != witnessName else { return true }
        return NVIDIADevice.allCases.contains { device in
            let number = name.dropFirst(device.rawValue.count + 1).prefix { $0 != "." }
            guard name.hasPrefix("\(device.rawValue)-"), let index = Int(number), "\(index)" == number else {
                return false
            }
            return names(of: device, index).contains(name)
        }
    }
}
