import ArgumentParser
import Bytes
import CSandbox
import Glibc
import TestSupport
import Testing
import Verification

@testable import VerifyCommands

@Suite("Time limits and timing")
struct TimingTests {
    private func verify(_ more: String...) throws -> Outcome {
        let fixed = ["verify", Golden.bundle(1), "--trust", Golden.trust, "--at", Golden.time, "--first"]
        return try Command.run(Built.path("bulla-verify"), fixed + more)
    }

    @Test("the file of --timing names bundle and report, and its phases add up to what was read")
    func document() throws {
        let scratch = try ScratchFolder()
        let (report, timing) = ("\(scratch.path)/report.json", "\(scratch.path)/timing.json")
        let outcome = try verify(
            "--report",
            report,
            "--timing",
            timing,
            "--sla",
            "1h30m",
            "--deadline",
            "2h",
            "--quiet"
        )
        #expect(outcome.status == 0 && outcome.output == "accepted\n", "\(outcome)")
        #expect(
            outcome.messages.hasPrefix("sla met: took ") && outcome.messages.hasSuffix(" of 1 h 30 min\n")
        )
        let bytes = try File.contents(of: timing, limit: 1 << 16)
        var json = try JSONObject(JSON(canonical: bytes.dropLast(), limits: .document), path: "")
        try json.expect("type", "bulla-timing/1")
        #expect(try json.digest("manifest") == Golden(1).manifest)
        #expect(try json.digest("report") == SHA256.hash(File.contents(of: report, limit: 1 << 20)))
        #expect(try json.time("began") <= json.time("ended"))
        #expect(try json.integer("file_size") == File.reading(Golden.bundle(1)).size())
        let phases = try json.objects("phases").map { phase in
            var phase = phase
            defer { #expect(throws: Never.self) { try phase.end() } }
            return try (phase.string("phase"), phase.integer("bytes"), phase.integer("milliseconds"))
        }
        #expect(phases.map(\.0) == Phase.allCases.filter { $0 != .proofs }.map(\.rawValue))
        #expect(try json.integer("bytes_read") == phases.map(\.1).reduce(0, +))
        #expect(try json.integer("milliseconds") >= phases.map(\.2).reduce(0, +))
        #expect(try json.integer("processors") == Inputs.width && json.array("plugins").isEmpty)
        #expect(["given-up", "not-given-up"].contains(try json.string("network")))
        let parts = ["not-dumpable", "no-new-privileges", "seccomp"]
        #expect(try json.strings("sandbox") == parts + (bulla_landlock_version() > 0 ? ["landlock"] : []))
        #expect(try json.string("version") == BuildVersion.text)
        for (key, seconds, name) in [("sla", 5_400, "limit_seconds"), ("deadline", 7_200, "seconds")] {
            var limit = try json.object(key)
            #expect(try limit.integer(name) == seconds && limit.string("result") == "met")
            try limit.end()
        }
        try json.end()
    }

    @Test("a verification that reads nothing is timed too")
    func unreadable() throws {
        let scratch = try ScratchFolder()
        let timing = "\(scratch.path)/timing.json"
        let arguments = ["verify", "/nowhere/at/all", "--trust", Golden.trust, "--timing", timing, "--quiet"]
        #expect(try Command.run(Built.path("bulla-verify"), arguments).status == 2)
        let json = try JSON(parsing: File.contents(of: timing, limit: 1 << 16), limits: .document)
        var object = try JSONObject(json, path: "")
        #expect(try object.integer("bytes_read") == 0 && !object.has("file_size") && !object.has("manifest"))
    }

    @Test(
        "lengths of time are hours, minutes and seconds, each with its letter",
        arguments: [
            ("90s", 90), ("30m", 1_800), ("1h30m", 5_400), ("2h", 7_200), ("1h1m1s", 3_661), ("0h1s", 1),
            ("8760h", 31_536_000), ("8761h", nil), ("30", nil), ("m", nil), ("", nil), ("1m1h", nil),
            ("1s1s", nil), ("1.5h", nil), ("-1s", nil), ("0s", nil), ("1h 30m", nil), ("30M", nil),
            ("30ms", nil),
            ("1000000000s", nil), ("99999999999999999999h", nil),
        ] as [(String, Int?)]
    )
    func durations(_ text: String, _ seconds: Int?) {
        #expect(DurationArgument(argument: text)?.seconds == seconds)
    }

