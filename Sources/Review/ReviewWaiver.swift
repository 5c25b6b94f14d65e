package import Bytes

/// Why a hit may leave all the same.
package enum WaiverReason: String, Sendable, CaseIterable {
    /// What was found is not what the rule means.
    case falseMatch = "false-match"
    /// It is known to everybody.
    case isPublic = "public"
    /// It was made up.
    case synthetic
    /// Whoever may release it has done so.
    case released
}

/// What a second person signs over a review: hits that may leave, each with a reason.
package struct ReviewWaiver: Hashable, Sendable {
    package static let type = "bulla-review-waiver/1"
    package static let payloadType = "application/vnd.bulla.review-waiver+json"
    package static let limits = JSON.Limits(bytes: 4 << 20, depth: 4)

    /// SHA-256 of the review's payload.
    package let review: Digest
    package let waivedAt: Timestamp
    /// By the number of the hit.
    package let reasons: [Int: WaiverReason]
}

extension ReviewWaiver {
    package init(canonical bytes: some Collection<UInt8>) throws(ReviewError) {
        self = try ReviewError.from(.malformed) { () throws(FormatError) in
            try ReviewWaiver(JSON(canonical: bytes, limits: Self.limits), path: "waiver")
        }
    }
}

extension ReviewWaiver: FieldCoded {
    package init(_ fields: inout Fields<ReviewWaiver>) throws(FormatError) {
        try fields.constant("type", Self.type)
        review = try fields("review", \.review, .digest)
        waivedAt = try fields("waived_at", \.waivedAt, .time)
        let ascending = Form.objects().that(is: "one hit or more, by ascending numbers") { (hits: [Waived]) in
            !hits.isEmpty && zip(hits, hits.dropFirst()).allSatisfy { $0.hit < $1.hit }
        }
        let hits = try fields("hits", { $0.reasons.sorted { $0.key < $1.key }.map(Waived.init) }, ascending)
        reasons = Dictionary(uniqueKeysWithValues: hits.map { ($0.hit, $0.reason) })
    }
}

/// One hit of a waiver.
private struct Waived: FieldCoded {
    let hit: Int
    let reason: WaiverReason

    init(_ hit: Int, _ reason: WaiverReason) { (self.hit, self.reason) = (hit, reason) }

    init(_ fields: inout Fields<Waived>) throws(FormatError) {
        hit = try fields("hit", \.hit, .integer)
        reason = try fields("reason", \.reason, .closedWord)
    }
}
