import Bytes

extension NVIDIAEvidence {
    /// Reads what NVIDIA's attestation SDK writes: a list of GPUs, each with report and chain in base64.
    ///
    ///     [{"arch": "HOPPER", "certificate": base64 of PEM, "evidence": base64 of the report, "nonce": hex}]
    ///
    /// For looking into; a bundle holds the files themselves. `nonce` must be that of the request.
    package static func all(inSDKDocument json: [UInt8], name: String) throws(AttestationError)
        -> [NVIDIAEvidence]
    {
        let value = try AttestationError.reading { () throws(FormatError) in
            try JSON(parsing: json, limits: .document)
        }
        guard case .array(let entries) = value, (1...16).contains(entries.count) else {
            throw AttestationError(.evidenceMalformed, at: name, "want a list of 1 to 16 GPUs")
        }
        var all: [NVIDIAEvidence] = []
        for (index, entry) in entries.enumerated() {
            all.append(try one(entry, gpu: index, name: "\(name)[\(index)]"))
        }
        return all
    }

    private static func one(_ entry: JSON, gpu: Int, name: String) throws(AttestationError) -> NVIDIAEvidence
    {
        let (report, chain, nonce) = try AttestationError.reading { () throws(FormatError) in
            var object = try JSONObject(entry, path: name)
            _ = try object.string("arch")
            let fields = try (
                object.base64("evidence"), object.base64("certificate"), object.hex("nonce", sizes: 32...32)
            )
            try object.end()
            return fields
        }
        let evidence = try NVIDIAEvidence(
            report: report,
            chain: chain,
            gpu: gpu,
            names: ("\(name).evidence", "\(name).certificate")
        )
        guard evidence.boundData == nonce else {
            throw AttestationError(.evidenceMalformed, at: "\(name).nonce", "not the nonce of the request")
        }
        return evidence
    }
}
