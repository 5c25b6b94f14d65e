import Bytes
import Certificates

/// Whether a quote is what it says: signatures from Intel's root down to the report, collateral, and windows.
struct IntelAuthentication {
    let evidence: IntelEvidence
    let context: AuthenticationContext
    var findings = IntelFindings()

    private static let pckNames = [
        ["Intel SGX PCK Certificate"], IntelAuthentication.authorities,
    ]
    static let authorities = ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"]

    /// All checks, in the order in which trust flows.
    static func findings(_ evidence: IntelEvidence, _ context: AuthenticationContext) -> [AppraisalFinding] {
        var checks = IntelAuthentication(evidence: evidence, context: context)
        checks.checkQuote()
        checks.checkCollateral()
        checks.checkRevocation()
        checks.checkWindows()
        return checks.findings.all
    }

    private mutating func checkQuote() {
        checkTrailer()
        checkChain(evidence.chain, "PCK chain", names: IntelAuthentication.pckNames)
        checkNamedPlatform()
        checkQuotingEnclave()
        checkAttestationKey()
        let data = evidence.quote.signatureData
        let key = try? PublicKey(x963: [4] + data.attestationKey)
        let isGood =
            key?.verifies(signature: data.signature, message: evidence.quote.signedBytes, digest: .sha256)
            ?? false
        findings.check(
            isGood,
            .evidenceSignature,
            "quote signature",
            "by the attestation key",
            or: "not by the attestation key"
        )
    }

    private mutating func checkTrailer() {
        let trailer = evidence.quote.trailer
        findings.check(
            trailer.allSatisfy { $0 == 0 },
            .evidenceMalformed,
            "quote padding",
            trailer.isEmpty ? "none" : "\(trailer.count) zero bytes",
            or: "\(trailer.count) bytes after the signature data are unsigned and not all zero"
        )
    }

    // What a quote without a chain says of the machine is not signed: the PCK's signature decides. The encrypted PPID
    // only Intel can read, and the CPUSVN may be newer than the level that the certificate is for.
    private mutating func checkNamedPlatform() {
        guard let pceID = evidence.quote.signatureData.pceID else { return }
        let (got, want) = (Hex.encode(evidence.pck.pceID), Hex.encode(pceID))
        findings.check(
            evidence.pck.pceID == pceID,
            .collateralMismatch,
            "PCE-ID of the quote",
            want,
            or: "the PCK certificate has \(got), the quote names \(want)"
        )
    }

    private mutating func checkQuotingEnclave() {
        let data = evidence.quote.signatureData
        let isGood = evidence.chain[0].publicKey.verifies(
            signature: data.quotingEnclaveSignature,
            message: data.quotingEnclave.bytes,
            digest: .sha256
        )
        findings.check(
            isGood,
            .evidenceSignature,
            "quoting enclave's report",
            "signed by the PCK",
            or: "not signed by the PCK"
        )
    }

    private mutating func checkAttestationKey() {
        let data = evidence.quote.signatureData
        let digest = SHA256.hash(data.attestationKey + data.authenticationData).bytes
        findings.check(
            data.quotingEnclave.reportData == digest + [UInt8](repeating: 0, count: 32),
            .attestationKey,
            "attestation key",
            "the quoting enclave vouches for it",
            or: "the quoting enclave's report data is not SHA-256(key ‖ authentication data) and 32 zeros"
        )
    }

    /// A chain whose certificates have these common names, and whose root the verifier knows.
    mutating func checkChain(
        _ chain: [Certificate],
        _ subject: String,
        names: [[String]],
        for purpose: CertificatePath.Purpose = .signer
    ) {
        var faults = CertificatePath.faults(chain, for: purpose).map(\.description)
        if chain.count != names.count + 1 {
            faults.append("\(chain.count) certificates, want \(names.count + 1)")
        }
        for (certificate, allowed) in zip(chain, names) {
            let name = certificate.subjectCommonName ?? ""
            if !allowed.contains(name) {
                faults.append("got a certificate of \"\(name)\", want \(allowed[0])")
            }
        }
        guard faults.isEmpty, let root = chain.last else {
            return findings.add(.fail, .chainInvalid, subject, faults.joined(separator: "; "))
        }
        guard let name = context.roots.name(of: root, vendor: .intel) else {
            return findings.add(
                .fail,
                .rootUnknown,
                subject,
                "ends in \(root.publicKeyDigest), not a root of Intel"
            )
        }
        // One revocation list of one root covers all chains.
        findings.check(
            root.publicKeyDigest == evidence.chain.last?.publicKeyDigest,
            .chainInvalid,
            subject,
            "to \(name)",
            or: "ends in another root than the PCK chain"
        )
    }
}
