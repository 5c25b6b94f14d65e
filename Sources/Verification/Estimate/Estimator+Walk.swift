import Bytes
import Container
import Layout
import Trust

/// What walking over the log costs, and everything else.
extension Estimator {
    struct WalkCost {
        let bytes: Int
        let work: Int
        let isWhole: Bool
        /// Whether proofs were looked at on the way.
        let judges: Bool
        let pass: PayloadPass
    }

    /// Walks over as many entry bundles as there is time for.
    func walk(_ opened: OpenedForEstimate) async throws -> WalkCost {
        file.forgetCache()
        var cold = try await walk(opened, judges: true)
        // Proofs that take so long that no bundle came to its end are known from the drawn steps alone.
        let judges = cold.seen.done > 0
        if !judges { cold = try await walk(opened, judges: false) }
        let warm = try await walk(opened, judges: judges, enough: cold.seen.done)
        let total = opened.bundle.map.entryBundles.count
        let entries = opened.workload.entries
        let isWhole = judges && warm.seen.done == total
        let share = Double(max(warm.seen.done, 1)) / Double(max(total, 1))
        return WalkCost(
            bytes: warm.opening.bytes + (isWhole ? warm.bytes : entries),
            work: warm.opening.time + (isWhole ? warm.time : Int(Double(warm.time) / share)),
            isWhole: isWhole,
            judges: judges,
            pass: warm.pass
        )
    }

    private struct Walked {
        let seen: Reached
        /// Making ready for the walk: the tiles.
        let opening: (bytes: Int, time: Int)
        let bytes: Int
        let time: Int
        let pass: PayloadPass
    }

    private func walk(
        _ opened: OpenedForEstimate,
        judges: Bool,
        enough: Int = .max
    ) async throws -> Walked {
        let seen = Reached()
        let time = limit(seen, enough: enough, least: judges ? 0 : 1)
        let start = (bytes: opened.file.bytesRead, time: now())
        var last = start.time
        let pass = try PayloadPass(
            opened.bundle,
            start: opened.start,
            policy: request.trust.policy,
            width: request.width,
            readsEverything: false,
            time: time,
            progress: { done, _ in
                seen.add(done - seen.done)
                last = now()
            }
        )
        let ready = (bytes: opened.file.bytesRead, time: now())
        let sample = judges ? request.sample : .none
        let picks = try SampleChoice(sample, population: opened.bundle.manifest.steps).picks
        last = now()
        let began = last
        try await stoppable {
            try await pass.readEntries(opened.round(picks, request, time)) { _ in }
        }
        return Walked(
            seen: seen,
            opening: (ready.bytes - start.bytes, ready.time - start.time),
            bytes: opened.file.bytesRead - ready.bytes,
            time: last - began,
            pass: pass
        )
    }

    /// What scope `all` reads more: everything before and after the entry bundles.
    func rest(_ opened: OpenedForEstimate, _ walk: WalkCost) async throws -> (bytes: Int, work: Int) {
        let all = opened.allWorkload
        let before = try await work(
            opened.payloadManifestUnit,
            of: all.members,
            in: opened
        )
        let after = try await work(opened.restUnits(walk.pass.blobs), of: all.rest, in: opened)
        return (all.members + all.rest, before + after)
    }

    /// Nanoseconds for `total` bytes of the file, by the time that as many of these units take as there is time for.
    private func work(_ units: [Unit], of total: Int, in opened: OpenedForEstimate) async throws -> Int {
        guard !units.isEmpty else { return 0 }
        var best = 0
        // The first time brings the file into memory.
        for _ in 0..<2 {
            let seen = Reached()
            let time = limit(seen)
            let reader = UnitReader(bundle: opened.bundle, hashesBlocks: true, time: time)
            var rest = units[...]
            let start = now()
            var last = start
            try await stoppable {
                try await Pipeline.run(
                    width: 2 * request.width,
                    next: { () -> Unit? in
                        try time.check()
                        return rest.popFirst()
                    },
                    transform: { unit in (unit, try reader.read(unit)) },
                    consume: { unit, _ in
                        seen.add(opened.fileSize(of: unit))
                        last = now()
                    }
                )
            }
            guard seen.done > 0 else { continue }
            best = Int(Double(last - start) / Double(seen.done) * Double(total))
        }
        return best
    }

    /// What proofs cost beside the walk that they are met on, where that did not come to the end.
    func beside(
        _ opened: OpenedForEstimate,
        _ sample: SampleCost,
        _ walk: WalkCost
    ) -> (bytes: Int, work: Int) {
        guard request.isDrawn else {
            let steps = opened.bundle.manifest.steps
            let index = opened.bundle.manifest.member(MemberPath.stepIndex)?.size ?? 0
            let work = Double(sample.work) / Double(max(sample.steps, 1)) * Double(steps)
            return (Int(Double(steps) * sample.besidePerStep) + index, walk.judges ? 0 : Int(work))
        }
        // Their entry bundles are read by the walk.
        let share = Double(sample.jobs) / Double(max(opened.bundle.map.entryBundles.count, 1))
        return (
            sample.indexBytes + Int(Double(sample.steps) * sample.besidePerStep),
            max(0, sample.work - Int(Double(walk.work) * min(share, 1)))
        )
    }
}
