import Bytes
import Layout

/// Turns picks into jobs, one for each entry bundle, with the help of `data/index/steps`.
struct StepIndex {
    private let bundle: OpenBundle
    private var picks: Slice<StepPicks>
    private var chunk: (start: Int, bytes: [UInt8]) = (0, [])
    private var held: (pick: StepJudge.Pick, leaf: Int, firstBlob: Int)?
    private var failure: (any Error)?

    private static let chunkRecords = 4_096 / IndexRecords.stepRecord * 16

    /// - Parameter picks: in ascending order.
    init(_ bundle: OpenBundle, picks: Slice<StepPicks>) {
        self.bundle = bundle
        self.picks = picks
    }

    /// The next job; nil when there are no more picks.
    ///
    /// An error comes after all picks before it, wherever jobs and slices of the sample begin.
    mutating func next() throws -> StepJudge.Job? {
        if let failure, held == nil { throw failure }
        guard let first = try held ?? look() else { return nil }
        held = nil
        var job = StepJudge.Job(picks: [first])
        do {
            while let further = try look() {
                // A bundle has 256 leaves, whatever the index says.
                guard further.leaf / 256 == first.leaf / 256, job.picks.count < 256 else {
                    held = further
                    break
                }
                job.picks.append(further)
            }
        } catch { failure = error }
        return job
    }

    private mutating func look() throws -> (pick: StepJudge.Pick, leaf: Int, firstBlob: Int)? {
        guard let pick = picks.popFirst() else { return nil }
        let record = pick.pick - 1
        guard (0..<bundle.manifest.steps).contains(record) else {
            throw Fault(.sampleLeaf, "pick \(pick.pick)", "the segment has \(bundle.manifest.steps) steps")
        }
        if !(chunk.start..<chunk.start + chunk.bytes.count / IndexRecords.stepRecord).contains(record) {
            try load(around: record)
        }
        let offset = (record - chunk.start) * IndexRecords.stepRecord
        let (leaf, firstBlob) = try IndexRecords.step(
            Array(chunk.bytes[offset..<offset + IndexRecords.stepRecord])
        )
        return (pick, leaf, firstBlob)
    }

    private mutating func load(around record: Int) throws {
        let start = record / StepIndex.chunkRecords * StepIndex.chunkRecords
        let end = min(start + StepIndex.chunkRecords, bundle.manifest.steps)
        guard let place = bundle.map.place(of: MemberPath.stepIndex) else {
            throw Fault(.memberCount, MemberPath.stepIndex, "is not listed")
        }
        chunk = (
            start,
            try bundle.part(of: place, start * IndexRecords.stepRecord..<end * IndexRecords.stepRecord)
        )
    }

    /// One record of an index member; a hint until what it points to is checked.
    static func record(_ path: String, _ number: Int, size: Int, in bundle: OpenBundle) throws -> [UInt8] {
        guard let place = bundle.map.place(of: path) else {
            throw Fault(.memberCount, path, "is not listed")
        }
        return try bundle.part(of: place, number * size..<(number + 1) * size)
    }
}
