import Bytes
import Layout
import Reports
import Review
import Trust

/// The review before export: held against the members that it must cover, and against policy.
extension Verifier {
    func checkReview(_ bundle: OpenBundle) {
        let policy = request.trust.policy.review
        let manifest = bundle.manifest
        guard manifest.review != nil else {
            if let fault = ReviewFault.ofNone(under: policy), request.appraises {
                add(.review, .fail, fault.code.rawValue, fault.subject, fault.detail)
            }
            return
        }
        guard let review = attempt(.review, MemberPath.review, { try self.readReview(bundle) }, pass: nil)
        else { return }
        let subject = ReviewSubject(
            log: .init(run: manifest.run, size: manifest.to, root: manifest.root),
            marking: manifest.marking,
            members: ReviewSubject.members(of: manifest.members.map { ($0.path, $0.size, $0.sha256) })
        )
        // A sealer without a trust file of its own asks what the review says, not who signed it.
        let judgement = review.judge(
            subject,
            trust: request.appraises ? request.trust : nil,
            at: request.at
        )
        var isGood = true
        for fault in judgement.faults {
            // Without a policy nobody has said who reviews.
            let isGrave = fault.code != .signature || policy != nil
            if isGrave { isGood = false }
            add(.review, isGrave ? .fail : .warn, fault.code.rawValue, fault.subject, fault.detail)
        }
        if isGood { pass(review, judgement) }
    }

    private func readReview(_ bundle: OpenBundle) throws -> SignedReview {
        let bytes = try bundle.listed(
            MemberPath.review,
            limit: min(SignedReview.byteLimit, bundle.mostDocument)
        )
        do { return try SignedReview(canonical: bytes) } catch {
            throw Fault(of: error.code, MemberPath.review, error.description)
        }
    }

    private func pass(_ review: SignedReview, _ judgement: ReviewJudgement) {
        let document = review.document
        let lists = document.lists.map { "\($0.sha256) (\($0.terms) terms)" }
        var words = [
            "\(document.files.count) files and the log up to leaf \(document.log?.size ?? 0)",
            "word lists: \(lists.isEmpty ? "none" : lists.joined(separator: ", "))",
            document.hasProofs ? "proofs too" : "proofs not",
        ]
        if !judgement.reviewers.isEmpty {
            words.append("reviewed by \(judgement.reviewers.joined(separator: ", "))")
            report.restsOn.append(
                "the review by \(judgement.reviewers.joined(separator: ", ")), which finds no paraphrase and no picture"
            )
        }
        if judgement.waived > 0 {
            words.append("\(judgement.waived) hits waived by \(judgement.waivers.joined(separator: ", "))")
        }
        add(.review, .pass, "ok", MemberPath.review, words.joined(separator: "; "))
    }
}
