package import Bytes
import Sampling

extension AuditStatus {
    package static let type = "bulla-audit-status/1"

    /// The document for programs; `Formats/audit-status-v1.schema.json`.
    ///
    /// - Parameter trust: digest and version of the trust file.
    package func json(trust: Digest, version: Int) -> JSON {
        [
            "as_of": .string(time.description), "audits": .array(audits.map(\.json)),
            "findings": .array(findings.map(\.json)),
            "kept": .array(kept.map { kept in kept.json(histories.flatMap { $0.matches(kept) }) }),
            "logs": .array(histories.map(\.json)), "receipts": .array(receipts.map(\.json)),
            "redraws": .number(chain.redraws), "state": .string(state.rawValue), "together": together.json,
            "trust": ["sha256": .digest(trust), "version": .number(version)],
            "type": .string(AuditStatus.type),
        ]
    }
}

extension StatusFinding {
    fileprivate var json: JSON {
        [
            "code": .string(code.rawValue), "detail": .string(detail), "outcome": .string(outcome.rawValue),
            "subject": .string(subject),
        ]
    }
}

extension SegmentHistory {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "end": .number(end),
            "missing": .array(
                gaps.map { ["from": .number($0.lowerBound), "to": .number($0.upperBound)] }
            ),
            "origin": .string(origin), "runs": .array(runs.map { .digest($0) }),
            "segments": .array(entries.map(\.json)),
        ]
        members["next_export"] = nextExport.map { .string($0.description) }
        members["overdue_seconds"] = overdueBy.map { .number($0) }
        return .object(members)
    }
}

extension SegmentHistory.Entry {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "exporters": .array(segment.exporters.map { .string($0) }),
            "files": .array(segment.files.map { .string($0) }), "forked": .bool(isForked),
            "from": .number(segment.from), "manifest": .digest(segment.manifest),
            "name": .string(segment.name), "resealed": .array(resealed.map { .digest($0.manifest) }),
            "root": .digest(segment.root), "sealed_at": .string(segment.sealedAt.description),
            "steps": .number(segment.steps), "to": .number(segment.to),
        ]
        members["late_seconds"] = lateBy.map { .number($0) }
        members["next_export"] = segment.nextExport.map { .string($0.description) }
        members["previous_manifest"] = segment.previousManifest.map { .digest($0) }
        members["previous_root"] = segment.previousRoot.map { .digest($0) }
        return .object(members)
    }
}

extension AuditRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "confidence": .number(plan.confidence), "faults": .array(faults.map(\.json)),
            "files": .array(files.map { .string($0) }), "good_rate": .number(plan.goodRate),
            "inspectors": .array(inspectors.map { .string($0) }), "manifest": .digest(plan.manifest),
            "plan": .digest(digest), "planned_at": .string(plan.plannedAt.description),
            "population": .number(plan.population), "purpose": .string(plan.purpose.rawValue),
            "randomness": .string(chance), "round": .number(plan.round), "sampled": .number(sampled),
            "state": .string(state.rawValue), "witnesses": .array(witnesses.map { .string($0) }),
        ]
        members["draw"] = draw.map { .digest($0.digest) }
        members["drawn_at"] = draw.map { .string($0.drawnAt.description) }
        members["previous_plan"] = plan.previousPlan.map { .digest($0) }
        return .object(members)
    }

    /// `dice` or `beacon`.
    var chance: String {
        switch plan.randomness {
        case .dice: "dice"
        case .beacon: "beacon"
        }
    }
}

extension CeremonyFault {
    fileprivate var json: JSON {
        ["code": .string(code.rawValue), "detail": .string(detail), "subject": .string(subject)]
    }
}

extension ReceiptRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "accepted_at": .string(acceptedAt.description), "file": .string(file),
            "inspectors": .array([signer.person].compactMap { $0 }.map { .string($0) }),
            "manifest": .digest(manifest),
        ]
        members["plan"] = plan.map { .digest($0) }
        return .object(members)
    }
}

extension RememberedRoot {
    fileprivate func json(_ matches: [SegmentRecord]) -> JSON {
        [
            "manifests": .array(matches.map { .digest($0.manifest) }), "origin": .string(origin),
            "root": .digest(root), "size": .number(size), "source": .string(source),
        ]
    }
}

extension AuditStatus.Together {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "audits": .number(budget.confidences.count), "at_most": .string(budget.union),
            "if_independent": .string(budget.independent), "planned": .number(planned),
            "wanted": .number(AuditStatus.Together.wanted),
        ]
        members["each"] = each.map { .number($0) }
        return .object(members)
    }
}
