import Bytes
import Container

/// Where a verification is, for those who look on and for those who must say how far it came.
struct Whereabouts {
    var file: XZFile?
    /// Known once the Index was read.
    var workload: Workload?
    fileprivate(set) var phase = Phase.head
    /// Units of the phase.
    fileprivate(set) var done = 0
    fileprivate(set) var total = 0
    /// Bytes that were read when the phase began.
    private var before = 0

    fileprivate mutating func enter(_ next: Phase) {
        phase = next
        done = 0
        total = 0
        before = file?.bytesRead ?? 0
    }

    fileprivate var progress: Progress {
        let reading = file.map { file in
            let now = file.bytesRead
            let expected = workload?.expected(in: phase, before: before, now: now, done: done, total: total)
            return Progress.Reading(
                done: now,
                expected: expected ?? 0,
                later: workload?.later(than: phase) ?? 0,
                fileSize: file.size
            )
        }
        return Progress(phase: phase.rawValue, done: done, total: total, reading: reading)
    }

    /// How far it came, in words.
    fileprivate var words: String {
        let units = total > 0 ? ": \(done) of \(total) \(phase.unit) were done" : ""
        return "in phase \(phase.rawValue)\(units)"
    }
}

extension Verifier {
    func enter(_ phase: Phase) {
        place.enter(phase)
        progress(place.progress)
    }

    /// Says that so many units of the phase are done.
    func reach(_ done: Int, of total: Int) {
        place.done = done
        place.total = total
        progress(place.progress)
    }

    /// The last that those who look on hear: everything that was read is counted.
    func leave() { progress(place.progress) }

    /// The fault with what it does not know: how far the verification came.
    func located(_ fault: Fault) -> Fault {
        guard fault.isDeadline else { return fault }
        var located = fault
        located.detail += " \(place.words)"
        return located
    }
}
