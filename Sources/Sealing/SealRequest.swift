package import Bytes
package import Container
package import Formats
package import Keys
package import Layout
package import LogStore
package import Trust

/// A run as sealing needs it: its documents, its log, and where its files are.
package struct SealedRun {
    package let document: RunDocument
    package let recipe: [UInt8]
    package let store: LogStore
    /// The path of a blob's file.
    package let blobPath: (Digest) -> String
    /// The run's folder; `sessions`, `custody` and `evidence` in it are sealed along.
    package let folder: String
    /// Signs a checkpoint's text with the log's key.
    package let signCheckpoint: (String) throws -> NoteSignature
    /// What goes to `data/spec`; all that the program carries, but in tests of small bundles.
    package var specifications = Formats.documents.filter { $0.name != MemberPath.readme }

    package init(
        document: RunDocument,
        recipe: [UInt8],
        store: LogStore,
        folder: String,
        blobPath: @escaping (Digest) -> String,
        signCheckpoint: @escaping (String) throws -> NoteSignature
    ) {
        self.document = document
        self.recipe = recipe
        self.store = store
        self.folder = folder
        self.blobPath = blobPath
        self.signCheckpoint = signCheckpoint
    }
}

/// Which segment to seal, and how.
package struct SealRequest: Sendable {
    package var from: Int
    package var to: Int
    package var name: String
    /// The exporter's claim; an argument, so that the same input gives the same file.
    package var sealedAt: Timestamp
    package var nextExport: Timestamp?
    package var previousManifest: Digest?
    /// Kinds of proof whose blobs stay with the producer.
    package var withheld: [String] = []
    /// The run's review before export, which goes along and is held against the segment.
    package var review: [UInt8]?
    /// Whose signatures count, and what policy demands of a review; without, only what the review says is asked.
    package var trust: Trust?
    package var effort = Effort.default
    /// Whether the work folder is kept for others to sign, and must outlive a crash.
    package var keepsFolder = true
    package var width = 2

    package init(from: Int, to: Int, name: String, sealedAt: Timestamp) {
        self.from = from
        self.to = to
        self.name = name
        self.sealedAt = sealedAt
    }
}
