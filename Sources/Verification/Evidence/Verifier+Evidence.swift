import Attestation
import Bytes
import Keys
import Layout
import Leaves
import MerkleLog
import Reports
import Trust

/// Appraises the evidence that stands behind sessions; `Formats/evidence-v1.md`.
extension Verifier {
    /// Appraises events in the order of their leaves, each with all its members.
    ///
    /// - Parameter isWalked: whether the log was read, so that what sessions say of its checkpoints is known to be
    ///   true.
    func appraise(_ events: [SessionEvent], in bundle: OpenBundle, isWalked: Bool) {
        guard request.appraises else { return }
        var judge = EvidenceJudge(policy: request.trust.policy.attestation, roots: request.roots)
        var kinds: Set<EvidenceKind> = []
        do {
            let files = try events.map { try read($0, in: bundle) }
            let times = try witnessedTimes(events, files, bundle, isWalked: isWalked)
            for (event, files) in zip(events, files) {
                try time.check()
                let bracket = times.bracket(session: event.session, leaf: event.leaf)
                for outcome in judge.judge(event, files, in: bracket?.bracket) {
                    note(outcome, bracket)
                    kinds.insert(outcome.kind)
                }
                judgeToday(event, files)
            }
        } catch {
            add(.attestation, Fault(error), "data/sessions")
        }
        for root in request.roots.given where !kinds.isEmpty {
            report.restsOn.append("the inspector's statement that this is the vendor's root: \(root)")
        }
        for kind in EvidenceKind.allCases where kinds.contains(kind) {
            report.restsOn.append("\(kind.title): \(kind.restsOn)")
            report.limits.append("\(kind.title): \(kind.limits)")
        }
    }

    private func read(_ event: SessionEvent, in bundle: OpenBundle) throws -> EvidenceFiles {
        try time.check()
        var files: [String: [UInt8]] = [:]
        for member in event.members {
            files[String(member.path.dropFirst(event.folder.count))] = try bundle.listed(
                member.path,
                limit: SessionEvidence.largestFile
            )
        }
        return EvidenceFiles(files)
    }

    /// What witnesses say of the time, from notes in the evidence and those that the inspector holds.
    private func witnessedTimes(
        _ events: [SessionEvent],
        _ files: [EvidenceFiles],
        _ bundle: OpenBundle,
        isWalked: Bool
    ) throws -> WitnessedTimes {
        let witnesses = request.trust.noteKeys(.witness, at: request.at)
        var times = WitnessedTimes(witnesses: witnesses, stated: request.evidenceTime)
        for (event, files) in zip(events, files) where event.name == .open {
            guard let bytes = files[SessionEvidence.witnessName] else { continue }
            let note: SignedNote
            do { note = try SignedNote(bytes) } catch {
                throw Fault(.witnessMismatch, event.folder, "\(SessionEvidence.witnessName): \(error)")
            }
            if !times.take(note, boundBy: event.session) {
                add(
                    .attestation,
                    .warn,
                    FaultCode.witnessUnknown.rawValue,
                    event.folder,
                    "no witness of the trust file has signed \(SessionEvidence.witnessName)"
                )
            }
            // Of the log's own checkpoint, in a log that was read: leaves before it had been seen by then.
            let isOwn = SHA256.hash(note.textBytes) == event.open.binding.checkpoint
            if isWalked && isOwn && event.leaf >= bundle.manifest.from {
                times.take(note, ofTree: event.leaf)
            }
        }
        for note in request.witnessNotes where !note.isOfManifest(of: bundle.manifest.origin) {
            try take(note, into: &times, bundle.manifest)
        }
        if !times.people.isEmpty {
            report.restsOn.append(
                "the clocks of the witnesses \(times.people.sorted().joined(separator: ", "))"
            )
        }
        return times
    }

    /// A note that the inspector holds counts where its checkpoint is that of the segment's beginning or end.
    private func take(_ note: SignedNote, into times: inout WitnessedTimes, _ manifest: Manifest) throws {
        let checkpoint = try Checkpoint(text: note.text)
        let isEnd = checkpoint.size == manifest.to && checkpoint.root == manifest.root
        let isBeginning = checkpoint.size == manifest.from && checkpoint.root == manifest.previousRoot
        guard checkpoint.origin == manifest.origin, isEnd || isBeginning else {
            throw Fault(
                .witnessMismatch,
                "--witness",
                "size \(checkpoint.size) is neither the beginning nor the end of this segment of \(manifest.origin)"
            )
        }
        guard times.take(note, ofTree: checkpoint.size) else {
            throw Fault(.witnessUnknown, "--witness", "no witness of the trust file has signed it")
        }
    }

    private func note(_ outcome: EvidenceJudge.Outcome, _ time: (bracket: TimeBracket, source: String)?) {
        for finding in outcome.findings where ![.pass, .notChecked].contains(finding.outcome) {
            add(
                .attestation,
                Finding.Outcome(finding.outcome),
                finding.code.rawValue,
                "\(outcome.subject): \(finding.subject)",
                finding.detail
            )
        }
        guard outcome.result == .accepted, let time else { return }
        add(
            .attestation,
            .pass,
            "ok",
            outcome.subject,
            "\(outcome.kind.title), as policy demands; made \(time.bracket), \(time.source)"
        )
        for finding in outcome.findings where finding.outcome == .notChecked {
            add(.attestation, .notChecked, finding.code.rawValue, outcome.subject, finding.detail)
        }
    }

    /// A second verdict with newer collateral, beside the first and never in its place.
    private func judgeToday(_ event: SessionEvent, _ files: EvidenceFiles) {
        guard let kind = EvidenceKind(rawValue: event.kind.rawValue),
            let newer = request.collateralToday[kind]
        else { return }
        let merged = EvidenceFiles(files.files.merging(newer.files) { $1 })
        var judge = EvidenceJudge(policy: request.trust.policy.attestation, roots: request.roots)
        let now = TimeBracket(asOf: request.at)
        for outcome in judge.judge(event, merged, in: now) {
            let reasons = outcome.findings.filter { [.fail, .unsupported, .unfinished].contains($0.outcome) }
            add(
                .attestation,
                outcome.result == .accepted ? .pass : .warn,
                outcome.result == .accepted ? "ok" : FaultCode.knownToday.rawValue,
                "\(outcome.subject), known today",
                reasons.first.map { "\($0.code.rawValue): \($0.subject): \($0.detail)" }
                    ?? "good with the newer collateral too"
            )
        }
    }
}

extension Finding.Outcome {
    /// What is not known here is never a pass; nor is it known to be wrong.
    fileprivate init(_ outcome: AppraisalFinding.Outcome) {
        switch outcome {
        case .pass: self = .pass
        case .warn: self = .warn
        case .fail: self = .fail
        case .unfinished, .unsupported: self = .unfinished
        case .notChecked: self = .notChecked
        }
    }
}
