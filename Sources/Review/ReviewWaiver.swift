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

    package init(review: Digest, waivedAt: Timestamp, reasons: [Int: WaiverReason]) {
        self.review = review
        self.waivedAt = waivedAt
        self.reasons = reasons
    }

    package var canonicalBytes: [UInt8] {
        let json: JSON = [
            "hits": .array(
                reasons.sorted { $0.key < $1.key }.map {
                    ["hit": .number($0.key), "reason": .string($0.value.rawValue)]
                }
            ),
            "review": .digest(review), "type": .string(Self.type),
            "waived_at": .string(waivedAt.description),
        ]
        return json.canonicalBytes
    }

    package init(canonical bytes: some Collection<UInt8>) throws(ReviewError) {
        self = try reading { () throws(FormatError) in
            try ReviewWaiver(JSONObject(JSON(canonical: bytes, limits: Self.limits), path: "waiver"))
        }
    }

    private init(_ object: JSONObject) throws(FormatError) {
        var object = object
        try object.expect("type", Self.type)
        review = try object.digest("review")
        waivedAt = try object.time("waived_at")
        var (reasons, last): ([Int: WaiverReason], Int) = ([:], -1)
        for var entry in try object.objects("hits") {
            let hit = try entry.integer("hit")
            guard hit > last else {
                throw FormatError(.badValue, at: "waiver.hits", "want ascending numbers")
            }
            last = hit
            reasons[hit] = try entry.word("reason")
            try entry.end()
        }
        guard !reasons.isEmpty else {
            throw FormatError(.badValue, at: "waiver.hits", "want one hit or more")
        }
        self.reasons = reasons
        try object.end()
    }
}
