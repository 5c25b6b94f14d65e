import Glibc
package import Verification

/// Shows progress on a terminal: phase, share, rate, and time left; at most four times a second.
package final class ProgressMeter {
    private let isQuiet: Bool
    private var phase = ""
    private var began = 0.0
    private var shown = 0.0

    package init(isQuiet: Bool) {
        self.isQuiet = isQuiet || !Console.messagesAreSeen
    }

    package func show(_ progress: Progress) {
        guard !isQuiet else { return }
        let now = ProgressMeter.clock()
        if progress.phase != phase {
            phase = progress.phase
            began = now
            shown = 0
        }
        guard now - shown > 0.25, progress.total > 0 else { return }
        shown = now
        let share = progress.done * 100 / progress.total
        let elapsed = now - began
        let rate = elapsed > 0.5 ? Double(progress.done) / elapsed : 0
        var line = "\(progress.phase): \(progress.done) of \(progress.total), \(share) %"
        if rate > 0 {
            let left = Int(Double(progress.total - progress.done) / rate)
            line += ", \(Int(rate)) a second, \(left / 60) min \(left % 60) s left"
        }
        Console.progress(line)
    }

    private static func clock() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
