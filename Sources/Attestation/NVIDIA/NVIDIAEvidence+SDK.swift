import Bytes

extension NVIDIAEvidence {
    /// Takes apart what NVIDIA's attestation SDK and `nvattest` write: a list of devices, each with report and chain.
    ///
    ///     [{"arch": "HOPPER", "certificate": base64 of PEM, "evidence": base64 of the report, "nonce": hex}]
    ///
    /// or an object whose `evidences` is that list. Gives the files as a bundle holds them. `nonce` must be that of the
    /// request. What else the document says (`version`, `driver_version`, `vbios_version` …) nobody signed: the report
    /// says the same, and is what counts.
    package static func files(
        inSDKDocument json: [UInt8],
        name: String
    ) throws(AttestationError) -> [String: [UInt8]] {
        let value = try AttestationError.reading { () throws(FormatError) in
            let value = try JSON(parsing: json, limits: .document)
            guard case .object = value else { return value }
            var object = try JSONObject(value, path: name)
            return try object.value("evidences")
        }
        guard case .array(let entries) = value, (1...64).contains(entries.count) else {
            throw AttestationError(.evidenceMalformed, at: name, "want a list of 1 to 64 GPUs or switches")
        }
        var files: [String: [UInt8]] = [:]
        for (index, entry) in entries.enumerated() {
            let (report, chain, device) = try one(entry, name: "\(name)[\(index)]")
            let names = device.fileNames(device.count(in: EvidenceFiles(files)))
            files[names.report] = report
            files[names.chain] = chain
        }
        return files
    }

    private static func one(
        _ entry: JSON,
        name: String
    ) throws(AttestationError) -> (report: [UInt8], chain: [UInt8], NVIDIADevice) {
        let (report, chain, nonce) = try AttestationError.reading { () throws(FormatError) in
            var object = try JSONObject(entry, path: name)
            _ = try object.string("arch")
            let (report, chain) = try (object.base64("evidence"), object.base64("certificate"))
            return (report, chain, try object.string("nonce"))
        }
        let names = ("\(name).evidence", "\(name).certificate")
        let evidence = try NVIDIAEvidence(report: report, chain: chain, number: 0, names: names)
        guard Hex.encode(evidence.boundData) == nonce.lowercased() else {
            throw AttestationError(.evidenceMalformed, at: "\(name).nonce", "not the nonce of the request")
        }
        return (report, chain, evidence.device)
    }
}
