import ArgumentParser
import Bytes
import Verification

/// How long `verify` may take, and what it writes down of that.
package struct TimingOptions: ParsableArguments {
    @Option(help: "Write the time that the verification took to this file.", completion: .file())
    var timing: String?
    @Option(
        help: ArgumentHelp(
            "Report whether the verification took longer than this, such as 90s or 1h30m; does not change the verdict.",
            valueName: "time"
        )
    )
    var sla: DurationArgument?
    @Option(
        help: ArgumentHelp(
            "Stop after this time, such as 90s or 1h30m, with the verdict incomplete.",
            valueName: "time"
        )
    )
    var deadline: DurationArgument?
    @Flag(help: "Verify nothing; estimate how long each scope takes on this machine, and what it reads.")
    var estimate = false

    package init() {}

    /// The request, ended by the deadline from now on.
    func limited(_ request: VerificationRequest) -> VerificationRequest {
        guard let deadline else { return request }
        var request = request
        let end = MonotonicClock.nanoseconds() + deadline.seconds * 1_000_000_000
        request.isOver = { MonotonicClock.nanoseconds() >= end }
        return request
    }

    /// Whether it took longer than was agreed; nil where nothing was.
    func isMissed(_ timing: Timing) -> Bool? {
        sla.map { timing.nanoseconds > $0.seconds * 1_000_000_000 }
    }

    /// Writes the timing and says whether it was in time.
    func conclude(_ taken: Timing, _ result: VerificationResult) throws {
        if let path = timing {
            let document = TimingDocument(timing: taken, result: result, options: self)
            try AtomicFile.write(document.json.escaped.canonicalLine, to: path)
        }
        guard let sla, let isMissed = isMissed(taken) else { return }
        let limit = Figures.duration(milliseconds: sla.seconds * 1_000)
        let time = Figures.duration(milliseconds: taken.milliseconds)
        Console.note("sla \(isMissed ? "missed" : "met"): took \(time) of \(limit)")
    }
}
