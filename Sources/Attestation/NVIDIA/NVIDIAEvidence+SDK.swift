import Bytes

extension NVIDIAEvidence {
    /// Takes apart what NVIDIA's attestation SDK writes: a list of GPUs, each with report and chain in base64.
    ///
    ///     [{"arch": "HOPPER", "certificate": base64 of PEM, "evidence": base64 of the report, "nonce": hex}]
    ///
    /// Gives the files as a bundle holds them. `nonce` must be that of the request.
    package static func files(
        inSDKDocument json: [UInt8],
        name: String
    ) throws(AttestationError) -> [String: [UInt8]] {
        let value = try AttestationError.reading { () throws(FormatError) in
            try JSON(parsing: json, limits: .document)
        }
        guard case .array(let entries) = value, (1...16).contains(entries.count) else {
            throw AttestationError(.evidenceMalformed, at: name, "want a list of 1 to 16 GPUs")
        }
        var files: [String: [UInt8]] = [:]
        for (gpu, entry) in entries.enumerated() {
            let (report, chain) = try one(entry, gpu: gpu, name: "\(name)[\(gpu)]")
            files["gpu-\(gpu).report.bin"] = report
            files["gpu-\(gpu).chain.pem"] = chain
        }
        return files
    }

    private static func one(
        _ entry: JSON,
        gpu: Int,
        name: String
    ) throws(AttestationError) -> (report: [UInt8], chain: [UInt8]) {
        let (report, chain, nonce) = try AttestationError.reading { () throws(FormatError) in
            var object = try JSONObject(entry, path: name)
            _ = try object.string("arch")
            let fields = try (
                object.base64("evidence"), object.base64("certificate"), object.hex("nonce", sizes: 32...32)
            )
            try object.end()
            return fields
        }
        let names = ("\(name).evidence", "\(name).certificate")
        let evidence = try NVIDIAEvidence(report: report, chain: chain, gpu: gpu, names: names)
        guard evidence.boundData == nonce else {
            throw AttestationError(.evidenceMalformed, at: "\(name).nonce", "not the nonce of the request")
        }
        return (report, chain)
    }
}
