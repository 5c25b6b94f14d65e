package import Bytes
import Keys
import Leaves
import Trust
package import Verification

extension Report {
    /// The report as canonical JSON, its texts escaped; `Formats/report-v1.schema.json` describes it.
    package var json: JSON {
        var members: [String: JSON] = [
            "as_of": .string(asOf.description), "course": .array(course.map(\.json)),
            "findings": .array(findings.map(\.json)),
            "limits": .array(limits.map { .string($0) }),
            "proofs": .array(
                proofCounts.sorted { $0.key < $1.key }.map {
                    ["count": .number($0.value), "kind": .string($0.key)]
                }
            ),
            "rests_on": .array(restsOn.map { .string($0) }), "scope": .string(scope.rawValue),
            "sessions": .array(sessions.map(\.json)), "simulated": .bool(isSimulated),
            "steps": .array(steps.map(\.json)),
            "steps_checked": .number(stepsChecked), "steps_valid": .number(stepsValid),
            "trust": trust,
            "type": "bulla-report/1", "verdict": .string(verdict.rawValue),
        ]
        members["bundle"] = bundle
        members["custody"] = custody?.json
        members["sampling"] = sampling?.json
        members["seed"] = seed.map { .string($0) }
        if !signers.isEmpty { members["signers"] = .array(signers.map(\.json)) }
        if !targeted.isEmpty { members["targeted"] = .array(targeted.map(\.json)) }
        return JSON.object(members).escaped
    }

    private var trust: JSON {
        var members: [String: JSON] = ["sha256": .digest(trustDigest), "version": .number(trustVersion)]
        members["first"] = trustFirst.map { .digest($0) }
        return .object(members)
    }

    private var bundle: JSON? {
        guard let manifestDigest, let name, let run, let from, let to, let root, let marking, let sealedAt,
            let population
        else { return nil }
        var members: [String: JSON] = [
            "from": .number(from), "manifest": .digest(manifestDigest), "marking": .string(marking),
            "name": .string(name), "population": .number(population), "root": .digest(root),
            "run": .digest(run), "sealed_at": .string(sealedAt.description), "to": .number(to),
        ]
        members["sealed"] = sealed?.json
        return .object(members)
    }
}

extension Finding {
    fileprivate var json: JSON {
        [
            "check": .string(check.rawValue), "code": .string(code), "detail": .string(detail),
            "outcome": .string(outcome.rawValue), "subject": .string(subject),
        ]
    }
}

extension SignerRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "counts": .bool(counts), "key": .digest(key), "person": .string(person),
            "standing": .string(standing.word),
        ]
        members["end"] = standing.end.map {
            ["at": .string($0.at.description), "kind": .string($0.kind.rawValue)]
        }
        guard let age else { return .object(members) }
        members["age"] = age.at.map { .string($0.description) }
        members["shown"] = .array(
            age.shownBy.map {
                [
                    "at": .string($0.at.description), "by": .string($0.person),
                    "means": .string($0.means.rawValue),
                ]
            }
        )
        members["wanted"] = .number(age.wanted)
        return .object(members)
    }
}

extension SampledStep {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "leaf": .number(leaf),
            "metrics": .array(
                metrics.map { ["name": .string($0.name), "value": .string($0.value)] }
            ), "path": .array(path.map { .digest($0) }), "pick": .number(pick),
            "proofs": .array(
                proofs.map {
                    ["code": .string($0.code), "detail": .string($0.detail), "kind": .string($0.kind)]
                }
            ),
            "step": .number(step),
        ]
        members["session"] = session.map { .digest($0) }
        members["stratum"] = stratum.map { .number($0) }
        members["ticket"] = ticket.map { .number($0) }
        return .object(members)
    }
}

extension MetricCourse {
    fileprivate var json: JSON {
        [
            "metric": .string(metric),
            "points": .array(points.map { ["step": .number($0.step), "value": .string($0.value)] }),
        ]
    }
}

extension SessionRecord {
    fileprivate var json: JSON {
        var members: [String: JSON] = [
            "heartbeats": .number(heartbeats), "kind": .string(kind.rawValue), "opened": .number(opened),
            "session": .digest(session),
        ]
        members["closed"] = closed.map { .number($0) }
        members["first_step"] = firstStep.map { .number($0) }
        members["last_step"] = lastStep.map { .number($0) }
        return .object(members)
    }
}
