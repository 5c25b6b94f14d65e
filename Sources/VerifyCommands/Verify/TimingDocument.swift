import Bytes
import Reports
import Verification

/// `bulla-timing/1`: how long a verification took, on what, and whether that was in time.
///
/// `Formats/timing-v1.schema.json` describes it. It stands apart from the report, which holds no clock and no host.
struct TimingDocument {
    let timing: Timing
    let result: VerificationResult
    let options: TimingOptions

    var json: JSON {
        var members: [String: JSON] = [
            "began": .string(timing.began.description), "bytes_read": .number(timing.reading?.done ?? 0),
            "ended": .string(timing.ended.description), "milliseconds": .number(timing.milliseconds),
            "network": .string(Network.refusal == 0 ? "given-up" : "not-given-up"),
            "phases": .array(timing.phases.map(\.json)), "plugins": plugins,
            "processors": .number(Inputs.width),
            "report": .digest(SHA256.hash(result.report.canonicalLine)),
            "sandbox": .array(Confinement.granted.map(JSON.string)),
            "type": "bulla-timing/1", "version": .string(BuildVersion.text),
        ]
        members["deadline"] = deadline
        members["file_size"] = timing.reading.map { .number($0.fileSize) }
        members["manifest"] = result.report.bundle.map { .digest($0.manifest) }
        members["sla"] = sla
        return .object(members)
    }

    private var plugins: JSON {
        .array(result.judges.map { ["kind": .string($0.kind), "words": .string($0.words)] })
    }

    private var sla: JSON? {
        options.sla.map {
            [
                "limit_seconds": .number($0.seconds),
                "result": .string(options.isMissed(timing) == true ? "missed" : "met"),
            ]
        }
    }

    private var deadline: JSON? {
        options.deadline.map {
            [
                "result": .string(result.report.isStopped ? "stopped" : "met"),
                "seconds": .number($0.seconds),
            ]
        }
    }
}

extension Timing.Phase {
    fileprivate var json: JSON {
        [
            "bytes": .number(bytes), "milliseconds": .number(nanoseconds / 1_000_000),
            "phase": .string(name),
        ]
    }
}
