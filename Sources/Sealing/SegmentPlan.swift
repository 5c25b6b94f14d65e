import Bytes
import Container
import Formats
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog
import Review

/// All members of a segment's payload, in archive order, with sizes and digests.
struct SegmentPlan {
    private let run: SealedRun
    private let request: SealRequest
    private let survey: SegmentSurvey
    private let before: [ListedMember]
    private let after: [ListedMember]
    private let tiles: [TileIndex]
    private let entryBundles: [TileIndex]
    private let checkpoint: Checkpoint
    private let segment: Segment
    private let previousRoot: Digest?

    init(_ run: SealedRun, _ request: SealRequest, _ survey: SegmentSurvey, folder: String) throws {
        self.run = run
        self.request = request
        self.survey = survey
        tiles = SegmentMap.tiles(from: request.from, to: request.to)
        entryBundles = TileIndex.bundles(size: request.to, minimum: request.from)
        let (leaf, root) = (run.document.leaf, try run.store.root(at: request.to))
        checkpoint = try Checkpoint(origin: leaf.origin, size: request.to, root: root)
        segment = Segment(run: leaf.run, from: request.from, to: request.to, root: root)
        previousRoot = request.from > 0 ? try run.store.root(at: request.from) : nil
        let carried = try CarriedCollection(
            run.store,
            from: request.from,
            to: request.to,
            survey: survey
        )
        before = try SegmentPlan.listedBefore(run, request, carried, checkpoint, previousRoot)
        var after = try SegmentPlan.listedAfter(run, survey, opens: carried.opens, folder: folder)
        if let review = request.review { after.append(ListedMember(MemberPath.review, review)) }
        self.after = after
        try SegmentPlan.checkNames((before + after).map(\.member.path))
        guard count <= Manifest.largestPayload else {
            throw SealingError(
                .badSegment,
                at: "\(count) members",
                "at most \(Manifest.largestPayload); seal in more segments"
            )
        }
    }

    private var listed: [Manifest.Member] { (before + after).map(\.member) }
    private var tileSizes: [Int] { tiles.map { $0.width * Digest.byteCount } }

    /// Members of the payload.
    private var count: Int {
        before.count + after.count + tiles.count + entryBundles.count + survey.tally.blobs.count
    }

    private var entriesOffset: Int { before.map(\.member.size).tarBytes + tileSizes.tarBytes }

    private var blobsOffset: Int {
        entriesOffset + survey.entrySizes.tarBytes + after.map(\.member.size).tarBytes
    }

    /// Tar bytes of all members.
    var tarBytes: Int { blobsOffset + survey.tally.blobs.tarBytes }

    /// What a review of the segment must cover.
    var reviewed: ReviewSubject {
        ReviewSubject(
            log: .init(run: segment.run, size: segment.to, root: segment.root),
            marking: run.document.marking,
            members: ReviewSubject.members(of: listed.map { ($0.path, $0.size, $0.sha256) })
        )
    }

    /// Refuses what no reader takes: names that are equal but for case, or one that is the folder of another.
    private static func checkNames(_ names: [String]) throws(SealingError) {
        var seen: Set<String> = []
        let twice = names.first { !seen.insert($0.lowercased()).inserted }
        guard let name = twice ?? MemberName.folderOfAnother(among: names) else { return }
        throw SealingError(.badOption, at: name, "another member or folder differs only in case")
    }

    private static func listedBefore(
        _ run: SealedRun,
        _ request: SealRequest,
        _ carried: CarriedCollection,
        _ checkpoint: Checkpoint,
        _ previousRoot: Digest?
    ) throws -> [ListedMember] {
        var listed = run.specifications
            .map { ListedMember(MemberPath.specifications + $0.name, $0.bytes) }
        listed.append(ListedMember(MemberPath.run, run.document.canonicalBytes))
        listed.append(ListedMember(MemberPath.recipe, run.recipe))
        listed.append(ListedMember(MemberPath.checkpoint, try note(checkpoint, run)))
        if let previousRoot {
            let previous = try Checkpoint(origin: checkpoint.origin, size: request.from, root: previousRoot)
            listed.append(ListedMember(MemberPath.previousCheckpoint, try note(previous, run)))
        }
        listed.append(ListedMember(MemberPath.carried, try carried.leaves().canonicalBytes))
        return listed
    }

