package import Attestation
package import Audit
package import Bytes
package import CustodyChain
package import Keys
package import MerkleLog
package import Trust

/// What to verify, against whose trust, as of when, and how much of it.
package struct VerificationRequest: Sendable {
    /// What the segment must continue.
    package enum Previous: Sendable {
        /// The checkpoint that the inspector kept from the segment before.
        case kept(Checkpoint)
        /// The same with its signatures, of which the log's must hold.
        case signed(SignedNote)
        /// The run's first segment.
        case first
        /// Continuity is reported as not checked.
        case unknown

        /// The checkpoint that the inspector kept.
        package var checkpoint: Checkpoint? {
            switch self {
            case .kept(let checkpoint): checkpoint
            case .signed(let note): try? Checkpoint(text: note.text)
            case .first, .unknown: nil
            }
        }
    }

    /// Which steps have their proofs looked at.
    package enum Sample: Sendable {
        case everyStep
        /// For a sealer that looks at its own output: what the proofs say is the verifier's business.
        case none
        case drawn(count: Int, seed: String)
        /// As a finished ceremony drew it.
        case ceremony(Ceremony)
    }

    /// Gives the content of a withheld blob by its digest and size, or nil where it was not opened.
    package typealias Opening = @Sendable (_ digest: Digest, _ size: Int) throws -> [UInt8]?

    /// How much of the work is done here.
    package enum Part: Sendable {
        case whole
        /// One of several parts, from 1.
        case shard(index: Int, of: Int)
        /// All parts but the log, as shards reported them.
        case merged([PartialReport])
    }

    package let path: String
    /// The bundle's bytes, where the caller has them open and hashes them too; nil: the file at `path` is opened.
    package var source: (any ByteSource)?
    /// SHA-256 that the file must have, as somebody was told by other means.
    package var fileDigest: Digest?
    package let trust: Trust
    /// SHA-256 of the trust file as it was read.
    package let trustDigest: Digest
    package let at: Timestamp
    package var scope = Scope.all
    package var sample = Sample.everyStep
    /// Picks that somebody named by hand: looked at apart, and never counted.
    package var targets: [Int] = []
    package var previous = Previous.unknown
    package var part = Part.whole
    /// Name and version of the program: shards and merge must be by the same one.
    package var program = ""
    /// Digests of all versions, where a trust chain was given; the pin may be any of them.
    package var trustVersions: [Digest] = []
    package var trustPin: Digest?
    package var trustMinimumVersion: Int?
    /// False for a sealer that looks at its own output: what evidence shows is the verifier's business.
    package var appraises = true
    /// The vendors' roots that evidence may end in.
    package var roots = VendorRoots.builtIn
    /// When evidence was made, as the inspector says where no witness does.
    package var evidenceTime: (from: Timestamp?, to: Timestamp?) = (nil, nil)
    /// Notes with the lines of witnesses: checkpoints of the segment's beginning or end, or of its manifest.
    package var witnessNotes: [SignedNote] = []
    /// Receipts of this bundle: inspectors had seen its manifest when they accepted it.
    package var receipts: [SignedReceipt] = []
    /// How many receipts were given that are of an older version, from which nothing can be taken.
    package var olderReceipts = 0
    /// Others who had seen the manifest, as the caller has checked.
    package var sightings: [Sighting] = []
    /// Newer collateral for a second verdict, by kind.
    package var collateralToday: [EvidenceKind: EvidenceFiles] = [:]
    /// What the producer answered to the draw, its files apart: those `opening` gives.
    package var response: ReceivedResponse?
    /// The chain of custody of the medium that the bundle came on; what is said of the bundle in it is filled in here.
    package var custody: CustodyInput?
    /// Content of withheld proofs that arrived later; what it gives is checked against the leaf.
    package var opening: Opening?
    /// Kinds of which every withheld proof of a step that is looked at must have been opened.
    package var demandedOpenings: Set<String> = []
    /// Whether to go on although the signatures do not hold, to see what else is wrong; never accepts.
    package var isForensic = false
    /// Asked between blocks and between proofs: once it says true, the verification ends unfinished.
    package var isOver: (@Sendable () -> Bool)?
    /// Tasks at work at once.
    package var width = 2
    /// Merkle paths are kept for at most so many sampled steps.
    package var pathLimit = 1_000

    package init(path: String, trust: Trust, trustDigest: Digest, at: Timestamp) {
        self.path = path
        self.trust = trust
        self.trustDigest = trustDigest
        self.at = at
    }
}
