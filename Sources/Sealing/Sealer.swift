import Bytes
import Container
import Formats
import Keys
import Layout
import Leaves
import LogStore
import MerkleLog

/// Makes a bundle in a work folder: all bound blocks first, then the manifest that binds them.
///
/// Memory does not grow with the bundle, but for 50 bytes a blob. What stands in the folder when `prepare` is done
/// is `parts` (blocks) and `manifest.json`; `PreparedBundle` signs and finishes it.
package struct Sealer {
    private let run: SealedRun
    private let request: SealRequest
    private let folder: String
    private let progress: (String, Int, Int) -> Void

    package init(
        _ run: SealedRun,
        _ request: SealRequest,
        folder: String,
        progress: @escaping (String, Int, Int) -> Void = { _, _, _ in }
    ) {
        self.run = run
        self.request = request
        self.folder = folder
        self.progress = progress
    }

    /// Writes the work folder, which must not exist.
    ///
    /// - Parameter surveyed: called with the path of the step index before it is sealed; for tests that forge.
    package func prepare(surveyed: (String) throws -> Void = { _ in }) async throws -> PreparedBundle {
        try checkRequest()
        try Folder.create(folder)
        let stepIndex = try AtomicFile("\(folder)/steps")
        let blobIndex = try AtomicFile("\(folder)/blobs")
        let survey = try await SegmentSurvey.make(
            run.store,
            from: request.from,
            to: request.to,
            stepIndex: stepIndex.file,
            blobIndex: blobIndex.file,
            disclosure: run.document.disclosure,
            withheld: Set(request.withheld).sorted(),
            width: request.width
        )
        try stepIndex.finish()
        try blobIndex.finish()
        try surveyed("\(folder)/steps")
        try checkBlobs(survey)
        let plan = try SegmentPlan(run, request, survey, folder: folder)
        try ReviewGate.check(plan.reviewed, request)
        let payloadManifest = try writePayloadManifest(plan)
        let container = try await writeParts(plan, payloadManifest)
        let manifest = plan.manifest(payloadManifest: payloadManifest, container: container)
        let bytes = try manifest.written(at: MemberPath.manifest).canonicalBytes
        try AtomicFile.write(bytes, to: "\(folder)/\(MemberPath.manifest)")
        for name in ["steps", "blobs", MemberPath.payloadManifest] { try Folder.remove("\(folder)/\(name)") }
        return try PreparedBundle(opening: folder)
    }

    // A run may name proofs by digest and size alone.
    private func checkBlobs(_ survey: SegmentSurvey) throws {
        let missing = survey.tally.blobs.digests.first { !Folder.hasEntry(run.blobPath($0)) }
        guard let missing else { return }
        throw SealingError(
            .badOption,
            at: "blob \(missing)",
            "is not stored in the run; hint: name the kind of proof that it is with --withhold"
        )
    }

    private func checkRequest() throws {
        guard (0..<request.to).contains(request.from), request.to <= run.store.size else {
            throw SealingError(
                .badSegment,
                at: "[\(request.from), \(request.to))",
                "the log has \(run.store.size) leaves; want 0 ≤ from < to ≤ \(run.store.size)"
            )
        }
        guard BundleName.isName(request.name) else {
            throw SealingError(
                .badOption,
                at: "name \"\(request.name)\"",
                "want [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters"
            )
        }
        guard request.sealedAt <= TarHeader.latest else {
            throw SealingError(
                .badOption,
                at: "sealed at \(request.sealedAt)",
                "want \(TarHeader.latest) or before: tar headers hold no later time"
            )
        }
        guard request.previousManifest == nil || request.from > 0 else {
            throw SealingError(.badOption, at: "leaf 0", "no segment precedes the log's first leaf")
        }
        for kind in request.withheld where !LeafField.isKind(kind) {
            throw SealingError(.badOption, at: "kind \"\(kind)\"", "want NAME/VERSION, such as replay/1")
        }
    }

    /// Writes `manifest-sha256.txt` line by line; gives its digest.
    private func writePayloadManifest(_ plan: SegmentPlan) throws -> Digest {
        let file = try AtomicFile("\(folder)/\(MemberPath.payloadManifest)")
        var hash = SHA256()
        var buffer: [UInt8] = []
        func flush() throws {
            hash.update(buffer)
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        try plan.forEachMember { member, digest in
            buffer += BagFiles.line(digest, member.name)
            if buffer.count >= 1 << 20 { try flush() }
        }
        try flush()
        try file.finish()
        return hash.finishAndRestart()
    }

    /// Writes the bound blocks; gives their number, tar bytes and digest.
    private func writeParts(
        _ plan: SegmentPlan,
        _ payloadManifest: Digest
    ) async throws -> Manifest.Container {
        let writer = try BundleWriter(
            folder: request.name,
            modified: request.sealedAt,
            effort: request.effort,
            width: request.width
        )
        let parts = try AtomicFile("\(folder)/parts")
        let path = "\(folder)/\(MemberPath.payloadManifest)"
        let size = try File.reading(path).size()
        var list: ArchiveMember? = ArchiveMember(
            name: MemberPath.payloadManifest,
            path: path,
            size: size,
            digest: payloadManifest,
            kind: .ordinary
        )
        try await writer.write({ list.take() }, sort: .bound, to: parts.file)
        var members = try plan.members()
        var done = 0
        let total = plan.tarBytes
        let blocks = try await writer.write(
            { try members.next() },
            sort: .bound,
            endsArchive: true,
            to: parts.file,
            progress: {
                done += $0
                progress("seal", done, total)
            }
        )
        try parts.finish(isDurable: request.keepsFolder)
        return Manifest.Container(blocks: blocks, bytes: total, sha256: writer.takeBoundDigest())
    }
}
