import Bytes

/// What came of judging one piece of evidence: what it states, what was checked, and one word for both.
package struct Appraisal: Sendable {
    package enum Result: String, Sendable {
        /// Authentic, and everything that policy demands holds.
        case accepted
        /// Authentic, and no policy says what would be good enough.
        case authentic
        /// Something required could not be found out.
        case incomplete
        /// Of a version, policy or layout that this build does not know.
        case unsupported
        case rejected
    }

    package let kind: EvidenceKind
    package let claims: [Claim]
    package let findings: [AppraisalFinding]

    /// Judges evidence that was read: authenticity first, then what it is bound to, then policy.
    ///
    /// - Parameter binding: nil where nobody knows what it should be bound to, as in an inspection.
    /// - Parameter beside: what was found by looking at other evidence and files, which counts alike.
    package init(
        of evidence: any Evidence,
        policy: AttestationPolicy,
        context: AuthenticationContext,
        binding: EvidenceBinding?,
        beside: [AppraisalFinding] = []
    ) {
        kind = evidence.kind
        claims = evidence.claims
        var findings = evidence.authenticate(context)
        if let binding { findings.append(contentsOf: binding.compare(evidence)) }
        if policy.covers(evidence.kind) {
            findings.append(contentsOf: evidence.appraise(policy, context))
        } else {
            findings.append(contentsOf: evidence.unacceptable)
            findings.append(
                AppraisalFinding(
                    .unfinished,
                    .notAppraised,
                    evidence.kind.rawValue,
                    "the policy has no requirements for this kind of evidence"
                )
            )
        }
        findings.append(contentsOf: beside)
        self.findings = findings.filter { !$0.isKnockedOut }
    }

    /// Judges the evidence in one folder: each piece by itself, and that no device stands for two.
    package static func all(
        of pieces: [any Evidence],
        policy: AttestationPolicy,
        context: AuthenticationContext
    ) -> [Appraisal] {
        pieces.indices.map { index in
            Appraisal(
                of: pieces[index],
                policy: policy,
                context: context,
                binding: nil,
                beside: pieces[index].repetitions(of: pieces[..<index])
            )
        }
    }

    package var result: Result {
        if findings.contains(where: { $0.outcome == .fail }) { return .rejected }
        if findings.contains(where: { $0.outcome == .unsupported }) { return .unsupported }
        let open = findings.filter { $0.outcome == .unfinished }
        if open.isEmpty { return .accepted }
        return open.allSatisfy { $0.code == .notAppraised } ? .authentic : .incomplete
    }
}

/// What evidence must be bound to: bytes that only the one who asked for it could know beforehand.
package struct EvidenceBinding: Sendable {
    /// report_data or user_data; for a GPU, its nonce.
    package let data: [UInt8]
    /// The nonce of a Nitro document.
    package let nonce: [UInt8]?

    package init(data: [UInt8], nonce: [UInt8]? = nil) {
        self.data = data
        self.nonce = nonce
    }

    /// What is bound to something else; empty where all is as it must be.
    package func faults(in evidence: any Evidence) -> [AppraisalFinding] {
        compare(evidence).filter { $0.outcome == .fail }
    }

    func compare(_ evidence: any Evidence) -> [AppraisalFinding] {
        guard evidence.boundData == data else {
            return [
                AppraisalFinding(
                    .fail,
                    .bindingMismatch,
                    evidence.kind.rawValue,
                    "is bound to other bytes than those of this session"
                )
            ]
        }
        if let nonce, evidence.nonce != nonce {
            return [
                AppraisalFinding(
                    .fail,
                    .nonceMismatch,
                    evidence.kind.rawValue,
                    "carries another nonce than that of this session"
                )
            ]
        }
        return [AppraisalFinding(.pass, .ok, "binding", "bound to this session")]
    }
}
