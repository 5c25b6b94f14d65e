import ArgumentParser
import Bytes
package import Verification

/// Where progress goes: `--progress`.
package enum ProgressMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// A bar on a terminal, else as `plain`.
    case auto
    case none
    /// A line now and then, and at once when somebody asks by SIGUSR1.
    case plain
    /// JSON lines for a program that looks on: `Formats/progress-v1.schema.json`.
    case json
}

/// Shows how far a command is: phase, share, rate, and time left.
///
/// A bar on a terminal changes at most four times a second. Where no terminal is, a line comes each minute, and at once
/// after SIGUSR1; a command that is done sooner says nothing. Where it is known how much there is to read, the share is of
/// the whole verification. Rate and time left are of the phase, since phases do different work for their bytes; what comes
/// after it is named.
package final class ProgressMeter {
    private enum Form { case nothing, bar, lines, json }

    private static let second = 1_000_000_000

    private let form: Form
    private let file: String?
    private let now: () -> Int
    private let isAsked: () -> Bool
    private let write: (String) -> Void
    private let began: Int
    private var phase = ""
    private var phaseBegan = 0
    private var readBefore = 0
    private var shown: Int

    /// - Parameter file: what is worked on, for programs that look on at several.
    package convenience init(_ mode: ProgressMode, of file: String? = nil) {
        self.init(
            mode,
            of: file,
            isTerminal: Console.messagesAreSeen,
            now: MonotonicClock.nanoseconds,
            isAsked: Signals.takeQuestion,
            write: Console.note
        )
    }

    /// With a clock of nanoseconds, and what takes lines in place of stderr.
    init(
        _ mode: ProgressMode,
        of file: String? = nil,
        isTerminal: Bool,
        now: @escaping () -> Int,
        isAsked: @escaping () -> Bool,
        write: @escaping (String) -> Void
    ) {
        form =
            switch mode {
            case .auto: isTerminal ? .bar : .lines
            case .none: .nothing
            case .plain: .lines
            case .json: .json
            }
        (self.file, self.now, self.isAsked, self.write) = (file, now, isAsked, write)
        began = now()
        phaseBegan = began
        // The first line of JSON comes at once, others when their time has come.
        shown = form == .lines ? began : began - 2 * ProgressMeter.second
    }

    package func show(_ progress: Progress) {
        guard form != .nothing else { return }
        let time = now()
        let isNew = progress.phase != phase
        if isNew {
            phase = progress.phase
            phaseBegan = time
            readBefore = progress.reading?.done ?? 0
        }
        guard isDue(time, isNewPhase: isNew) else { return }
        guard form == .json else { return put(text(progress, at: time)) }
        write(String(decoding: json(progress, at: time).escaped.canonicalBytes, as: UTF8.self))
    }

    /// The same of work that has words alone.
    package func show(_ words: @autoclosure () -> String) {
        guard form != .nothing, isDue(now(), isNewPhase: false) else { return }
        put(words())
    }

    private func isDue(_ time: Int, isNewPhase: Bool) -> Bool {
        let wait =
            switch form {
            case .nothing, .lines: 60 * ProgressMeter.second
            case .bar: ProgressMeter.second / 4
            case .json: ProgressMeter.second
            }
        guard time - shown > wait || isNewPhase && form == .json || isAsked() else { return false }
        shown = time
        return true
    }

    private func put(_ line: String) {
        if form == .bar { Console.progress(line) } else { write("progress: \(line)") }
    }

    private func text(_ progress: Progress, at time: Int) -> String {
        let elapsed = time - phaseBegan
        guard let reading = progress.reading, reading.expected > 0 else {
            return ProgressMeter.line(progress, elapsed: elapsed)
        }
        return ProgressMeter.line(progress, reading, read: reading.done - readBefore, elapsed: elapsed)
    }

    private func json(_ progress: Progress, at time: Int) -> JSON {
        var members: [String: JSON] = [
            "done": .number(progress.done), "elapsed_ms": .number((time - began) / 1_000_000),
            "phase": .string(progress.phase), "total": .number(progress.total), "type": "bulla-progress/1",
        ]
        members["file"] = file.map { .string($0) }
        if let reading = progress.reading {
            members["bytes_read"] = .number(reading.done)
            if reading.expected > 0 {
                members["bytes_expected"] = .number(max(reading.expected, reading.done))
                members["bytes_later"] = .number(reading.later)
            }
        }
        members["left_ms"] = millisecondsLeft(progress, time - phaseBegan).map { .number($0) }
        return .object(members)
    }

    private func millisecondsLeft(_ progress: Progress, _ elapsed: Int) -> Int? {
        guard let reading = progress.reading, reading.expected > 0 else {
            guard progress.total > 0, progress.done > 0 else { return nil }
            return ProgressMeter.left(Double(progress.done) / Double(progress.total), elapsed)
        }
        return ProgressMeter.left(reading, read: reading.done - readBefore, elapsed)
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
        line += words(left(reading, read: read, elapsed))
        return reading.later > 0 ? "\(line), then \(Figures.bytes(reading.later))" : line
    }

    /// Of the phase alone.
    static func line(_ progress: Progress, elapsed: Int) -> String {
        guard progress.total > 0 else { return progress.phase }
        let share = Double(progress.done) / Double(progress.total)
        var line = "\(name(progress)), \(Int(share * 100)) %"
        guard elapsed > 500_000_000, progress.done > 0 else { return line }
        line += ", \(Int(Double(progress.done) / Double(elapsed) * 1e9)) a second"
        return line + words(left(share, elapsed))
    }

    private static func name(_ progress: Progress) -> String {
        progress.total > 0 ? "\(progress.phase): \(progress.done) of \(progress.total)" : progress.phase
    }

    /// Milliseconds until the phase's bytes are read; nil where nothing is known yet.
    private static func left(_ reading: Progress.Reading, read: Int, _ elapsed: Int) -> Int? {
        guard read > 0 else { return nil }
        let rest = max(0, max(reading.expected, reading.done, 1) - reading.later - reading.done)
        return left(Double(read) / Double(read + rest), elapsed)
    }

    private static func left(_ share: Double, _ elapsed: Int) -> Int? {
        let rest = Double(elapsed) * (1 - share) / share / 1e6
        // Far off, or not a number: nothing is known yet.
        return rest < 1e12 ? max(0, Int(rest)) : nil
    }

    private static func words(_ left: Int?) -> String {
        guard let left else { return "" }
        let seconds = left / 1_000
        return seconds < 60
            ? ", about \(seconds) s left" : ", about \(Figures.duration(milliseconds: seconds * 1_000)) left"
    }
}
