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
}

/// `policy.review` of a trust file; every key must be there.
extension ReviewPolicy: FieldCoded {
    package init(_ fields: inout Fields<ReviewPolicy>) throws(FormatError) {
        isRequired = try fields("required", \.isRequired, .bool)
        wantsProofs = try fields("proofs", \.wantsProofs, .bool)
        waivers = try fields("waivers", \.waivers, .integer(in: 0...1_000_000))
        role = try fields("role", \.role, .word)
        waiverRole = try fields("waiver_role", \.waiverRole, .word)
        lists = try fields("lists", \.lists, .list(of: .digest, 0...16).ascending("digests, ascending"))
    }
}
