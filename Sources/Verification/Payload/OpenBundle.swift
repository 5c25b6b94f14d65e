import Bytes
import Container
import Layout

/// A bundle whose head and Index were read: random access to members by place.
struct OpenBundle: Sendable {
    let manifest: Manifest
    let reader: BlockReader
    let headBlocks: Int
    /// Tar offset of `manifest-sha256.txt`'s header.
    let payloadManifestStart: Int
    /// Tar offset of the first `data/` header.
    let dataStart: Int
    let map: SegmentMap
    /// Bytes of one member that may be held in memory; even a signer must not fill the verifier's.
    let mostHeld: Int
    /// The same of a document.
    let mostDocument: Int
    /// Whether the file is so small that content which fills memory can only be what was blown up.
    let isSmall: Bool

    /// Reads the Index and the sizes of the entry bundles, which need to be known for anything else.
    init(file: XZFile, head: BundleHead, manifest: Manifest) throws {
        self.manifest = manifest
        mostHeld = file.mostHeld
        mostDocument = file.mostDocument
        isSmall = file.size <= 4 << 20
        try manifest.checkClaims(file)
        guard manifest.member(MemberPath.stepIndex)?.size == manifest.steps * IndexRecords.stepRecord else {
            throw Fault(
                .countMismatch,
                "manifest.json.predicate.steps",
                "the step index has not \(manifest.steps) records"
            )
        }
        payloadManifestStart = head.nextTarOffset
        headBlocks = head.blocks
        let provisional = try OpenBundle.provisionalMap(manifest)
        let payloadManifest = TarHeader.tarBytes(size: provisional.payloadManifestSize)
        let tag = try OpenBundle.tagManifest(head, manifest)
        let payloadBlocks = BlockPlanner.blocks(
            unitBytes: payloadManifest,
            cut: BlockPlanner.Kind.ordinary.cut
        ).count
        dataStart = payloadManifestStart + payloadManifest + TarHeader.tarBytes(size: tag.count)
        reader = try file.readIndex(
            expected: head.blocks + payloadBlocks + 1 + manifest.container.blocks
        )
        try OpenBundle.compare(head.blockSizes, with: reader)
        guard reader.tarSize == dataStart + manifest.container.bytes + TarHeader.endByteCount else {
            throw ContainerError(
                .index,
                at: "Index",
                "\(reader.tarSize) tar bytes, the manifest implies \(dataStart + manifest.container.bytes + 1_024)"
            )
        }
        let sizes = try OpenBundle.entrySizes(reader, manifest, dataStart: dataStart)
        map = try SegmentMap(manifest: manifest, entrySizes: sizes)
        try compareTagManifest(tag, at: payloadManifestStart + payloadManifest)
    }

    /// The blocks of the head were read without the Index: what it states of them is compared here.
    private static func compare(
        _ blocks: [(unpadded: Int, content: Int)],
        with reader: BlockReader
    ) throws(ContainerError) {
        for (block, sizes) in blocks.enumerated() {
            let isStated =
                reader.unpaddedSize(ofBlock: block) == sizes.unpadded
                && reader.uncompressedSize(ofBlock: block) == sizes.content
            guard isStated || KnockOut.isOff(ContainerError.Code.index.rawValue) else {
                throw ContainerError(.index, at: "block \(block)", "the Index and the block header disagree")
            }
        }
    }

    // Names and counts do not depend on the sizes of entry bundles, offsets do.
    private static func provisionalMap(_ manifest: Manifest) throws -> SegmentMap {
        let count = (manifest.to + 255) / 256 - manifest.from / 256
        guard count == manifest.entries.count, count <= Manifest.largestPayload,
            manifest.member(MemberPath.entryIndex)?.size == count * IndexRecords.entryRecord
        else {
            throw Fault(.memberCount, MemberPath.entryIndex, "want \(count) entry bundles for the segment")
        }
        return try SegmentMap(manifest: manifest, entrySizes: [Int](repeating: 0, count: count))
    }

    private static func tagManifest(_ head: BundleHead, _ manifest: Manifest) throws -> [UInt8] {
        [
            (MemberPath.readme, SHA256.hash(head.readme)), (MemberPath.bagit, SHA256.hash(head.bagit)),
            (MemberPath.bagInfo, SHA256.hash(head.bagInfo)),
            (MemberPath.manifest, SHA256.hash(head.manifestBytes)),
            (MemberPath.envelope, SHA256.hash(head.envelopeBytes)),
            (MemberPath.payloadManifest, manifest.payloadManifest),
        ].flatMap { BagFiles.line($0.1, $0.0) }
    }

