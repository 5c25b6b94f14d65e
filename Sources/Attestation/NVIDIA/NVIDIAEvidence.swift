import Bytes
import Certificates

/// The attestation report of one NVIDIA GPU or NVSwitch and the chain of its certificates.
package struct NVIDIAEvidence: Evidence {
    private let number: Int
    private let report: GPUReport
    private let chain: EndorsementChain

    // Leaf, chip, provisioner, family, root.
    private static let chainLength = 5

    /// Reads `gpu-<i>.report.bin` and `gpu-<i>.chain.pem`.
    package init(_ files: EvidenceFiles, gpu: Int) throws(AttestationError) {
        try self.init(files, .gpu, number: gpu)
    }

    /// Reads the two files of a device; a report of another kind of device is refused.
    init(_ files: EvidenceFiles, _ device: NVIDIADevice, number: Int) throws(AttestationError) {
        let (report, chain) = device.fileNames(number)
        try self.init(
            report: files.required(report, limit: GPUReport.largest),
            chain: files.required(chain),
            number: number,
            names: (report, chain)
        )
        guard self.device == device else {
            let detail = "the report is of \(self.device.words), want one of \(device.words)"
            throw AttestationError(.evidenceUnsupported, at: report, detail)
        }
    }

    init(
        report: [UInt8],
        chain: [UInt8],
        number: Int,
        names: (report: String, chain: String)
    ) throws(AttestationError) {
        self.number = number
        self.report = try GPUReport(reading: report, name: names.report)
        let certificates = try AttestationError.certificate(names.chain) { () throws(CertificateError) in
            try Certificate.pem(chain)
        }
        guard let leaf = certificates.first, certificates.count == NVIDIAEvidence.chainLength else {
            throw AttestationError(
                .evidenceUnsupported,
                at: names.chain,
                "got \(certificates.count) certificates, want \(NVIDIAEvidence.chainLength)"
            )
        }
        self.chain = EndorsementChain(leaf: leaf, above: Array(certificates.dropFirst()), vendor: .nvidia)
    }

    /// What the report is of, by its own fields.
    var device: NVIDIADevice { report.properties.device }
    package var kind: EvidenceKind { device.kind }
    /// The nonce of the request.
    package var boundData: [UInt8] { report.request.nonce }

    /// What names this GPU among all: the serial of the certificate of its chip.
    private var chipSerial: String { NVIDIAEvidence.serial(of: chain.certificates[1]) }

    // The sign of the INTEGER is no part of the number.
    private static func serial(of certificate: Certificate) -> String {
        let serial = certificate.serial
        return Hex.encode(serial.count > 1 && serial[0] == 0 ? serial.dropFirst() : serial[...])
    }

    package var claims: [Claim] {
        let identity = [
            Claim(device.rawValue, "\(number)"), Claim("leaf serial", NVIDIAEvidence.serial(of: chain.leaf)),
            Claim("leaf", chain.leaf.subjectText), Claim("chip serial", chipSerial),
            Claim("request nonce", Hex.encode(report.request.nonce)),
            Claim("response nonce", Hex.encode(report.response.nonce)),
        ]
        let measurements = report.response.measurements.map {
            Claim("m\($0.index) (\($0.typeText))", Hex.encode($0.value))
        }
        return identity + report.properties.claims + measurements
    }

    package var constants: [Claim] {
        [Claim("leaf serial", NVIDIAEvidence.serial(of: chain.leaf))] + deviceNames
    }

    /// A certificate may be issued anew for a chip; its key stays.
    package var deviceNames: [Claim] {
        [
            Claim("chip serial", chipSerial),
            Claim("chip key", chain.certificates[1].publicKeyDigest.hex),
        ]
    }

    // Versions are compared with the policy; which of two is older, NVIDIA does not define.
    package func regression(to later: any Evidence) -> String? { nil }
}

