import Bytes
import Container
import Layout
import Leaves
import MerkleLog
import Reports
import Trust

/// Reads the payload: every leaf with scope `log`, every byte with scope `all`.
extension Verifier {
    /// Walks over all leaves, judging steps on the way; with scope `all`, over every other byte too.
    func walkLog(_ bundle: OpenBundle, _ start: SegmentStart, _ round: StepRound?) async {
        var logHolds = false
        do {
            enter(.members)
            let pass = try PayloadPass(
                bundle,
                start: start,
                policy: request.trust.policy,
                width: request.width,
                readsEverything: request.scope == .all,
                time: time,
                progress: { self.reach($0, of: $1) }
            )
            try await pass.readBeforeEntries()
            enter(.log)
            try await pass.readEntries(round) { for step in $0 { self.take(step) } }
            report.course = pass.course
            report.sessions = pass.sessions.records
            try pass.compareLog()
            add(
                .log,
                .pass,
                "ok",
                "data/log",
                "\(bundle.manifest.to - bundle.manifest.from) leaves give the signed root"
            )
            try checkRewinds(pass.pendingRewinds, bundle, start)
            try start.checkNothingMore(
                targets: Set(pass.pendingRewinds.filter { $0.ordinal == nil }.map(\.to)),
                opened: pass.sessions.opened,
                from: bundle.manifest.from
            )
            add(.links, .pass, "ok", "data/log", "steps are contiguous and their states are linked")
            enter(.sessions)
            try checkSessions(pass.sessions, bundle)
            try pass.compareHints()
            add(.hints, .pass, "ok", "data/index", "")
            logHolds = true
            if let round { try finish(round) }
            guard request.scope == .all else { return }
            enter(.blobs)
            try await pass.readAfterEntries(
                request.partials.map { PartialBlobs($0, offset: bundle.map.blobsOffset) }
            )
            add(
                .blobs,
                .pass,
                "ok",
                "data/blobs",
                "\(bundle.manifest.blobs.count) blobs have the digests in their names"
            )
            try pass.comparePayload()
            add(.payloadManifest, .pass, "ok", MemberPath.payloadManifest, "names every byte under data/")
        } catch let error as PartialError {
            refusal = error
        } catch {
            let fault = Fault(error)
            add(fault.check ?? (fault.isDeadline && logHolds ? .blobs : .log), fault, "data")
            // What was counted so far rests on a log that does not hold.
            if !logHolds { tally = StepTally(keepsAll: true, limit: request.pathLimit) }
        }
    }

    /// Reads the steps that rewinds go back to.
    private func checkRewinds(
        _ rewinds: [Links.PendingRewind],
        _ bundle: OpenBundle,
        _ start: SegmentStart
    ) throws {
        let leaves = LeafReader(bundle)
        for rewind in rewinds {
            try time.check()
            let target: StepLeaf?
            if let ordinal = rewind.ordinal {
                let record = try StepIndex.record(
                    MemberPath.stepIndex,
                    ordinal,
                    size: IndexRecords.stepRecord,
                    in: bundle
                )
                let index = try IndexRecords.step(record).leaf
                let entries = try leaves.entries(holding: index)
                guard let bytes = entries.leaf(index), case .step(let step) = try Leaf(canonical: bytes)
                else {
                    throw Fault(.rewindInvalid, "leaf \(rewind.leaf)", "its target is no step")
                }
                target = step
            } else {
                target = start.carriedSteps[rewind.to]
            }
            guard let target, target.step == rewind.to, target.stateAfter == rewind.state else {
                throw Fault(
                    .rewindInvalid,
                    "leaf \(rewind.leaf)",
                    "step \(rewind.to) did not end in the state that it names"
                )
            }
        }
    }
}