    // The index of entry bundles stands right after the entries, whose end the manifest states as an offset; it is
    // authenticated by its digest, and the offset by everything that is found through it.
    private static func entrySizes(
        _ reader: BlockReader,
        _ manifest: Manifest,
        dataStart: Int
    ) throws -> [Int] {
        guard let listed = manifest.member(MemberPath.entryIndex) else {
            throw Fault(.memberCount, MemberPath.entryIndex, "is not listed")
        }
        var after = 0
        for member in manifest.members.reversed() {
            after += TarHeader.tarBytes(size: member.size)
            if member.path == MemberPath.entryIndex { break }
        }
        let start = dataStart + manifest.blobs.offset - after + TarHeader.byteCount
        let bytes = try reader.read(start..<start + listed.size)
        guard SHA256.hash(bytes) == listed.sha256 else {
            throw Fault(.memberDigest, MemberPath.entryIndex, "does not have the digest of the manifest")
        }
        return try IndexRecords.entrySizes(bytes)
    }

    private func compareTagManifest(_ content: [UInt8], at offset: Int) throws {
        let expected = try TarImage.bytes(name: MemberPath.tagManifest, content: content, manifest: manifest)
        guard let block = reader.block(beginningAt: offset),
            reader.uncompressedSize(ofBlock: block) == expected.count
        else {
            throw ContainerError(.blockBoundary, at: MemberPath.tagManifest, "want it in a block of its own")
        }
        let found = try reader.block(block)
        guard found.isStored else {
            throw Fault(.headNotStored, MemberPath.tagManifest, "head blocks are stored without compression")
        }
        guard found.content == expected else {
            throw Fault(.headMember, MemberPath.tagManifest, "is not what the manifest implies")
        }
    }

    /// What reading an entry bundle and its leaves needs in memory, by its number in the log.
    func entryMemory(of number: Int?) -> Int {
        guard let index = number.map({ $0 - manifest.from / 256 }), map.entrySizes.indices.contains(index)
        else { return 0 }
        return 3 * map.entrySizes[index]
    }

    /// A listed member, whole, with header and padding compared and its digest checked.
    ///
    /// - Parameter limit: bytes that it may have.
    func listed(_ path: String, limit: Int = 1 << 20) throws -> [UInt8] {
        guard let member = map.member(path), let place = map.place(of: path) else {
            throw Fault(.memberCount, path, "is not listed")
        }
        let limit = min(limit, mostHeld)
        guard member.size <= limit else {
            throw ContainerError(
                .memberTooLarge,
                at: path,
                "\(member.size) bytes, at most \(limit) can be read at once"
            )
        }
        let content = try content(of: place)
        guard SHA256.hash(content) == member.sha256 else {
            throw Fault(.memberDigest, path, "does not have the digest of the manifest")
        }
        return content
    }

    /// A member's content; header and padding are compared, the content is for the caller to check.
    func content(of place: SegmentMap.Place) throws -> [UInt8] {
        let start = dataStart + place.offset
        var bytes = try reader.read(start..<start + place.tarBytes)
        let header = TarHeader(
            path: "\(manifest.name)/\(place.name)",
            size: place.size,
            modified: manifest.sealedAt
        )
        guard bytes[..<TarHeader.byteCount].elementsEqual(try header.bytes()) else {
            throw ContainerError(.tarHeader, at: place.name, "is not what the manifest implies")
        }
        let end = TarHeader.byteCount + place.size
        guard bytes[end...].allSatisfy({ $0 == 0 }) else {
            throw ContainerError(.tarPadding, at: place.name, "padding is not zero")
        }
        bytes.removeLast(bytes.count - end)
        bytes.removeFirst(TarHeader.byteCount)
        return bytes
    }

    /// Part of a member's content, without its header; for the caller to check.
    func part(of place: SegmentMap.Place, _ range: Range<Int>) throws -> [UInt8] {
        let start = dataStart + place.offset + TarHeader.byteCount
        guard range.lowerBound >= 0, range.upperBound <= place.size else {
            throw ContainerError(.truncated, at: place.name, "byte \(range.upperBound) is beyond its end")
        }
        return try reader.read(start + range.lowerBound..<start + range.upperBound)
    }
}
