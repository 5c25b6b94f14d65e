package import Audit
package import Bytes

/// One bundle of the site: what its head says, and the papers that lie beside it.
///
/// Nothing of it is verified but what `exporters` and the receipts' standings say.
package struct Release: Sendable {
    /// Whether signatures count, where somebody's trust file was at hand.
    package enum Standing: Hashable, Sendable {
        case notChecked
        /// The people whose signatures count, by their ids.
        case counted([String])
        /// Why they do not suffice.
        case notCounted(String)
    }

    package let file: SiteFile
    /// SHA-256 of the whole file.
    package let digest: Digest
    /// Place in the log, and identity.
    package let segment: SegmentRecord
    package let marking: String
    package let firstStep: Int
    package let lastStep: Int
    /// How often training went back in it.
    package let rewinds: Int
    /// How many proofs of each kind.
    package let proofs: [String: Int]
    /// Kinds of proof that were kept back.
    package let withheld: [String]
    package let software: [String]
    /// The signed note of the log at the segment's end, as it stands in the bundle.
    package let checkpoint: String
    package let exporters: Standing
    package var papers = Papers()

    package init(
        file: SiteFile,
        digest: Digest,
        segment: SegmentRecord,
        marking: String,
        firstStep: Int,
        lastStep: Int,
        rewinds: Int = 0,
        proofs: [String: Int],
        withheld: [String],
        software: [String],
        checkpoint: String,
        exporters: Standing
    ) {
        self.file = file
        self.digest = digest
        self.segment = segment
        self.marking = marking
        self.firstStep = firstStep
        self.lastStep = lastStep
        self.rewinds = rewinds
        self.proofs = proofs
        self.withheld = withheld
        self.software = software
        self.checkpoint = checkpoint
        self.exporters = exporters
    }

    package static let suffix = ".bulla.tar.xz"

    /// The file's name without its suffix: what papers beside it begin with.
    package var stem: String { String(file.name.dropLast(Release.suffix.count)) }
    package var page: SiteFile { SiteFile("releases/\(stem).html") }

    /// Newest first, as the producers claim; then by name.
    package static func isNewer(_ a: Release, _ b: Release) -> Bool {
        a.segment.sealedAt == b.segment.sealedAt
            ? a.file.path.utf8.lexicographicallyPrecedes(b.file.path.utf8)
            : a.segment.sealedAt > b.segment.sealedAt
    }
}
