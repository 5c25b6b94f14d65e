import Bytes
import Container
import Layout
import Leaves
import MerkleLog
import Reports
import Trust

/// One pass over the payload in file order, units side by side, results in order.
final class PayloadPass {
    private let bundle: OpenBundle
    private let reader: UnitReader
    private let width: Int
    private let readsEverything: Bool
    private let time: TimeLimit
    private let progress: (_ done: Int, _ total: Int) -> Void
    private var walk: LogWalk
    private var boundDigest = SHA256()
    private var nextBlock: Int
    private var payloadManifestDigest: Digest?
    private var listedDigests: [Digest] = []
    private var tiles: [[UInt8]] = []

    init(
        _ bundle: OpenBundle,
        start: SegmentStart,
        policy: Policy,
        width: Int,
        readsEverything: Bool,
        time: TimeLimit,
        progress: @escaping (_ done: Int, _ total: Int) -> Void
    ) throws {
        self.bundle = bundle
        self.width = width
        self.readsEverything = readsEverything
        self.time = time
        self.progress = progress
        reader = UnitReader(bundle: bundle, hashesBlocks: readsEverything, time: time)
        nextBlock = bundle.headBlocks
        let places = bundle.map.placesBeforeEntries.suffix(bundle.map.tiles.count)
        var contents: [TileIndex: [UInt8]] = [:]
        for (tile, place) in zip(bundle.map.tiles, places) {
            contents[tile] = try bundle.content(of: place)
        }
        tiles = bundle.map.tiles.map { contents[$0] ?? [] }
        let tree = try TreeBuilder(map: bundle.map) { contents[$0] ?? [] }
        walk = LogWalk(manifest: bundle.manifest, policy: policy, start: start, tree: tree)
    }

    var pendingRewinds: [Links.PendingRewind] { walk.links.pending }
    var course: [MetricCourse] { walk.courses.all }
    /// The blobs that leaves named so far.
    var blobs: BlobTable { walk.tally.blobs }
    /// Where sessions stand after the last leaf.
    var sessions: Sessions { walk.sessions }

    /// `manifest-sha256.txt`, and the listed members and tiles that stand before the entries.
    func readBeforeEntries() async throws {
        guard readsEverything else { return }
        let map = bundle.map
        let payloadManifest = SegmentMap.Place(
            name: MemberPath.payloadManifest,
            size: map.payloadManifestSize,
            kind: .ordinary,
            offset: 0
        )
        var digests: [Digest] = []
        try await read([payloadManifest]) { digests.append($0) }
        payloadManifestDigest = digests.first
        nextBlock += 1  // the tag manifest's block, which was compared with the head
        var before: [Digest] = []
        try await read(map.placesBeforeEntries) { before.append($0) }
        listedDigests = Array(before.dropLast(map.tiles.count))
    }

    /// The entry bundles: in both scopes, since they are the log.
    ///
    /// Steps of the round are judged on the way, while their entry bundle is at hand; `took` gets them.
    func readEntries(_ round: StepRound?, took: ([SampledStep]) -> Void) async throws {
        let map = bundle.map
        let reader = reader
        let time = time
        guard
            let first = readsEverything
                ? nextBlock : bundle.reader.block(beginningAt: bundle.dataStart + map.entryOffsets[0])
        else {
            throw ContainerError(.blockBoundary, at: "entry bundle 0", "want it in a block of its own")
        }
        var cutter = UnitCutter(firstBlock: first, keepsContent: true)
        var index = 0
        let count = map.entryBundles.count
        let from = bundle.manifest.from
        let judge = round?.judge
        var jobs = round?.index
        var job = try jobs?.next()
        try await Pipeline.run(
            width: 2 * width,
            bytes: { bundle.entryMemory(of: $0.1.number) },
            next: { () -> (Unit, TileIndex, StepJudge.Job?)? in
                try time.check()
                guard index < count else { return nil }
                _ = cutter.add(map.entryPlace(index))
                defer { index += 1 }
                guard let unit = cutter.flush() else { return nil }
                let tile = map.entryBundles[index]
                guard let mine = job, mine.entryBundle == tile.number else { return (unit, tile, nil) }
                job = try jobs?.next()
                return (unit, tile, mine)
            },
            transform: { unit, tile, job -> (UnitContent, EntryFacts, [SampledStep]) in
                let content = try reader.read(unit)
                let facts = try EntryFacts(
                    content: content.contents[0],
                    tile: tile,
                    skipping: max(0, from - tile.start)
                )
                guard let judge, let job else { return (content, facts, []) }
                let entries = LeafReader.Entries(
                    content: content.contents[0],
                    ranges: facts.ranges,
                    start: tile.start,
                    leafHashes: facts.leafHashes
                )
                return (content, facts, try judge.judge(job, in: entries))
            },
            consume: { content, facts, steps in
                bind(content.blockDigests)
                try walk.take(facts, digest: content.digests[0])
                took(steps)
                progress(walk.entryDigests.count, count)
            }
        )
        nextBlock = cutter.blockAfter
        guard job == nil else {
            throw Fault(.hintMismatch, MemberPath.stepIndex, "does not ascend through the segment")
        }
    }

