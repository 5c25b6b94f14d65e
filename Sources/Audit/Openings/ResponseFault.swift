package import Bytes
package import Keys
package import Trust

/// What can be wrong with a response; stable, and explained in `Docs/error-codes.md`.
package enum ResponseFaultCode: String, StableCode {
    case unsigned = "response-unsigned"
    case otherBundle = "response-other-bundle"
    case otherChallenge = "response-other-challenge"
    case stale = "response-stale"
    case late = "response-late"
    case partial = "response-partial"
    case unlisted = "response-unlisted"
}

/// Something wrong with a response.
package typealias ResponseFault = Flaw<ResponseFaultCode>

extension ResponseFault {
    /// Whether it answers something else, so that nothing in it counts.
    package var isForeign: Bool {
        [.unsigned, .otherBundle, .otherChallenge, .stale].contains(code)
    }
}

/// A response as it came: the signed document, the names of the files beside it, and when the inspector had it.
package struct ReceivedResponse: Sendable {
    package let envelope: Envelope
    /// Digests after which files are named.
    package let files: Set<Digest>
    /// The inspector's word; nil where he says nothing.
    package let receivedAt: Timestamp?

    package init(envelope: Envelope, files: Set<Digest>, receivedAt: Timestamp?) {
        self.envelope = envelope
        self.files = files
        self.receivedAt = receivedAt
    }

    /// Holds a response against what was asked, in the order of the checks; empty where all of it is as it should be.
    package func faults(
        against challenge: Challenge,
        trust: Trust,
        at time: Timestamp
    ) throws(AuditError) -> [ResponseFault] {
        let response = try AuditResponse(canonical: envelope.payload)
        var faults = foreign(response, challenge)
        let judgement = trust.judge(envelope, role: .exporter, at: time)
        if !judgement.accepted {
            let reasons = judgement.faults.map { "\($0.subject): \($0.detail)" }.joined(separator: "; ")
            faults.insert(
                ResponseFault(.unsigned, AuditResponse.documentName, reasons),
                at: 0
            )
        }
        guard !faults.contains(where: \.isForeign) else { return faults }
        return late(response, challenge) + incomplete(response, challenge)
    }

    private func foreign(_ response: AuditResponse, _ challenge: Challenge) -> [ResponseFault] {
        let plan = challenge.ceremony.planned
        func fault(_ code: ResponseFaultCode, _ detail: String) -> [ResponseFault] {
            [ResponseFault(code, AuditResponse.documentName, detail)]
        }
        if response.manifest != challenge.manifest {
            return fault(.otherBundle, "is on manifest \(response.manifest), want \(challenge.manifest)")
        }
        if response.plan != plan.digest {
            let word = response.plan == plan.previousPlan ? "the plan before this one" : "another plan"
            return fault(.stale, "answers \(word), \(response.plan)")
        }
        guard response.draw == challenge.ceremony.drawn?.digest, response.challenge == challenge.digest else {
            return fault(.otherChallenge, "answers challenge \(response.challenge), want \(challenge.digest)")
        }
        return []
    }

    private func late(_ response: AuditResponse, _ challenge: Challenge) -> [ResponseFault] {
        guard let due = challenge.ceremony.planned.openingsDue else { return [] }
        let last = max(response.respondedAt, receivedAt ?? response.respondedAt)
        guard last > due else { return [] }
        let word = receivedAt.map { $0 >= response.respondedAt } == true ? "per the inspector" : "claimed"
        return [
            ResponseFault(
                .late,
                AuditResponse.documentName,
                "came at \(last) (\(word)), was due at \(due)"
            )
        ]
    }

    private func incomplete(_ response: AuditResponse, _ challenge: Challenge) -> [ResponseFault] {
        let asked = Set(challenge.openings.map { AuditResponse.Opening(sha256: $0.sha256, size: $0.size) })
        let given = Set(response.openings)
        var faults: [ResponseFault] = []
        let here = given.filter { files.contains($0.sha256) }
        let missing = asked.subtracting(here).map(\.sha256.hex).sorted()
        if let first = missing.first {
            faults.append(
                ResponseFault(
                    .partial,
                    first,
                    "\(missing.count) of \(asked.count) openings are missing, first this one"
                )
            )
        }
        let unasked = Set(given.subtracting(asked).map(\.sha256)).union(
            files.subtracting(given.map(\.sha256))
        )
        if let first = unasked.map(\.hex).min() {
            faults.append(
                ResponseFault(
                    .unlisted,
                    first,
                    "\(unasked.count) openings that were not requested or are not listed"
                )
            )
        }
        return faults
    }
}
