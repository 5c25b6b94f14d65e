package import Bytes

/// The withheld proofs of drawn steps that the producer is to open; `Formats/audit-v1.md`.
///
/// Nobody signs it: it follows from the signed draw and the bundle, and both sides compute it.
package struct Challenge: Hashable, Sendable {
    /// One withheld proof of a drawn step.
    package struct Opening: Hashable, Sendable {
        package let kind: String
        package let leaf: Int
        /// Which of the segment's step leaves it is, from 1.
        package let pick: Int
        /// What the leaf commits to.
        package let sha256: Digest
        package let size: Int
        package let stratum: Int

        package init(kind: String, leaf: Int, pick: Int, sha256: Digest, size: Int, stratum: Int) {
            self.kind = kind
            self.leaf = leaf
            self.pick = pick
            self.sha256 = sha256
            self.size = size
            self.stratum = stratum
        }
    }

    package static let type = "bulla-audit-challenge/1"
    package static let fileLimit = 64 << 20
    package static let limits = JSON.Limits(bytes: fileLimit, depth: 6)

    package let ceremony: Ceremony
    package let manifest: Digest
    /// Ascending by pick, then by kind.
    package let openings: [Opening]

    /// What a finished ceremony asks for; `openings` ascend by pick, then by kind.
    package init(ceremony: Ceremony, openings: [Opening]) {
        self.ceremony = ceremony
        manifest = ceremony.planned.manifest
        self.openings = openings
    }

    /// SHA-256 of the canonical bytes.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

    /// The file's bytes: canonical JSON, no line feed.
    package var canonicalBytes: [UInt8] {
        let document: JSON = [
            "ceremony": ceremony.json, "manifest": .digest(manifest),
            "openings": .array(openings.map(\.json)), "type": .string(Challenge.type),
        ]
        return document.canonicalBytes
    }

    /// Reads a file; any spelling but the canonical one is refused.
    package init(canonical bytes: some Collection<UInt8>) throws(AuditError) {
        let parts = try AuditError.from(.malformed, in: "challenge") { () throws(FormatError) in
            var object = try JSONObject(JSON(canonical: bytes, limits: Challenge.limits), path: "")
            try object.expect("type", Challenge.type)
            let ceremony = try object.value("ceremony")
            let manifest = try object.digest("manifest")
            let openings = try object.take("openings", Form<[Opening]>.objects())
            try object.end()
            return (ceremony, manifest, openings)
        }
        ceremony = try Ceremony(reading: parts.0)
        (manifest, openings) = (parts.1, parts.2)
        guard manifest == ceremony.planned.manifest else {
            throw AuditError(.badValue, at: "manifest", "is not the one in the plan")
        }
        guard zip(openings, openings.dropFirst()).allSatisfy({ $0.comesBefore($1) }) else {
            throw AuditError(.badValue, at: "openings", "want each once, ascending by pick and kind")
        }
    }
}

extension Challenge.Opening: FieldCoded {
    package init(_ fields: inout Fields<Challenge.Opening>) throws(FormatError) {
        kind = try fields("kind", \.kind, .string)
        leaf = try fields("leaf", \.leaf, .integer)
        pick = try fields("pick", \.pick, .integer(in: 1...JSON.largestInteger))
        sha256 = try fields("sha256", \.sha256, .digest)
        size = try fields("size", \.size, .integer(in: 1...JSON.largestInteger))
        stratum = try fields("stratum", \.stratum, .integer(in: 1...Int64(AuditPlan.strataLimit)))
    }

    fileprivate func comesBefore(_ other: Challenge.Opening) -> Bool {
        pick != other.pick ? pick < other.pick : kind.utf8.lexicographicallyPrecedes(other.kind.utf8)
    }
}