    @Test("a stopwatch gives each phase its time and its bytes")
    func stopwatch() throws {
        var time = 0
        let watch = try Stopwatch(now: { time })
        func reach(_ phase: Phase, at now: Int, bytes: Int?) {
            time = now
            let reading = bytes.map { Progress.Reading(done: $0, expected: 0, later: 0, fileSize: 1_000) }
            watch.take(Progress(phase: phase.rawValue, done: 0, total: 0, reading: reading))
        }
        reach(.head, at: 10, bytes: nil)
        reach(.index, at: 30, bytes: 100)
        reach(.index, at: 35, bytes: 150)
        reach(.log, at: 40, bytes: 250)
        reach(.log, at: 90, bytes: 900)
        time = 100
        let timing = try watch.stop()
        #expect(timing.phases.map(\.name) == ["head", "index", "log"])
        #expect(timing.phases.map(\.nanoseconds) == [20, 10, 60])
        #expect(timing.phases.map(\.bytes) == [100, 150, 650])
        #expect(timing.nanoseconds == 100 && timing.reading?.done == 900)
    }

    @Test("an agreed time is missed when it took longer, and only then")
    func missed() throws {
        let options = try TimingOptions.parse(["--sla", "2s"])
        for (nanoseconds, isMissed) in [(0, false), (2_000_000_000, false), (2_000_000_001, true)] {
            var time = 0
            let watch = try Stopwatch(now: { time })
            time = nanoseconds
            #expect(try options.isMissed(watch.stop()) == isMissed)
        }
        let none = try TimingOptions.parse([])
        #expect(try none.isMissed(Stopwatch(now: { 0 }).stop()) == nil)
    }

