package import Bytes

/// What an inspector, or a sealer, demands of the review before export; `Formats/review-v1.md` section 8.
package struct ReviewPolicy: Hashable, Sendable {
    /// Whether a bundle without a review is refused.
    package var isRequired = false
    /// Word lists that must have been used, by their digests, ascending.
    package var lists: [Digest] = []
    /// Whether proofs must have been looked at, too.
    package var wantsProofs = false
    /// Whose signature a review needs.
    package var role = Role.exporter
    /// Whose signature a waiver needs: that of another person in this role.
    package var waiverRole = Role.exporter
    /// So many hits may be waived.
    package var waivers = 0

    /// Where a policy says nothing: no review is demanded, and one that is there is held against the bundle.
    package static let standard = ReviewPolicy()

    private init() {}

    /// Reads `policy.review` of a trust file; every key must be there.
    package init(reading object: JSONObject) throws(FormatError) {
        var object = object
        isRequired = try object.bool("required")
        wantsProofs = try object.bool("proofs")
        waivers = try object.integer("waivers", in: 0...1_000_000)
        role = try ReviewPolicy.role(&object, "role")
        waiverRole = try ReviewPolicy.role(&object, "waiver_role")
        for text in try object.strings("lists") {
            guard let digest = Digest(hex: text), lists.last.map({ $0 < digest }) ?? true else {
                throw FormatError(.badValue, at: object.location("lists"), "want digests, ascending")
            }
            lists.append(digest)
        }
        guard lists.count <= 16 else {
            throw FormatError(.badValue, at: object.location("lists"), "at most 16")
        }
        try object.end()
    }

    private static func role(_ object: inout JSONObject, _ key: String) throws(FormatError) -> Role {
        guard let role = Role(rawValue: try object.string(key)) else {
            throw FormatError(.badValue, at: object.location(key), "want a role")
        }
        return role
    }

    package var json: JSON {
        [
            "lists": .array(lists.map { .digest($0) }), "proofs": .bool(wantsProofs),
            "required": .bool(isRequired), "role": .string(role.rawValue),
            "waiver_role": .string(waiverRole.rawValue), "waivers": .number(waivers),
        ]
    }
}