    private static func note(_ checkpoint: Checkpoint, _ run: SealedRun) throws -> [UInt8] {
        try SignedNote(text: checkpoint.text, signatures: [run.signCheckpoint(checkpoint.text)]).bytes
    }

    private static func listedAfter(
        _ run: SealedRun,
        _ survey: SegmentSurvey,
        opens: [SessionOpenLeaf],
        folder: String
    ) throws -> [ListedMember] {
        var listed = [
            ListedMember(MemberPath.entryIndex, IndexRecords.entries(survey.entrySizes)),
            try ListedMember(MemberPath.stepIndex, file: "\(folder)/steps"),
            try ListedMember(MemberPath.blobIndex, file: "\(folder)/blobs"),
        ]
        for prefix in MemberPath.fileFolders {
            let source = "\(run.folder)/\(prefix.dropFirst("data/".count).dropLast())"
            let names =
                prefix == MemberPath.sessions
                ? try evidence(below: source, survey, opens) : try files(below: source)
            for name in names {
                guard MemberName.isValid(prefix + name) else {
                    throw SealingError(
                        .badOption,
                        at: "\(source)/\(name)",
                        "the name is not portable; want letters, digits, and . _ - inside, at most 180 characters"
                    )
                }
                listed.append(try ListedMember(prefix + name, file: "\(source)/\(name)"))
            }
        }
        return listed
    }

