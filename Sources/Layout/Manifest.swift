package import Bytes
package import Leaves

/// What a bundle holds, as its signers state it; `Formats/bundle-v1.md` section 4.
package struct Manifest: Equatable, Sendable {
    /// A member that is listed with its size and digest.
    package struct Member: Hashable, Sendable {
        package let path: String
        package let size: Int
        package let sha256: Digest

        package init(path: String, size: Int, sha256: Digest) {
            self.path = path
            self.size = size
            self.sha256 = sha256
        }
    }

    /// Members that are not listed one by one: how many, their bytes, and where the first stands.
    package struct Region: Equatable, Sendable {
        package var bytes: Int
        package var count: Int
        /// Tar bytes from the first `data/` header.
        package var offset: Int

        package init(bytes: Int, count: Int, offset: Int) {
            self.bytes = bytes
            self.count = count
            self.offset = offset
        }
    }

    /// The xz blocks that the manifest binds.
    package struct Container: Equatable, Sendable {
        /// From the first `data/` header on, the end of the archive included.
        package var blocks: Int
        /// Tar bytes of the `data/` members.
        package var bytes: Int
        package var sha256: Digest

        package init(blocks: Int, bytes: Int, sha256: Digest) {
            self.blocks = blocks
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// A name and a version, such as `bulla 0.1.0`.
    package struct Software: Hashable, Sendable {
        package let name: String
        package let version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package static let largestPayload = 4_194_304
    package static let statementType = "https://in-toto.io/Statement/v1"
    package static let predicateType = "urn:bulla:manifest:v1"
    package static let payloadType = "application/vnd.in-toto+json"

    package var name: String
    package var segment: Segment
    package var origin: String
    package var recipe: Digest
    package var marking: String
    package var previousRoot: Digest?
    package var checkpoint: Digest
    package var firstStep: Int
    package var lastStep: Int
    /// Step leaves in the segment: the population of a sample.
    package var steps: Int
    package var leaves: [Leaf.Kind: Int]
    package var proofs: [String: Int]
    package var members: [Member]
    package var entries: Region
    package var blobs: Region
    package var payload: Region
    package var container: Container
    package var payloadManifest: Digest
    package var readme: Member
    package var previousManifest: Digest?
    package var nextExport: Timestamp?
    package var sealedAt: Timestamp
    package var software: [Software]
    /// Index of the segment's commitment leaf, if it has one.
    package var commitment: Int?
    /// Kinds of proof whose blobs are not in the bundle, ascending.
    package var withheld: [String]
    /// SHA-256 of the member `data/review/review.json`, if the segment was reviewed.
    package var review: Digest?

    package init(
        name: String,
        segment: Segment,
        origin: String,
        recipe: Digest,
        marking: String,
        previousRoot: Digest?,
        checkpoint: Digest,
        firstStep: Int,
        lastStep: Int,
        steps: Int,
        leaves: [Leaf.Kind: Int],
        proofs: [String: Int],
        members: [Member],
        entries: Region,
        blobs: Region,
        payload: Region,
        container: Container,
        payloadManifest: Digest,
        readme: Member,
        previousManifest: Digest?,
        nextExport: Timestamp?,
        sealedAt: Timestamp,
        software: [Software],
        commitment: Int? = nil,
        withheld: [String] = [],
        review: Digest? = nil
    ) {
        self.name = name
        self.segment = segment
        self.origin = origin
        self.recipe = recipe
        self.marking = marking
        self.previousRoot = previousRoot
        self.checkpoint = checkpoint
        self.firstStep = firstStep
        self.lastStep = lastStep
        self.steps = steps
        self.leaves = leaves
        self.proofs = proofs
        self.members = members
        self.entries = entries
        self.blobs = blobs
        self.payload = payload
        self.container = container
        self.payloadManifest = payloadManifest
        self.readme = readme
        self.previousManifest = previousManifest
        self.nextExport = nextExport
        self.sealedAt = sealedAt
        self.software = software
        self.commitment = commitment
        self.withheld = withheld
        self.review = review
    }

    /// The listed member of that path.
    package func member(_ path: String) -> Member? { members.first { $0.path == path } }
}

extension Manifest {
    static func isToken(_ text: String) -> Bool {
        guard (1...32).contains(text.utf8.count) else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        }
        return text.utf8.first.map(isAlphanumeric) == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || [0x2e, 0x2b, 0x5f, 0x2d].contains($0) }
    }
}

extension Manifest {
    package var run: Digest { segment.run }
    package var from: Int { segment.from }
    package var to: Int { segment.to }
    package var root: Digest { segment.root }
}
