import Bytes
import Container
import Hashing
import Layout
import StepEvidence
import Trust

/// Foretells what scopes cost by doing a part of each: it reads, decodes, hashes and judges as a verification would.
///
/// Each part is done twice, for so long as it may take: once with the file out of memory, and once again for the
/// work alone. What was found is thrown away.
package struct Estimator {
    /// Nanoseconds for each part.
    private static let partLimit = 600_000_000

    private let request: VerificationRequest
    private let now: @Sendable () -> Int
    private let file: File

    /// - Parameter now: a clock of nanoseconds that only goes forward.
    private init(_ request: VerificationRequest, now: @escaping @Sendable () -> Int) throws {
        self.request = request
        self.now = now
        file = try File.reading(request.path)
    }

    /// Estimates all scopes; `sample` is the one of the request, or else a standard one.
    ///
    /// Trust is needed for its policy alone: it says which proofs are judged, and by which plug-ins.
    package static func estimate(
        _ request: VerificationRequest,
        now: @escaping @Sendable () -> Int
    ) async throws -> Estimate {
        do { return try await Estimator(request, now: now).run() } catch let error as UnreadableBundle {
            throw error
        } catch {
            throw UnreadableBundle(Fault(error), path: request.path)
        }
    }

    /// The sample whose cost is shown where none was asked for.
    package static let standardSample = VerificationRequest.Sample.drawn(count: 300, seed: "estimate")

    private func run() async throws -> Estimate {
        let medium = try MediumProbe(request.path, now: now).measure(limit: Self.partLimit)
        let opening = try twice { try OpenedForEstimate(request) }
        let opened = opening.warm.value
        let sample = try await sample(opened)
        let walk = try await walk(opened)
        let rest = try await rest(opened, walk)
        let isDrawn = request.isDrawn
        // A walk that came to the end met the drawn steps on its way.
        let apart = isDrawn && !walk.isWhole
        let logWork = opening.warm.time + walk.work + (apart ? sample.work : 0)
        let logBytes = opened.bytes + walk.bytes + (apart ? sample.bytes : 0)
        let steps = (sample: sample.steps, walk: isDrawn ? sample.steps : opened.bundle.manifest.steps)
        func reading(_ bytes: Int) -> Int {
            // What is read again is in memory by then.
            guard let rate = medium.bytesPerSecond, rate > 0 else { return 0 }
            return Int(Double(min(bytes, opened.fileSize)) / Double(rate) * 1e9)
        }
        let allBytes = logBytes + rest.bytes
        return Estimate(
            manifestDigest: opened.manifestDigest,
            name: opened.bundle.manifest.name,
            population: opened.bundle.manifest.steps,
            fileSize: opened.fileSize,
            width: request.width,
            medium: medium,
            costs: [
                Estimate.Cost(
                    .sample,
                    steps: sample.steps,
                    bytes: opened.bytes + sample.bytes,
                    isCounted: sample.isWhole,
                    reading: max(0, opening.cold.time - opening.warm.time) + sample.reading,
                    working: opening.warm.time + sample.work
                ),
                Estimate.Cost(
                    .log,
                    steps: steps.walk,
                    bytes: logBytes,
                    isCounted: walk.isWhole,
                    reading: reading(logBytes),
                    working: logWork
                ),
                Estimate.Cost(
                    .all,
                    steps: steps.walk,
                    bytes: allBytes,
                    isCounted: walk.isWhole,
                    reading: reading(allBytes),
                    working: logWork + rest.work
                ),
            ]
        )
    }

    // MARK: Parts

    /// Time and result of something that was done once with the file out of memory and once with it there.
    private struct Twice<Value> {
        var cold: (value: Value, time: Int)
        var warm: (value: Value, time: Int)
    }

    private func twice<Value>(_ body: () throws -> Value) throws -> Twice<Value> {
        func timed() throws -> (value: Value, time: Int) {
            let start = now()
            let value = try body()
            return (value, now() - start)
        }
        file.forgetCache()
        let cold = try timed()
        return Twice(cold: cold, warm: try timed())
    }

    /// Ends a part of the work after its time, or once it came as far as the time before.
    private func limit(_ seen: Reached, _ enough: Int = .max) -> TimeLimit {
        let (end, now) = (now() + Self.partLimit, now)
        return TimeLimit(isOver: { now() >= end || seen.done >= enough })
    }

    private struct SampleCost {
        let steps: Int
        let bytes: Int
        let reading: Int
        let work: Int
        let isWhole: Bool
    }

    /// Looks at as many of the drawn steps as there is time for.
    private func sample(_ opened: OpenedForEstimate) async throws -> SampleCost {
        let choice = try SampleChoice(
            request.isDrawn ? request.sample : Self.standardSample,
            population: opened.bundle.manifest.steps
        )
        let wanted = choice.picks.count
        file.forgetCache()
        let cold = try await judge(choice.picks, opened, enough: .max)
        guard cold.done > 0 else {
            return SampleCost(steps: wanted, bytes: 0, reading: 0, work: 0, isWhole: wanted == 0)
        }
        let warm = try await judge(choice.picks, opened, enough: cold.done)
        let isWhole = cold.done == wanted
        func scaled(_ value: Int, _ done: Int) -> Int {
            done == wanted ? value : Int(Double(value) / Double(max(done, 1)) * Double(wanted))
        }
        let work = scaled(warm.time, warm.done)
        return SampleCost(
            steps: wanted,
            bytes: scaled(cold.bytes, cold.done),
            reading: max(0, scaled(cold.time, cold.done) - work),
            work: work,
            isWhole: isWhole
        )
    }

    private func judge(
        _ picks: [StepJudge.Pick],
        _ opened: OpenedForEstimate,
        enough: Int
    ) async throws -> (done: Int, bytes: Int, time: Int) {
        // Spread over the run, wherever the time ends.
        let round = opened.round(picks, request, TimeLimit())
        var index = round.index
        var jobs: [StepJudge.Job] = []
        let before = opened.file.bytesRead
        let start = now()
        while let job = try index.next() { jobs.append(job) }
        let indexed = (bytes: opened.file.bytesRead - before, time: now() - start)
        var order = jobs.indices.sorted { ($0 &* 40_503) & 0xffff < ($1 &* 40_503) & 0xffff }[...]
        let (seen, judge) = (Reached(), round.judge)
        let time = limit(seen, enough)
        let from = (bytes: opened.file.bytesRead, time: now())
        var last = from.time
        try await stoppable {
            try await Pipeline.run(
                width: 4 * request.width,
                next: { () -> StepJudge.Job? in
                    try time.check()
                    return order.popFirst().map { jobs[$0] }
                },
                transform: { try judge.judge($0) },
                consume: {
                    seen.add($0.count)
                    last = now()
                }
            )
        }
        let bytes = opened.file.bytesRead - from.bytes + indexed.bytes
        return (seen.done, bytes, last - from.time + indexed.time)
    }

    private struct WalkCost {
        let bytes: Int
        let work: Int
        let isWhole: Bool
        let pass: PayloadPass
    }

    /// Walks over as many entry bundles as there is time for.
    private func walk(_ opened: OpenedForEstimate) async throws -> WalkCost {
        file.forgetCache()
        let cold = try await walk(opened, enough: .max)
        let warm = try await walk(opened, enough: cold.seen.done)
        let total = opened.bundle.map.bundles.count
        let entries = opened.workload.entries
        let isWhole = warm.seen.done == total
        // Bundles differ in size; bytes of proofs that are judged on the way do so alike.
        let share = Double(max(warm.seen.done, 1)) / Double(max(total, 1))
        let beside = max(0, warm.bytes - opened.entryBytes(warm.seen.done))
        let read = isWhole ? warm.bytes : entries + Int(Double(beside) / share)
        return WalkCost(
            bytes: warm.opening.bytes + read,
            work: warm.opening.time + (isWhole ? warm.time : Int(Double(warm.time) / share)),
            isWhole: isWhole,
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

    private func walk(_ opened: OpenedForEstimate, enough: Int) async throws -> Walked {
        let seen = Reached()
        let time = limit(seen, enough)
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
        let picks = try SampleChoice(request.sample, population: opened.bundle.manifest.steps).picks
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
    private func rest(_ opened: OpenedForEstimate, _ walk: WalkCost) async throws -> (bytes: Int, work: Int) {
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

    /// Runs something that its time limit may end.
    private func stoppable(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let fault as Fault where fault.isDeadline {}
    }
}

extension VerificationRequest {
    fileprivate var isDrawn: Bool {
        switch sample {
        case .drawn, .ceremony: true
        case .everyStep, .none: false
        }
    }
}