    /// Roots, counts and tiles against the manifest.
    func compareLog() throws {
        try walk.compareCounts()
        for (tile, content) in zip(bundle.map.tiles, tiles) where walk.tree.content(of: tile) != content {
            throw Fault(.tileMismatch, MemberPath.tile(tile), "is not what the leaves give")
        }
    }

    func compareHints() throws {
        try walk.compareHints()
    }

    /// Listed members from the index on, all blobs, and the end of the archive.
    ///
    /// - Parameter shards: what shards read of the blobs, which is not read again.
    func readAfterEntries(_ shards: PartialBlobs? = nil) async throws {
        let blobs = walk.tally.blobs
        let manifest = bundle.manifest
        guard blobs.count == manifest.blobs.count, bundle.map.blobsOffset == manifest.blobs.offset,
            blobs.contentBytes == manifest.blobs.bytes
        else { throw Fault(.countMismatch, "manifest.json.predicate.blobs", "is not what the log names") }
        guard let shards, let layout = layout(shards) else { return try await readAll(blobs) }
        try await readAll(blobs, but: shards, in: layout)
    }

    private func layout(_ shards: PartialBlobs) -> BlobLayout? {
        BlobLayout(
            listed: bundle.map.placesAfterEntries,
            blobs: walk.tally.blobs,
            firstBlock: nextBlock,
            reader: bundle.reader,
            wanted: shards.offsets
        )
    }

    private func readAll(_ blobs: BlobTable) async throws {
        try await read(bundle.map.placesAfterEntries, blobs: 0..<blobs.count)
        try readEnd()
    }

    private func readAll(_ blobs: BlobTable, but shards: PartialBlobs, in layout: BlobLayout) async throws {
        let (ranges, next) = try shards.read(layout, blobs)
        let (block, listed) = (nextBlock, listedDigests)
        let before = boundDigest.fork()
        try await read(bundle.map.placesAfterEntries, blobs: 0..<layout.first.blob)
        for range in ranges { boundDigest.update(range) }
        nextBlock = next.block
        // What a shard found bad is read again, so that the finding is this run's own.
        try await read([], blobs: next.blob..<blobs.count, offset: next.offset)
        do { try readEnd() } catch let fault as Fault where fault.code == FaultCode.boundDigest.rawValue {
            (nextBlock, listedDigests) = (block, listed)
            boundDigest = before
            try await readAll(blobs)
            throw PartialError(.blobs, at: "shards", "their block digests do not match the bundle")
        }
        guard let bad = shards.bad else { return }
        throw PartialError(.blobs, bad, "reports bad blobs that verify here")
    }

    /// Reads listed members and some of the blobs.
    private func read(_ listed: [SegmentMap.Place], blobs range: Range<Int>, offset start: Int = 0)
        async throws
    {
        let blobs = walk.tally.blobs
        var number = 0
        var next = range.lowerBound
        var blobNumber = range.lowerBound
        var offset = bundle.map.blobsOffset + start
        try await read(
            next: { () -> SegmentMap.Place? in
                defer { number += 1 }
                if number < listed.count { return listed[number] }
                guard next < range.upperBound else { return nil }
                let place = blobs.place(next, offset: offset)
                next += 1
                offset += place.tarBytes
                return place
            },
            consume: { place, digest in
                guard place.kind == .blob else { return listedDigests.append(digest) }
                guard digest == blobs.digests[blobNumber] else {
                    throw Fault(.blobDigest, place.name, "the blob has digest \(digest)")
                }
                blobNumber += 1
                progress(blobNumber, blobs.count)
            }
        )
    }

