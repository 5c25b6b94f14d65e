package import Bytes
import Certificates

/// An AWS Nitro attestation document: `document.cose`, which carries its whole chain.
package struct NitroEvidence: Evidence {
    private let envelope: COSESign1
    private let document: NitroDocument
    private let chain: EndorsementChain

    static let file = "document.cose"

    package init(_ files: EvidenceFiles) throws(AttestationError) {
        let name = NitroEvidence.file
        envelope = try COSESign1(reading: files.required(name), name: name)
        document = try NitroDocument(reading: envelope.payload, name: name)
        chain = try NitroEvidence.chain(of: document)
    }

    // The bundle of authorities begins with the root.
    private static func chain(of document: NitroDocument) throws(AttestationError) -> EndorsementChain {
        let leaf = try AttestationError.certificate("\(file), certificate") { () throws(CertificateError) in
            try Certificate(der: document.certificate)
        }
        var above: [Certificate] = []
        for (index, der) in document.authorities.enumerated().reversed() {
            let authority = try AttestationError.certificate("\(file), cabundle[\(index)]") {
                () throws(CertificateError) in try Certificate(der: der)
            }
            above.append(authority)
        }
        return EndorsementChain(leaf: leaf, above: above, vendor: .aws)
    }

    package var kind: EvidenceKind { .nitro }
    /// user_data, empty where there is none.
    package var boundData: [UInt8] { document.userData ?? [] }
    /// What whoever asked gave against replay.
    package var nonce: [UInt8]? { document.nonce }
    /// A key that the enclave chose.
    package var publicKey: [UInt8]? { document.publicKey }
    /// When the hypervisor signed, by its clock.
    package var timestamp: Timestamp { document.timestamp }

    package var claims: [Claim] {
        var claims = [
            Claim("module_id", document.moduleID),
            Claim("timestamp", "\(document.timestamp) (\(document.milliseconds) ms)"),
        ]
        claims += registers
        claims += [("public_key", publicKey), ("user_data", document.userData), ("nonce", nonce)].compactMap {
            name,
            bytes in bytes.map { Claim(name, Hex.encode($0)) }
        }
        return claims + [Claim("certificate", chain.leaf.subjectText)]
    }

    /// All registers that the document has, zero or not: one that comes or goes is a change too.
    package var constants: [Claim] { [Claim("module_id", document.moduleID)] + registers }

    private var registers: [Claim] {
        document.pcrs.sorted { $0.key < $1.key }.map { Claim("pcr\($0)", Hex.encode($1)) }
    }

    // Documents name no version of the firmware below the enclave.
    package func regression(to later: any Evidence) -> String? { nil }
}

extension NitroEvidence {
    package func authenticate(_ context: AuthenticationContext) -> [AppraisalFinding] {
        // Some authorities name lists, but "CRL must be disabled when doing the validation": AWS Nitro Enclaves
        // User Guide, "Verifying the root of trust".
        let revocation = "AWS has verifiers leave revocation lists out"
        return [signatureFinding] + chain.findings(context) + timestampFindings(context.bracket)
            + [AppraisalFinding(.notChecked, .notChecked, "revocation", revocation)]
    }

    private var signatureFinding: AppraisalFinding {
        guard chain.hasSigned(envelope.signed, envelope.signature) else {
            let detail = "not by the key of \(chain.leaf.subjectText)"
            return AppraisalFinding(.fail, .evidenceSignature, "document signature", detail)
        }
        return AppraisalFinding(.pass, .ok, "document signature", "ES384 by \(chain.leaf.subjectText)")
    }

    // The one kind of evidence with a signed clock: it must agree with what others say of the time.
    private func timestampFindings(_ bracket: TimeBracket?) -> [AppraisalFinding] {
        let name = "signed timestamp"
        var findings: [AppraisalFinding] = []
        if let bad = chain.certificates.first(where: { !$0.isValid(at: timestamp) }) {
            let detail = "\(timestamp) is outside of the window of \(bad.subjectText)"
            findings.append(AppraisalFinding(.fail, .certificateWindow, name, detail))
        }
        guard let bracket else { return findings }
        guard bracket.from <= timestamp, timestamp <= bracket.to else {
            // An inspector who gives one instant rather than a span says as of when to judge, not when it was made.
            let outcome: AppraisalFinding.Outcome = bracket.isAsOf ? .warn : .fail
            let detail = "\(timestamp), want \(bracket)"
            return findings + [AppraisalFinding(outcome, .timestampOutside, name, detail)]
        }
        return findings + [AppraisalFinding(.pass, .ok, name, "\(timestamp) is within \(bracket)")]
    }
}

extension NitroEvidence {
    package func appraise(_ policy: AttestationPolicy, _ context: AuthenticationContext) -> [AppraisalFinding]
    {
        guard let policy = policy.nitro else {
            let detail = "the policy demands nothing of Nitro documents, so that none can be accepted"
            return [AppraisalFinding(.unfinished, .notAppraised, "policy", detail)]
        }
        let revocation = Revocation.demanded(
            policy.revocationRequired,
            "AWS publishes no lists that verifiers are to use"
        )
        return [debugFinding(policy), registerFinding(policy)] + [revocation].compactMap { $0 }
    }

    /// An enclave in debug mode has PCR0 to PCR2 zero: its console can be read from outside.
    package var isDebuggable: Bool {
        [0, 1, 2].allSatisfy { document.pcrs[$0]?.isZero ?? true }
    }

    private func debugFinding(_ policy: NitroPolicy) -> AppraisalFinding {
        let name = "debug mode"
        guard isDebuggable else { return AppraisalFinding(.pass, .ok, name, "off") }
        let detail = "PCR0 to PCR2 are zero"
        guard policy.debug else { return AppraisalFinding(.fail, .debugEnabled, name, detail) }
        return AppraisalFinding(.warn, .debugEnabled, name, "\(detail); the policy allows it")
    }

    private func registerFinding(_ policy: NitroPolicy) -> AppraisalFinding {
        let shortfalls = policy.pcrs.map(differing)
        guard let closest = shortfalls.min(by: { $0.count < $1.count }), !closest.isEmpty else {
            return AppraisalFinding(.pass, .ok, "registers", "one of \(policy.pcrs.count) sets fits")
        }
        let words = closest.map { "pcr\($0) is \(document.pcrs[$0].map { Hex.encode($0) } ?? "missing")" }
        let detail = "none of \(policy.pcrs.count) sets fits; against the closest: "
        return AppraisalFinding(
            .fail,
            .measurementUnknown,
            "registers",
            detail + words.joined(separator: ", ")
        )
    }

    /// The registers in which the document is not as `set` wants it.
    private func differing(from set: [Int: [UInt8]]) -> [Int] {
        set.filter { document.pcrs[$0.key] != $0.value }.keys.sorted()
    }
}

extension [UInt8] {
    var isZero: Bool { allSatisfy { $0 == 0 } }
}
