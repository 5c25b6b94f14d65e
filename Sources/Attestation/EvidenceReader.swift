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
        if let device = NVIDIADevice(kind) { return try NVIDIAEvidence(files, device, number: 0) }
        let own = files.only(Set(names(of: kind)))
        switch kind {
        case .sevSNP: return SNPBareReport.isAll(of: own) ? try SNPBareReport(own) : try SNPEvidence(own)
        case .tdx, .sgx:
            if let bare = try IntelBareQuote(own), bare.kind == kind { return bare }
            return kind == .tdx ? try TDXEvidence(own) : try SGXEvidence(own)
        case .nitro, .nvidiaGPU, .nvidiaSwitch: return try NitroEvidence(own)
        }
    }

    /// A signed note that bounds the time; it stands beside evidence of any kind.
    package static let witnessName = "witness.note"

    /// All evidence among the files: at most one piece of a TEE, then one for each GPU and each switch.
    ///
    /// Refuses files that none of them reads: beside good evidence they would pass for judged.
    package static func all(_ files: EvidenceFiles) throws(AttestationError) -> [any Evidence] {
        guard let kind = kind(of: files) else {
            throw AttestationError(.evidenceFiles, at: "", "none of the files is evidence")
        }
        let counts = NVIDIADevice.allCases.map { ($0, $0.count(in: files)) }
        let own = counts.flatMap { device, count in
            (0..<count).flatMap { [device.fileNames($0).report, device.fileNames($0).chain] }
        }
        try refuseUnread(files.without(Set(own)), as: kind, gpus: 0)
        var found: [any Evidence] = NVIDIADevice(kind) == nil ? [try read(files, as: kind)] : []
        for (device, count) in counts {
            for number in 0..<count { found.append(try NVIDIAEvidence(files, device, number: number)) }
        }
        return found
    }

    /// What kind of evidence the files hold, from the name of the file that holds it; GPUs or switches where there is no other.
    package static func kind(of files: EvidenceFiles) -> EvidenceKind? {
        if files[SNPEvidence.reportName] != nil || files[HCLReport.name] != nil { return .sevSNP }
        if let quote = files[IntelEvidence.quoteName] { return quoteKind(quote) }
        if files[NitroEvidence.file] != nil { return .nitro }
        return NVIDIADevice.allCases.first { files[$0.fileNames(0).report] != nil }?.kind
    }

    /// The TEE type in a quote's header tells TDX (0x81) from SGX; its first two bytes are the version.
    static func quoteKind(_ quote: [UInt8]) -> EvidenceKind {
        quote.count > 4 && quote[4] == 0x81 ? .tdx : .sgx
    }
}
