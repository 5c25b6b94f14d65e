import Attestation
import Bytes
import Keys
import Leaves

/// Judges the evidence behind sessions: authentic, bound to the session, good enough, and unchanged from open to close.
struct EvidenceJudge {
    /// What came of one piece of evidence.
    struct Outcome {
        let kind: EvidenceKind
        let subject: String
        let result: Appraisal.Result
        let findings: [AppraisalFinding]
    }

    private let policy: AttestationPolicy
    private let roots: VendorRoots
    /// What gives evidence in a session: the TEE, or the GPU of that number.
    private struct Device: Hashable {
        let session: Digest
        let gpu: Int?
    }

    /// The first evidence of each device, which later evidence must not contradict.
    private var first: [Device: any Evidence] = [:]
    /// Which session identities such as REPORT_ID were first seen in.
    private var instances: [Claim: Digest] = [:]

    init(policy: AttestationPolicy, roots: VendorRoots) {
        self.policy = policy
        self.roots = roots
    }

    /// Judges the files of one event, every one of them: the TEE's evidence, then that of each GPU.
    mutating func judge(_ event: SessionEvent, _ files: EvidenceFiles, in bracket: TimeBracket?) -> [Outcome]
    {
        guard let kind = EvidenceKind(rawValue: event.kind.rawValue) else { return [] }
        let subject = "session \(event.session.hex.prefix(16)) \(event.name)"
        let nonce = kind == .nitro ? event.bound.nitroNonce.bytes : nil
        let binding = EvidenceBinding(data: event.bound.bytes, nonce: nonce)
        let unread = EvidenceReader.unread(
            files,
            as: kind,
            gpus: event.gpuNonces.count,
            hasWitness: event.name == .open
        )
        var outcomes = [
            judge(event, kind, nil, subject, bracket, binding, unread: unread) {
                () throws(AttestationError) in try EvidenceReader.read(files, as: kind)
            }
        ]
        for (number, nonce) in event.gpuNonces.enumerated() {
            let subject = "\(subject), GPU \(number)"
            outcomes.append(
                judge(event, .nvidiaGPU, number, subject, bracket, EvidenceBinding(data: nonce.bytes)) {
                    () throws(AttestationError) in try NVIDIAEvidence(files, gpu: number)
                }
            )
        }
        return outcomes
    }

    private mutating func judge(
        _ event: SessionEvent,
        _ kind: EvidenceKind,
        _ gpu: Int?,
        _ subject: String,
        _ bracket: TimeBracket?,
        _ binding: EvidenceBinding,
        unread: [AppraisalFinding] = [],
        reading read: () throws(AttestationError) -> any Evidence
    ) -> Outcome {
        do {
            let evidence = try read()
            let context = AuthenticationContext(roots: roots, bracket: bracket)
            let appraisal = Appraisal(
                of: evidence,
                policy: policy,
                context: context,
                binding: binding,
                beside: compare(evidence, of: event, gpu: gpu) + unread
            )
            return Outcome(
                kind: kind,
                subject: subject,
                result: appraisal.result,
                findings: appraisal.findings
            )
        } catch {
            let findings = [AppraisalFinding(error)] + unread
            return Outcome(
                kind: kind,
                subject: subject,
                result: findings.contains { $0.outcome == .fail } ? .rejected : .unsupported,
                findings: findings
            )
        }
    }

    /// Holds evidence against the first of its session, and its identity against those of other sessions.
    private mutating func compare(
        _ evidence: any Evidence,
        of event: SessionEvent,
        gpu: Int?
    ) -> [AppraisalFinding] {
        let device = Device(session: event.session, gpu: gpu)
        guard let opening = first[device] else {
            let repeated = repetition(of: evidence, in: event, gpu: gpu)
            first[device] = evidence
            return repeated + (event.name == .open ? reuse(evidence, of: event.session) : [])
        }
        return opening.changes(in: evidence)
    }

    /// Each GPU of a session must be another.
    private func repetition(of evidence: any Evidence, in event: SessionEvent, gpu: Int?)
        -> [AppraisalFinding]
    {
        guard let gpu else { return [] }
        let others = (0..<gpu).compactMap { first[Device(session: event.session, gpu: $0)] }
        return evidence.repetitions(of: others)
    }

    private mutating func reuse(_ evidence: any Evidence, of session: Digest) -> [AppraisalFinding] {
        guard let instance = evidence.instance else { return [] }
        guard let other = instances.updateValue(session, forKey: instance), other != session else {
            return []
        }
        return [
            AppraisalFinding(
                .warn,
                .instanceReused,
                instance.name,
                "is that of session \(other.hex.prefix(16)) too: one guest ran both"
            )
        ]
    }
}