    /// Reads members in order, from the next block on; `consume` sees each with its digest.
    private func read(
        next: () -> SegmentMap.Place?,
        consume: (SegmentMap.Place, Digest) throws -> Void
    ) async throws {
        let reader = reader
        var cutter = UnitCutter(firstBlock: nextBlock, keepsContent: false)
        var isExhausted = false
        try await Pipeline.run(
            width: 2 * width,
            next: { () -> Unit? in
                while !isExhausted {
                    guard let place = next() else {
                        isExhausted = true
                        return cutter.flush()
                    }
                    if let unit = cutter.add(place) { return unit }
                }
                return nil
            },
            transform: { unit in (unit, try reader.read(unit)) },
            consume: { unit, content in
                bind(content.blockDigests)
                for (place, digest) in zip(unit.members, content.digests) { try consume(place, digest) }
            }
        )
        nextBlock = cutter.blockAfter
    }

    private func read(_ places: [SegmentMap.Place], consume: (Digest) -> Void) async throws {
        var rest = places[...]
        try await read(next: { rest.popFirst() }, consume: { _, digest in consume(digest) })
    }

    private func readEnd() throws {
        for (member, digest) in zip(bundle.manifest.members, listedDigests) where member.sha256 != digest {
            throw Fault(.memberDigest, member.path, "does not have the digest of the manifest")
        }
        guard nextBlock == bundle.reader.blockCount - 1,
            bundle.reader.uncompressedSize(ofBlock: nextBlock) == TarHeader.endByteCount
        else {
            throw ContainerError(.blockBoundary, at: "block \(nextBlock)", "want the end of the archive here")
        }
        try bundle.reader.read(nextBlock) { file, pieces in
            guard pieces.allSatisfy({ $0.allSatisfy { $0 == 0 } }) else {
                throw ContainerError(.tarEnd, at: "block \(nextBlock)", "the archive's end is not zero")
            }
            bind([SHA256.hash(file)])
        }
        guard boundDigest.finishAndRestart() == bundle.manifest.container.sha256 else {
            throw Fault(.boundDigest, "blocks", "the digest of the blocks does not match the manifest")
        }
    }

    private func bind(_ digests: [Digest]) {
        for digest in digests { digest.withBytes { boundDigest.update($0) } }
    }

    /// Makes `manifest-sha256.txt` again and holds it, and what it sums up, against the manifest.
    func comparePayload() throws {
        let manifest = bundle.manifest
        let map = bundle.map
        var text = SHA256()
        var bytes = 0
        var count = 0
        func line(_ name: String, _ digest: Digest, _ size: Int) {
            text.update(BagFiles.line(digest, name))
            bytes += size
            count += 1
        }
        let before = map.placesBeforeEntries.count - map.tiles.count
        for member in manifest.members[..<before] { line(member.path, member.sha256, member.size) }
        for (tile, content) in zip(map.tiles, tiles) {
            line(MemberPath.tile(tile), SHA256.hash(content), content.count)
        }
        for (index, digest) in walk.entryDigests.enumerated() {
            line(MemberPath.tile(map.entryBundles[index]), digest, map.entrySizes[index])
        }
        for member in manifest.members[before...] { line(member.path, member.sha256, member.size) }
        for number in 0..<walk.tally.blobs.count {
            line(
                MemberPath.blob(walk.tally.blobs.digests[number]),
                walk.tally.blobs.digests[number],
                walk.tally.blobs.sizes[number]
            )
        }
        guard text.finishAndRestart() == manifest.payloadManifest,
            payloadManifestDigest == manifest.payloadManifest
        else {
            throw Fault(
                .payloadManifestMismatch,
                MemberPath.payloadManifest,
                "does not name what is under data/"
            )
        }
        guard bytes == manifest.payload.bytes, count == manifest.payload.count,
            map.entryOffsets.first == manifest.entries.offset,
            map.entrySizes.reduce(0, +) == manifest.entries.bytes
        else { throw Fault(.countMismatch, "manifest.json.predicate.payload", "is not what is under data/") }
    }
}
