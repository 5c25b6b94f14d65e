package import Bytes
import Keys
package import Trust

/// A review held against a bundle and a trust file.
package struct ReviewJudgement: Sendable {
    /// Everything that is wrong, in a fixed order.
    package let faults: [ReviewFault]
    /// Whose signature under the review counts, sorted; empty where no trust file was asked.
    package let reviewers: [String]
    /// Who waived hits, sorted.
    package let waivers: [String]
    /// How many hits were waived.
    package let waived: Int
}

extension SignedReview {
    /// Judges the review and its waivers.
    ///
    /// - Parameter trust: nil for a sealer without one: then nobody is asked who signed, only what.
    package func judge(_ subject: ReviewSubject, trust: Trust?, at time: Timestamp) -> ReviewJudgement {
        var faults = factFaults(subject)
        let policy = trust?.policy.review ?? .standard
        let review = trust?.judge(envelope, role: policy.role, at: time)
        if let review, !review.accepted {
            faults.append(
                ReviewFault(
                    .signature,
                    policy.role.rawValue,
                    review.faults.map { "\($0.code.rawValue) \($0.subject)" }.joined(separator: ", ")
                )
            )
        }
        let waived = waivedHits(trust, policy, reviewers: review?.people ?? [], at: time)
        faults += waived.faults
        for hit in document.openHits where !waived.hits.contains(hit) {
            faults.append(unresolved(hit))
        }
        faults += policyFaults(trust?.policy.review, waived: waived.hits.count)
        return ReviewJudgement(
            faults: faults,
            reviewers: review?.people ?? [],
            waivers: waived.people.sorted(),
            waived: waived.hits.count
        )
    }

    private func unresolved(_ number: Int) -> ReviewFault {
        let hit = document.hits[number]
        let place = hit.file.map { document.files[$0].path } ?? hit.word
        return ReviewFault(
            .unresolved,
            "hit \(number)",
            "\(hit.key.rule.rawValue) in \(place), neither quarantined nor waived"
        )
    }

    // MARK: What the bundle holds

    private func factFaults(_ subject: ReviewSubject) -> [ReviewFault] {
        guard let log = document.log, log.run == subject.log.run else {
            return [ReviewFault(.otherRun, "review", "is for another run, or for none")]
        }
        var faults: [ReviewFault] = []
        if log.size != subject.log.size || log.root != subject.log.root {
            faults.append(
                ReviewFault(
                    .log,
                    "review",
                    "covers the log up to leaf \(log.size), the bundle ends at \(subject.log.size)"
                        + (log.size == subject.log.size ? " with another root" : "")
                )
            )
        }
        if document.marking != subject.marking {
            faults.append(ReviewFault(.marking, "review", "is for another marking"))
        }
        let files = Dictionary(document.files.map { ($0.path, $0) }) { first, _ in first }
        for member in subject.members {
            let file = files[member.path] ?? files[ReviewedFile.withheldName(of: member.path)]
            if let fault = fileFault(file, member) { faults.append(fault) }
        }
        return faults
    }

    private func fileFault(_ file: ReviewedFile?, _ member: ReviewSubject.Member) -> ReviewFault? {
        guard let file else {
            return ReviewFault(.fileMissing, "data/\(member.path)", "was not reviewed")
        }
        guard file.size == member.size, file.sha256 == member.sha256 else {
            return ReviewFault(.fileChanged, "data/\(member.path)", "differs from what was reviewed")
        }
        guard !file.isQuarantined else {
            return ReviewFault(.quarantined, "data/\(member.path)", "was quarantined but is here")
        }
        return nil
    }

    // MARK: Who signed, and what policy asks

    private func waivedHits(
        _ trust: Trust?,
        _ policy: ReviewPolicy,
        reviewers: [String],
        at time: Timestamp
    ) -> (hits: Set<Int>, people: Set<String>, faults: [ReviewFault]) {
        var (hits, people, faults): (Set<Int>, Set<String>, [ReviewFault]) = ([], [], [])
        let keys = Set(envelope.signatures.map(\.keyIdentifier))
        let review = SHA256.hash(envelope.payload)
        for (number, signed) in waivers.enumerated() {
            let subject = "waiver \(number)"
            guard signed.waiver.review == review,
                signed.waiver.reasons.keys.allSatisfy(document.hits.indices.contains)
            else {
                faults.append(ReviewFault(.waiverForeign, subject, "is for another review"))
                continue
            }
            let judgement = trust?.judge(signed.envelope, role: policy.waiverRole, at: time)
            if let judgement, !judgement.accepted {
                let words = judgement.faults.map { "\($0.code.rawValue) \($0.subject)" }
                faults.append(ReviewFault(.waiverSignature, subject, words.joined(separator: ", ")))
                continue
            }
            let others = Set(judgement?.people ?? []).subtracting(reviewers)
            let isOwn = signed.envelope.signatures.contains { keys.contains($0.keyIdentifier) }
            guard !isOwn, trust == nil || !others.isEmpty else {
                faults.append(ReviewFault(.waiverSelf, subject, "want a second person, who did not review"))
                continue
            }
            hits.formUnion(signed.waiver.reasons.keys)
            people.formUnion(others)
        }
        return (hits, people, faults)
    }

    private func policyFaults(_ policy: ReviewPolicy?, waived: Int) -> [ReviewFault] {
        guard let policy else { return [] }
        var faults: [ReviewFault] = []
        if waived > policy.waivers {
            faults.append(
                ReviewFault(
                    .waiversExceeded,
                    "review",
                    "\(waived) hits were waived, the policy allows \(policy.waivers)"
                )
            )
        }
        let lists = Set(document.lists.map(\.sha256))
        for list in policy.lists where !lists.contains(list) {
            faults.append(ReviewFault(.listMissing, list.hex, "the policy requires this word list"))
        }
        if policy.wantsProofs, !document.hasProofs {
            faults.append(ReviewFault(.proofsMissing, "review", "the policy requires reviewed proofs"))
        }
        return faults
    }
}
