package import Verification

/// Shows progress on a terminal: phase, share, rate, and time left; at most four times a second.
///
/// Where it is known how much there is to read, the share is of the whole verification. Rate and time left are of the
/// phase, since phases do different work for their bytes; what comes after it is named.
package final class ProgressMeter {
    private let isQuiet: Bool
    private let now: () -> Int
    private var phase = ""
    private var phaseBegan = 0
    private var readBefore = 0
    private var shown = 0

    package convenience init(isQuiet: Bool) {
        self.init(isQuiet: isQuiet || !Console.messagesAreSeen, now: MonotonicClock.nanoseconds)
    }

    /// With a clock of nanoseconds.
    init(isQuiet: Bool, now: @escaping () -> Int) {
        self.isQuiet = isQuiet
        self.now = now
    }

    package func show(_ progress: Progress) {
        guard !isQuiet else { return }
        let time = now()
        if progress.phase != phase {
            phase = progress.phase
            phaseBegan = time
            readBefore = progress.reading?.done ?? 0
        }
        guard time - shown > 250_000_000 else { return }
        shown = time
        if let reading = progress.reading, reading.expected > 0 {
            let read = reading.done - readBefore
            Console.progress(ProgressMeter.line(progress, reading, read: read, elapsed: time - phaseBegan))
        } else {
            Console.progress(ProgressMeter.line(progress, elapsed: time - phaseBegan))
        }
    }

    /// With the share of all bytes that are to be read.
    ///
    /// - Parameters:
    ///   - read: bytes that were read in the phase.
    ///   - elapsed: nanoseconds since it began.
    static func line(_ progress: Progress, _ reading: Progress.Reading, read: Int, elapsed: Int) -> String {
        let expected = max(reading.expected, reading.done, 1)
        let share = Int(Double(reading.done) / Double(expected) * 100)
        var line = "\(name(progress)); \(share) % of \(Figures.bytes(expected))"
        guard elapsed > 500_000_000, read > 0 else { return line }
        line += ", \(Figures.bytes(Int(Double(read) / Double(elapsed) * 1e9)))/s"
        let rest = max(0, expected - reading.later - reading.done)
        line += left(Double(read) / Double(read + rest), elapsed)
        return reading.later > 0 ? "\(line), then \(Figures.bytes(reading.later))" : line
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
