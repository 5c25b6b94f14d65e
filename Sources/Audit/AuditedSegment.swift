package import Bytes

/// What a bundle says of its segment, to hold a plan against.
package struct AuditedSegment: Hashable, Sendable {
    /// The segment's commitment leaf: its index, and the digest of the producer's secret.
    package struct Commitment: Hashable, Sendable {
        package let leaf: Int
        /// Nil where the leaf has not been read.
        package let digest: Digest?

        package init(leaf: Int, digest: Digest?) {
            self.leaf = leaf
            self.digest = digest
        }
    }

    /// SHA-256 of `manifest.json`.
    package var manifest: Digest
    package var origin: String
    package var segment: Segment
    /// Steps of the segment.
    package var population: Int
    package var commitment: Commitment?
    /// How many openings the run allows in all; 0 where it allows none, nil where it sets no bound.
    package var disclosureBudget: Int?
    /// Ids of the people who sealed the bundle, whether their signatures count or not: none of them audits it.
    package var sealers: Set<String>

    package init(
        manifest: Digest,
        origin: String,
        segment: Segment,
        population: Int,
        commitment: Commitment? = nil,
        disclosureBudget: Int? = nil,
        sealers: Set<String> = []
    ) {
        self.manifest = manifest
        self.origin = origin
        self.segment = segment
        self.population = population
        self.commitment = commitment
        self.disclosureBudget = disclosureBudget
        self.sealers = sealers
    }
}
