import Bytes
import Container
import Layout
import StepEvidence
import Trust

/// A bundle that was opened as a verification opens it once its signatures hold; checkpoints are left out.
struct OpenedForEstimate {
    let file: XZFile
    let bundle: OpenBundle
    let documents: SegmentDocuments
    let start: SegmentStart
    let manifestDigest: Digest
    let workload: Workload
    let allWorkload: Workload
    /// Bytes that opening it read.
    let bytes: Int

    var fileSize: Int { file.size }

    init(_ request: VerificationRequest) throws {
        file = try XZFile(File.reading(request.path))
        let head = try BundleHead(file)
        let manifest = try Manifest(canonical: head.manifestBytes)
        try manifest.checkMemberOrder()
        try head.compare(with: manifest)
        bundle = try OpenBundle(file: file, head: head, manifest: manifest)
        documents = try SegmentDocuments(bundle)
        start = try documents.start()
        manifestDigest = SHA256.hash(head.manifestBytes)
        guard let log = Workload(bundle, scope: .log), let all = Workload(bundle, scope: .all) else {
            throw Fault(.countMismatch, "Index", "blocks do not begin where the manifest implies")
        }
        workload = log
        allWorkload = all
        bytes = file.bytesRead
    }

    /// What looks at the proofs of these steps.
    func round(_ picks: StepPicks, _ request: VerificationRequest, _ time: TimeLimit) -> StepRound {
        let judge = StepJudge(
            bundle: bundle,
            leaves: LeafReader(bundle),
            context: ProofContext(recipe: documents.recipe, sessionKeys: start.table.keys),
            sessions: start.table,
            verifiers: ProofVerifiers.standard.adding(request.trust.policy.plugins),
            required: request.trust.policy.proofs,
            keepsPaths: picks.count <= request.pathLimit,
            withheld: Set(bundle.manifest.withheld),
            openings: Openings(),
            time: time
        )
        return StepRound(
            judge: judge,
            index: StepIndex(bundle, picks: picks[...]),
            count: picks.count,
            strata: []
        )
    }

    /// Bytes of the file for the entry bundle of that number in the log.
    func entryBytes(of number: Int?) -> Int {
        let offsets = bundle.map.entryOffsets
        guard let index = number.map({ $0 - bundle.manifest.from / 256 }),
            (0..<offsets.count - 1).contains(index),
            let first = bundle.reader.block(beginningAt: bundle.dataStart + offsets[index]),
            let end = bundle.reader.block(beginningAt: bundle.dataStart + offsets[index + 1])
        else { return 0 }
        return bundle.reader.fileSize(ofBlocks: first..<end)
    }

    func fileSize(of unit: Unit) -> Int {
        bundle.reader.fileSize(ofBlocks: unit.firstBlock..<unit.firstBlock + unit.blockSizes.count)
    }

    /// The first blocks of the payload manifest, which one task reads alone.
    var payloadManifestUnit: [Unit] {
        let place = SegmentMap.Place(
            name: MemberPath.payloadManifest,
            size: bundle.map.payloadManifestSize,
            kind: .ordinary,
            offset: 0
        )
        let sizes = BlockPlanner.blocks(unitBytes: place.tarBytes, cut: BlockPlanner.Kind.ordinary.cut)
        return [
            Unit(
                members: [place],
                firstBlock: bundle.headBlocks,
                blockSizes: Array(sizes.prefix(4)),
                keepsContent: false
            )
        ]
    }

    /// Units of what stands after the entry bundles: of blobs where some are known, else from the beginning.
    func restUnits(_ blobs: BlobTable) -> [Unit] {
        var offset = bundle.map.blobsOffset
        var places: [SegmentMap.Place] = []
        for number in 0..<min(blobs.count, 65_536) {
            places.append(blobs.place(number, offset: offset))
            offset += places[number].tarBytes
        }
        var first = bundle.reader.block(beginningAt: bundle.dataStart + bundle.map.blobsOffset)
        if places.isEmpty || first == nil {
            places = bundle.map.placesAfterEntries + places
            let end = bundle.map.entryOffsets[bundle.map.entryOffsets.count - 1]
            first = bundle.reader.block(beginningAt: bundle.dataStart + end)
        }
        guard let first else { return [] }
        var cutter = UnitCutter(firstBlock: first, keepsContent: false)
        // The last one may go on with members that are not known here.
        return places.compactMap { cutter.add($0) }
    }
}