    /// The evidence that the segment needs, and nothing else that may lie there; `bundle-v1.md` section 3.2.
    private static func evidence(
        below source: String,
        _ survey: SegmentSurvey,
        _ opens: [SessionOpenLeaf]
    ) throws -> [String] {
        var folders = survey.events.map { $0.event.folder(of: $0.session) }
        for open in opens where !open.evidence.isEmpty && survey.sessions.contains(open.session) {
            folders.append(SessionEventName.open.folder(of: open.session))
        }
        return try folders.flatMap { folder in
            try files(below: "\(source)/\(folder)").map { "\(folder)/\($0)" }
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func files(below source: String) throws -> [String] {
        // What nobody put there on purpose is in no bundle.
        Folder.exists(source) ? try Folder.files(below: source) { LeftBehind($0) != nil } : []
    }

    /// The manifest, once the list of the payload and the blocks are written.
    func manifest(payloadManifest: Digest, container: Manifest.Container) -> Manifest {
        let leaf = run.document.leaf
        let blobs = survey.tally.blobs
        let members = listed
        let entryBytes = survey.entrySizes.reduce(0, +)
        let bytes =
            members.reduce(0) { $0 + $1.size } + tileSizes.reduce(0, +) + entryBytes + blobs.contentBytes
        return Manifest(
            name: request.name,
            segment: segment,
            origin: leaf.origin,
            recipe: leaf.recipe,
            marking: run.document.marking,
            previousRoot: previousRoot,
            checkpoint: SHA256.hash(Array(checkpoint.text.utf8)),
            firstStep: survey.tally.firstStep,
            lastStep: survey.tally.lastStep,
            steps: survey.tally.steps,
            leaves: survey.tally.leaves,
            proofs: survey.tally.proofs,
            members: members,
            entries: Manifest.Region(bytes: entryBytes, count: entryBundles.count, offset: entriesOffset),
            blobs: Manifest.Region(bytes: blobs.contentBytes, count: blobs.count, offset: blobsOffset),
            payload: Manifest.Region(bytes: bytes, count: count, offset: 0),
            container: container,
            payloadManifest: payloadManifest,
            readme: Manifest.Member(
                path: MemberPath.readme,
                size: Formats.readme.count,
                sha256: SHA256.hash(Formats.readme)
            ),
            previousManifest: request.previousManifest,
            nextExport: request.nextExport,
            sealedAt: request.sealedAt,
            software: [
                Manifest.Software(name: "bulla", version: Formats.version),
                Manifest.Software(name: "liblzma", version: XZProfile.libraryVersion),
            ],
            commitment: survey.tally.commitment,
            withheld: survey.withheld,
            review: after.last.flatMap { $0.member.path == MemberPath.review ? $0.member.sha256 : nil }
        )
    }

    /// Every member with its digest, in archive order; contents of the log and of blobs are not read.
    func forEachMember(_ body: (SegmentMap.Place, Digest) throws -> Void) throws {
        func place(_ name: String, _ size: Int) -> SegmentMap.Place {
            SegmentMap.Place(name: name, size: size, kind: .ordinary, offset: 0)
        }
        for listed in before { try body(place(listed.member.path, listed.member.size), listed.member.sha256) }
        for tile in tiles {
            let content = try self.content(of: tile)
            try body(place(MemberPath.tile(tile), content.count), SHA256.hash(content))
        }
        for (index, tile) in entryBundles.enumerated() {
            try body(place(MemberPath.tile(tile), survey.entrySizes[index]), survey.entryDigests[index])
        }
        for listed in after { try body(place(listed.member.path, listed.member.size), listed.member.sha256) }
        let blobs = survey.tally.blobs
        for number in 0..<blobs.count { try body(blobs.place(number, offset: 0), blobs.digests[number]) }
    }

    private func content(of tile: TileIndex) throws -> [UInt8] {
        let full = try run.store.tile(tile)
        guard full.count == tile.width * Digest.byteCount else {
            throw SealingError(
                .badSegment,
                at: MemberPath.tile(tile),
                "the log's tile has \(full.count) bytes"
            )
        }
        return full
    }

    /// The members themselves, read when they are asked for.
    func members() throws -> MemberSource {
        try MemberSource(self, run: run, from: request.from, to: request.to)
    }

    /// Gives one member after the other.
    struct MemberSource {
        private let plan: SegmentPlan
        private let run: SealedRun
        private var entries: BundleReader
        private var number = 0

        fileprivate init(_ plan: SegmentPlan, run: SealedRun, from: Int, to: Int) throws {
            self.plan = plan
            self.run = run
            entries = try run.store.bundles(from: from / 256 * 256, to: to)
        }

        mutating func next() throws -> ArchiveMember? {
            defer { number += 1 }
            var index = number
            if index < plan.before.count { return plan.before[index].archiveMember(.ordinary) }
            index -= plan.before.count
            if index < plan.tiles.count {
                let tile = plan.tiles[index]
                return ArchiveMember(name: MemberPath.tile(tile), bytes: try plan.content(of: tile))
            }
            index -= plan.tiles.count
            if index < plan.entryBundles.count { return try entryBundle(index) }
            index -= plan.entryBundles.count
            if index < plan.after.count {
                let isIndex = plan.after[index].member.path.hasPrefix("data/index/")
                return plan.after[index].archiveMember(isIndex ? .index : .ordinary)
            }
            index -= plan.after.count
            return blob(index)
        }

        private mutating func entryBundle(_ index: Int) throws -> ArchiveMember? {
            guard let (tile, bytes) = try entries.next(), tile == plan.entryBundles[index],
                SHA256.hash(bytes) == plan.survey.entryDigests[index]
            else { throw InputChanged(path: run.store.folder, detail: "the log changed while it was sealed") }
            return ArchiveMember(name: MemberPath.tile(tile), bytes: bytes, kind: .entryBundle)
        }

        private func blob(_ index: Int) -> ArchiveMember? {
            let blobs = plan.survey.tally.blobs
            guard index < blobs.count else { return nil }
            let digest = blobs.digests[index]
            return ArchiveMember(
                name: MemberPath.blob(digest),
                path: run.blobPath(digest),
                size: blobs.sizes[index],
                digest: digest,
                kind: .blob
            )
        }
    }
}

extension [Int] {
    /// Tar bytes of members of these sizes.
    fileprivate var tarBytes: Int { reduce(0) { $0 + TarHeader.tarBytes(size: $1) } }
}