extension NVIDIAEvidence {
    package func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        let revocation = "NVIDIA revokes certificates of GPUs only through OCSP, which needs a network"
        return [signatureFinding] + chain.findings(context) + [firmwareFinding]
            + [AppraisalFinding(.notChecked, .notChecked, "revocation", revocation)]
    }

    private var signatureFinding: AppraisalFinding {
        guard chain.hasSigned(report.signed, report.signature) else {
            let detail = "not by the key of \(chain.leaf.subjectText)"
            return AppraisalFinding(.fail, .evidenceSignature, "report signature", detail)
        }
        return AppraisalFinding(.pass, .ok, "report signature", "by \(chain.leaf.subjectText)")
    }

    // Switches, and drivers of GPUs before 550, leave the digest out.
    private var firmwareFinding: AppraisalFinding {
        let name = "firmware digest"
        guard let reported = report.properties.firmwareDigest else {
            return AppraisalFinding(.notChecked, .notChecked, name, "the report has none")
        }
        guard let certified = chain.leaf.firmwareDigest else {
            return AppraisalFinding(.fail, .tcbMismatch, name, "the leaf certificate has none")
        }
        guard reported == certified else {
            let detail = "report \(Hex.encode(reported)), leaf certificate \(Hex.encode(certified))"
            return AppraisalFinding(.fail, .tcbMismatch, name, detail)
        }
        return AppraisalFinding(.pass, .ok, name, "report and leaf certificate agree")
    }
}

extension Certificate {
    /// The first FWID of TCG DICE, SHA-384: what the key of this certificate was derived for.
    ///
    /// Hopper has a CompositeDeviceID (2.23.133.5.4.1), Blackwell a TcbInfo (2.23.133.5.4.1.1); both hold
    ///
    ///     FWID ::= SEQUENCE { hashAlg OBJECT IDENTIFIER, digest OCTET STRING }
    fileprivate var firmwareDigest: [UInt8]? {
        let head: [UInt8] = [0x30, 61, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 4, 48]
        let value = extensionValue("2.23.133.5.4.1") ?? extensionValue("2.23.133.5.4.1.1")
        guard let value, value.count >= head.count + 48 else { return nil }
        let start = (0...value.count - head.count - 48).first { value[$0...].starts(with: head) }
        return start.map { Array(value[$0 + head.count..<$0 + head.count + 48]) }
    }
}

extension NVIDIAEvidence {
    package func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]
    {
        guard let policy = device == .gpu ? policy.nvidiaGPU : policy.nvidiaSwitch else {
            let detail = "the policy demands nothing of \(kind.rawValue), so that none can be accepted"
            return [AppraisalFinding(.unfinished, .notAppraised, "policy", detail)]
        }
        let properties = report.properties
        let listed = [
            listFinding("chip serial", chipSerial, policy.serials, .chipUnknown),
            listFinding("driver version", properties.driverVersion, policy.driverVersions, .productDenied),
            listFinding("VBIOS version", properties.vbiosVersion, policy.vbiosVersions, .productDenied),
        ]
        let revocation = Revocation.demanded(
            policy.revocationRequired,
            "NVIDIA answers only online (OCSP); nothing that was captured says it"
        )
        return measurementFindings(policy) + (listed + [revocation]).compactMap { $0 }
    }

    private func measurementFindings(_ policy: NVIDIAPolicy) -> [AppraisalFinding] {
        let manifests = "NVIDIA's reference manifests (RIM) are not evaluated"
        guard let allowed = policy.measurements else {
            let detail = "\(manifests), and the policy has no values"
            return [AppraisalFinding(.notChecked, .measurementsNotCompared, "measurements", detail)]
        }
        let wrong = allowed.keys.sorted().compactMap { shortfall($0, allowed[$0] ?? []) }
        guard wrong.isEmpty else {
            return wrong.map { AppraisalFinding(.fail, .measurementUnknown, "measurements", $0) }
        }
        let count = report.response.measurements.count
        let others = "\(manifests); the policy has values for \(allowed.count) of \(count) measurements"
        return [
            AppraisalFinding(.pass, .ok, "measurements", "\(allowed.count) are as the policy has them"),
            AppraisalFinding(.notChecked, .measurementsNotCompared, "other measurements", others),
        ]
    }

    private func shortfall(_ index: Int, _ allowed: [[UInt8]]) -> String? {
        let value = report.response.measurements.first { $0.index == index }?.value
        guard let value else { return "m\(index) is missing" }
        return allowed.contains(value) ? nil : "m\(index) is \(Hex.encode(value))"
    }

    /// Nil where the policy does not say what is allowed.
    private func listFinding(
        _ name: String,
        _ value: String?,
        _ allowed: [String]?,
        _ code: AppraisalCode
    ) -> AppraisalFinding? {
        guard let allowed else { return nil }
        guard let value, allowed.contains(value) else {
            return AppraisalFinding(
                .fail,
                code,
                name,
                "got \(value ?? "none"), not one of \(allowed.count) allowed"
            )
        }
        return AppraisalFinding(.pass, .ok, name, value)
    }
}
