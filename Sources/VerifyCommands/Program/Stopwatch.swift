import Bytes
import Verification

/// When a verification began and ended, and how long each of its phases took.
struct Timing {
    struct Phase {
        let name: String
        var nanoseconds: Int
        var bytes: Int
    }

    /// Of this machine's clock: claimed.
    let began: Timestamp
    let ended: Timestamp
    let nanoseconds: Int
    /// In the order in which they began.
    let phases: [Phase]
    /// Nil where the file could not be opened.
    let reading: Progress.Reading?

    var milliseconds: Int { nanoseconds / 1_000_000 }
}

/// Takes the time of a verification from outside: the verifier says where it is, and asks no clock.
final class Stopwatch {
    private let began: Timestamp
    private let start: Int
    private let now: () -> Int
    private var phases: [Timing.Phase] = []
    private var phaseStart: Int
    private var bytesAtPhase = 0
    private var reading: Progress.Reading?

    init(now: @escaping () -> Int = MonotonicClock.nanoseconds) throws {
        began = try Inputs.time(nil)
        self.now = now
        start = now()
        phaseStart = start
    }

    func take(_ progress: Progress) {
        if let reading = progress.reading { self.reading = reading }
        guard phases.last?.name != progress.phase else { return }
        endPhase()
        phases.append(Timing.Phase(name: progress.phase, nanoseconds: 0, bytes: 0))
    }

    func stop() throws -> Timing {
        endPhase()
        return Timing(
            began: began,
            ended: try Inputs.time(nil),
            nanoseconds: phaseStart - start,
            phases: phases,
            reading: reading
        )
    }

    // A phase ends where the next one says how much was read, or at the end.
    private func endPhase() {
        let time = now()
        let bytes = reading?.done ?? 0
        if !phases.isEmpty {
            phases[phases.count - 1].nanoseconds = time - phaseStart
            phases[phases.count - 1].bytes = bytes - bytesAtPhase
        }
        phaseStart = time
        bytesAtPhase = bytes
    }
}
