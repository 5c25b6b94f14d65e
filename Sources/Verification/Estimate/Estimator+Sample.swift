import Bytes
import Container
import Layout

/// What drawn steps cost.
extension Estimator {
    struct SampleCost {
        let steps: Int
        /// Entry bundles that the steps stand in.
        let jobs: Int
        let bytes: Int
        let indexBytes: Int
        /// Bytes that are read for one step, its entry bundle left out.
        let besidePerStep: Double
        let reading: Int
        let work: Int
        let isWhole: Bool
    }

    /// Looks at as many of the drawn steps as there is time for.
    func sample(_ opened: OpenedForEstimate) async throws -> SampleCost {
        let choice = try SampleChoice(
            request.isDrawn ? request.sample : Self.standardSample,
            population: opened.bundle.manifest.steps
        )
        let wanted = choice.picks.count
        file.forgetCache()
        let cold = try await judge(choice.picks, opened, enough: .max)
        let warm = try await judge(choice.picks, opened, enough: max(cold.done, 1))
        let isWhole = cold.done == wanted
        func scaled(_ value: Int, _ done: Int) -> Int {
            isWhole || done == 0 ? value : Int(Double(value) / Double(done) * Double(wanted))
        }
        let work = warm.indexTime + scaled(warm.time, warm.done)
        return SampleCost(
            steps: wanted,
            jobs: cold.jobs,
            bytes: cold.indexBytes + scaled(cold.bytes, cold.done),
            indexBytes: cold.indexBytes,
            besidePerStep: Double(max(0, cold.bytes - cold.entryBytes)) / Double(max(cold.done, 1)),
            reading: max(0, cold.indexTime + scaled(cold.time, cold.done) - work),
            work: work,
            isWhole: isWhole
        )
    }

    /// What looking at some of the steps took; the index of all of them was read.
    private struct Judged {
        let jobs: Int
        let indexBytes: Int
        let indexTime: Int
        var done = 0
        var bytes = 0
        /// Bytes of the entry bundles that were begun.
        var entryBytes = 0
        var time = 0
    }

    private func judge(
        _ picks: StepPicks,
        _ opened: OpenedForEstimate,
        enough: Int
    ) async throws -> Judged {
        let start = (bytes: opened.file.bytesRead, time: now())
        let round = opened.round(picks, request, TimeLimit())
        var index = round.index
        var jobs: [StepJudge.Job] = []
        while let job = try index.next() { jobs.append(job) }
        let from = (bytes: opened.file.bytesRead, time: now())
        var judged = Judged(
            jobs: jobs.count,
            indexBytes: from.bytes - start.bytes,
            indexTime: from.time - start.time
        )
        // Spread over the run, wherever the time ends.
        var order = jobs.indices.sorted { ($0 &* 40_503) & 0xffff < ($1 &* 40_503) & 0xffff }[...]
        let (seen, judge) = (Reached(), round.judge)
        let time = limit(seen, enough: enough)
        try await stoppable {
            try await Pipeline.run(
                width: 4 * request.width,
                bytes: { opened.bundle.entryMemory(of: $0.entryBundle) },
                next: { () -> StepJudge.Job? in
                    try time.check()
                    guard let job = order.popFirst().map({ jobs[$0] }) else { return nil }
                    judged.entryBytes += opened.entryBytes(of: job.entryBundle)
                    return job
                },
                transform: { try judge.judge($0) },
                consume: {
                    seen.add($0.count)
                    judged.time = now() - from.time
                }
            )
        }
        judged.done = seen.done
        judged.bytes = opened.file.bytesRead - from.bytes
        return judged
    }
}
