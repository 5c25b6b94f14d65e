package import Bytes
package import Keys

/// One file of a chain's folder, as it was read.
package struct CustodyFile: Hashable, Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// A chain as it was found, and what it is held against.
package struct CustodyInput: Hashable, Sendable {
    /// An event that somebody kept: of a chain that was cut off it is missing.
    package struct Kept: Hashable, Sendable {
        package let digest: Digest
        /// Nil where only the digest was kept.
        package let number: Int?

        package init(digest: Digest, number: Int? = nil) {
            self.digest = digest
            self.number = number
        }

        package init(_ event: CustodyEvent) { self.init(digest: event.digest, number: event.number) }
    }

    /// The most files that are looked at.
    package static let fileLimit = CustodyEvent.lastNumber + 1

    package var files: [CustodyFile]
    /// Names in the folder that are no part of the chain: they were not opened, and the digest is without them.
    package var leftBehind: [ByteName] = []
    /// Digest of the bundle's manifest; nil where no bundle is at hand.
    package var manifest: Digest?
    /// The bundle's manifest and signatures; nil where no bundle is at hand.
    package var tree: SealTree?
    /// The bundle's marking.
    package var marking: String?
    /// The bundle's file, where its digest was computed.
    package var bundleFile: CustodyEvent.BundleFile?
    package var kept: Kept?
    /// The chain of the medium that was copied.
    package var parent: [CustodyFile]?
    /// The serial that somebody read on the medium.
    package var medium: String?

    package init(files: [CustodyFile], leftBehind: [ByteName] = []) {
        self.files = files
        self.leftBehind = leftBehind
    }

    /// SHA-256 over all of it, the bundle left out: two verifications that agree on it judge the same chain.
    package var digest: Digest {
        var members: [String: JSON] = ["files": CustodyInput.json(files)]
        members["parent"] = parent.map(CustodyInput.json)
        members["kept"] = kept.map { .digest($0.digest) }
        members["medium"] = medium.map { .string($0) }
        return SHA256.hash(JSON.object(members).canonicalBytes)
    }

    private static func json(_ files: [CustodyFile]) -> JSON {
        .array(files.map { ["name": .string($0.name), "sha256": .digest(SHA256.hash($0.bytes))] })
    }
}
