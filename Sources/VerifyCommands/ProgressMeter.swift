package import Verification

/// Shows progress on a terminal: phase, share, rate, and time left; at most four times a second.
///
/// Where it is known how much there is to read, share, rate and time left are of the whole verification; else of
/// the phase.
package final class ProgressMeter {
    private let isQuiet: Bool
    private let now: () -> Int
    private let began: Int
    private var phase = ""
    private var phaseBegan = 0
    private var shown = 0

    package convenience init(isQuiet: Bool) {
        self.init(isQuiet: isQuiet || !Console.messagesAreSeen, now: MonotonicClock.nanoseconds)
    }

    /// With a clock of nanoseconds.
    init(isQuiet: Bool, now: @escaping () -> Int) {
        self.isQuiet = isQuiet
        self.now = now
        began = now()
    }

    package func show(_ progress: Progress) {
        guard !isQuiet else { return }
        let time = now()
        if progress.phase != phase {
            phase = progress.phase
            phaseBegan = time
        }
        guard time - shown > 250_000_000 else { return }
        shown = time
        if let reading = progress.reading, reading.expected > 0 {
            Console.progress(ProgressMeter.line(progress, reading, elapsed: time - began))
        } else {
            Console.progress(ProgressMeter.line(progress, elapsed: time - phaseBegan))
        }
    }

    /// Of the whole: bytes that were read, of those that are to be read.
    static func line(_ progress: Progress, _ reading: Progress.Reading, elapsed: Int) -> String {
        let share = Double(reading.done) / Double(max(reading.expected, reading.done, 1))
        let size = Figures.bytes(max(reading.expected, reading.done))
        var line = "\(name(progress)); \(Int(share * 100)) % of \(size)"
        guard elapsed > 500_000_000, share > 0 else { return line }
        line += ", \(Figures.bytes(Int(Double(reading.done) / Double(elapsed) * 1e9)))/s"
        return line + left(share, elapsed)
    }

    /// Of the phase alone.
    static func line(_ progress: Progress, elapsed: Int) -> String {
        guard progress.total > 0 else { return progress.phase }
        let share = Double(progress.done) / Double(progress.total)
        var line = "\(name(progress)), \(Int(share * 100)) %"
        guard elapsed > 500_000_000, progress.done > 0 else { return line }
        line += ", \(Int(Double(progress.done) / Double(elapsed) * 1e9)) a second"
        return line + left(share, elapsed)
    }

    private static func name(_ progress: Progress) -> String {
        progress.total > 0 ? "\(progress.phase): \(progress.done) of \(progress.total)" : progress.phase
    }

    private static func left(_ share: Double, _ elapsed: Int) -> String {
        let rest = Double(elapsed) * (1 - share) / share / 1e6
        // Far off, or not a number: nothing is known yet.
        guard rest < 1e12 else { return "" }
        let seconds = Int(rest / 1_000)
        return seconds < 60
            ? ", about \(seconds) s left" : ", about \(Figures.duration(milliseconds: seconds * 1_000)) left"
    }
}
