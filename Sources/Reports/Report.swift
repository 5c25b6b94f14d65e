package import Bytes

/// What a verification found, as `Formats/report-v1.schema.json` has it.
///
/// It holds no clock and no host, so that two runs compare equal. One that was read may come from anybody: its numbers
/// are within their ranges, but nothing says that they agree with each other, and texts are as they were written.
package struct Report: Hashable, Sendable {
    /// What the manifest says of the bundle.
    package struct Bundle: Hashable, Sendable {
        /// The manifest and the signatures over it, as a tree.
        package struct Sealed: Hashable, Sendable {
            /// Leaves: the manifest and the signatures.
            package let size: Int
            package let root: Digest

            package init(size: Int, root: Digest) {
                self.size = size
                self.root = root
            }
        }

        package let name: String
        package let manifest: Digest
        package let segment: Segment
        /// Capital letters, digits, blanks, `/` and `-` only.
        package let marking: String
        /// Claimed.
        package let sealedAt: Timestamp
        /// Steps in the segment; as the producer says where the log was not read.
        package var population: Int
        package var sealed: Sealed?

        package init(
            name: String,
            manifest: Digest,
            segment: Segment,
            marking: String,
            sealedAt: Timestamp,
            population: Int
        ) {
            self.name = name
            self.manifest = manifest
            self.segment = segment
            self.marking = marking
            self.sealedAt = sealedAt
            self.population = population
        }
    }

    /// How many proofs of a kind hold.
    package struct ProofCount: Hashable, Sendable {
        package let kind: String
        package let count: Int

        package init(kind: String, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    package var verdict = Verdict.incomplete
    package let scope: Scope
    package let asOf: Timestamp
    package let trustDigest: Digest
    package let trustVersion: Int
    /// Digest of the first version, where a chain was given: what was once compared on paper.
    package let trustFirst: Digest?
    /// Nil where the manifest could not be read.
    package var bundle: Bundle?
    package let seed: String?
    /// True where evidence comes from sessions that no TEE stands behind.
    package var isSimulated = false
    /// The keys whose signatures of the manifest verify, in the trust file's order.
    package var signers: [SignerRecord] = []
    package var findings: [Finding] = []
    /// By kind.
    package var proofs: [ProofCount] = []
    /// The steps that are shown, ascending.
    package var steps: [SampledStep] = []
    package var stepsChecked = 0
    package var stepsValid = 0
    /// What the sample says of itself and of the population; nil where nothing was drawn.
    package var sampling: SamplingOutcome?
    /// Steps that somebody picked by hand: apart, and never counted.
    package var targeted: [SampledStep] = []
    /// Metrics over the segment's steps.
    package var course: [MetricCourse] = []
    /// The sessions that leaves of the segment name.
    package var sessions: [SessionRecord] = []
    /// Whose hands the medium went through; nil where no chain of custody was given.
    package var custody: CustodyRecord?
    /// What one has to trust for the verdict to mean anything.
    package var restsOn: [String] = []
    /// Attacks that the evidence which the verdict rests on does not show.
    package var limits: [String] = []

    /// A report in which nothing was found yet.
    package init(
        scope: Scope,
        asOf: Timestamp,
        trustDigest: Digest,
        trustVersion: Int,
        trustFirst: Digest?,
        seed: String?
    ) {
        self.scope = scope
        self.asOf = asOf
        self.trustDigest = trustDigest
        self.trustVersion = trustVersion
        self.trustFirst = trustFirst
        self.seed = seed
    }

    /// The findings that decide the verdict: what is wrong first, then what could not be finished.
    package var reasons: [Finding] {
        findings.filter { $0.outcome == .fail } + findings.filter { $0.outcome == .unfinished }
    }
}