    @Test("figures are in units that people read")
    func figures() {
        let sizes = [(999, "999 bytes"), (1_000, "1.0 kB"), (12_345_678, "12.3 MB"), (999_999_999, "999 MB")]
        for (count, text) in sizes + [(1_200_000_000, "1.2 GB")] { #expect(Figures.bytes(count) == text) }
        for (time, text) in [
            (999, "999 ms"), (1_000, "1.0 s"), (12_345, "12.3 s"), (100_000, "1 min 40 s"),
            (1_800_000, "30 min"),
            (7_500_000, "2 h 5 min"), (7_200_000, "2 h"),
        ] { #expect(Figures.duration(milliseconds: time) == text) }
    }

    @Test("progress is a share of the whole, with rate and time left of the phase, and what comes after it")
    func progress() {
        func line(later: Int, elapsed: Int) -> String {
            let reading = Progress.Reading(
                done: 25_000_000,
                expected: 100_000_000,
                later: later,
                fileSize: 100_000_000
            )
            let log = Progress(phase: "log", done: 10, total: 90, reading: reading)
            return ProgressMeter.line(log, reading, read: 20_000_000, elapsed: elapsed)
        }
        #expect(
            line(later: 0, elapsed: 10_000_000_000)
                == "log: 10 of 90; 25 % of 100 MB, 2.0 MB/s, about 37 s left"
        )
        #expect(
            line(later: 70_000_000, elapsed: 10_000_000_000)
                == "log: 10 of 90; 25 % of 100 MB, 2.0 MB/s, about 2 s left, then 70.0 MB"
        )
        #expect(line(later: 0, elapsed: 1) == "log: 10 of 90; 25 % of 100 MB")
        let phase = Progress(phase: "seal", done: 10, total: 90)
        #expect(
            ProgressMeter.line(phase, elapsed: 20_000_000_000)
                == "seal: 10 of 90, 11 %, 0 a second, about 2 min 40 s left"
        )
        #expect(ProgressMeter.line(Progress(phase: "index", done: 0, total: 0), elapsed: 1) == "index")
    }

    /// A meter that nobody sees, a clock that is set by hand, and what the meter wrote.
    private final class Watched {
        var time = 0
        var isAsked = false
        var lines: [String] = []

        func meter(_ mode: ProgressMode) -> ProgressMeter {
            ProgressMeter(
                mode,
                of: "week1",
                isTerminal: false,
                now: { self.time },
                isAsked: {
                    defer { self.isAsked = false }
                    return self.isAsked
                },
                write: { self.lines.append($0) }
            )
        }

        func show(_ meter: ProgressMeter, at seconds: Int, _ phase: String = "log") {
            time = seconds * 1_000_000_000
            let reading = Progress.Reading(
                done: seconds * 1_000_000,
                expected: 100_000_000,
                later: 0,
                fileSize: 100_000_000
            )
            meter.show(Progress(phase: phase, done: seconds, total: 100, reading: reading))
        }
    }

    @Test("progress without a terminal is a line each minute, and one at once when somebody asks")
    func plain() {
        for mode in [ProgressMode.auto, .plain] {
            let watched = Watched()
            let meter = watched.meter(mode)
            for second in 0...60 { watched.show(meter, at: second) }
            #expect(watched.lines.isEmpty)
            watched.show(meter, at: 61)
            #expect(watched.lines == ["progress: log: 61 of 100; 61 % of 100 MB, 1.0 MB/s, about 39 s left"])
            watched.show(meter, at: 62)
            watched.isAsked = true
            watched.show(meter, at: 63)
            watched.show(meter, at: 64)
            #expect(watched.lines.count == 2 && watched.lines[1].contains("63 %"))
        }
        let silent = Watched()
        silent.isAsked = true
        silent.show(silent.meter(.none), at: 100)
        #expect(silent.lines.isEmpty)
    }

    @Test("progress for programs is a line of JSON each second and for each phase")
    func jsonLines() throws {
        let watched = Watched()
        let meter = watched.meter(.json)
        watched.show(meter, at: 0, "head")
        watched.show(meter, at: 0, "log")
        for second in 1...3 { watched.show(meter, at: second) }
        #expect(watched.lines.count == 3)
        let last = try JSON(canonical: Array((watched.lines.last ?? "").utf8), limits: .document)
        #expect(
            last == [
                "bytes_expected": 100_000_000, "bytes_later": 0, "bytes_read": 2_000_000, "done": 2,
                "elapsed_ms": 2_000, "file": "week1", "left_ms": 98_000, "phase": "log", "total": 100,
                "type": "bulla-progress/1",
            ]
        )
    }

    @Test("SIGUSR1 asks once, and ends nothing")
    func question() {
        Signals.begin()
        _ = Signals.takeQuestion()
        // Threads that run tests block signals.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGUSR1)
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        defer { pthread_sigmask(SIG_BLOCK, &wanted, nil) }
        raise(SIGUSR1)
        #expect(Signals.takeQuestion() && !Signals.takeQuestion())
    }

    @Test("processors are those that were granted")
    func processors() {
        #expect(
            Inputs.granted("Cpus_allowed_list:\t0-1\nCpus_allowed:\tff,00000003\nMems_allowed:\t1\n") == 10
        )
        #expect(Inputs.granted("") == nil)
    }

    @Test("--estimate gives a row for each scope and no verdict")
    func estimate() throws {
        let outcome = try verify("--estimate", "--sla", "30m")
        #expect(outcome.status == 0 && outcome.output.hasPrefix("not verified: "), "\(outcome)")
        for scope in ["sample", "log", "all"] {
            let row = try #require(outcome.lines.first { $0.hasPrefix("\(scope) ") })
            #expect(row.hasSuffix("fits"), "\(row)")
        }
        var json = try JSONObject(
            JSON(parsing: verify("--estimate", "--json", "--sla", "1s").bytes, limits: .document),
            path: ""
        )
        try json.expect("type", "bulla-estimate/1")
        #expect(try json.digest("manifest") == Golden(1).manifest)
        #expect(try json.integer("sla_seconds") == 1)
        let scopes = try json.objects("scopes")
        #expect(scopes.count == 3)
        for var scope in scopes {
            #expect(try scope.integer("least_milliseconds") <= scope.integer("most_milliseconds"))
            #expect(try scope.integer("bytes") > 0 && scope.bool("counted"))
        }
        let changed = try Command.bulla("verify", Golden.trust, "--trust", Golden.trust, "--estimate")
        #expect(changed.status == 1 && changed.output == "", "\(changed)")
    }
}
