import Bytes
import TestSupport

/// Keys, trust and a run in a folder of their own, made by commands alone.
struct Ceremony {
    static let sealedAt = "2026-06-01T00:00:00Z"

    let scratch: ScratchFolder
    var folder: String { scratch.path }
    var run: String { "\(folder)/run" }
    var trust: String { "\(folder)/trust.json" }

    /// A failed step of the preparation.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes the keys of so many exporters, all of whom must sign, and trust in them.
    init(exporters: Int = 1) throws {
        scratch = try ScratchFolder()
        try done("trust", "init", "-o", trust, "--threshold", "exporter=\(exporters)")
        for number in 1...exporters {
            try done("key", "new", "--name", "Exporter \(number)", "-o", key(number), "--no-password")
            try done(
                line: """
                    trust add \(trust) --person 'Exporter \(number)' --role exporter \
                    --key \(publicKey(number))
                    """
            )
        }
    }

    func key(_ number: Int) -> String { "\(folder)/exporter\(number).key" }
    func publicKey(_ number: Int) -> String { "\(folder)/exporter\(number).pub" }
    func file(_ name: String) -> String { "\(folder)/\(name)" }

    @discardableResult
    func done(_ arguments: String..., input: String = "") throws -> Outcome {
        try Self.done(Built.path("bulla"), arguments, input: input)
    }

    @discardableResult
    func done(line: CommandWords, input: String = "") throws -> Outcome {
        try Self.done(Built.path("bulla"), line.words, input: input)
    }

    @discardableResult
    private static func done(_ program: String, _ arguments: [String], input: String = "") throws -> Outcome {
        let outcome = try Command.run(program, arguments, input: input)
        guard outcome.status == 0 else { throw Failed(description: "\(arguments): \(outcome)") }
        return outcome
    }

    /// Records steps of another program's training, their states opaque; into the run, or a copy of it.
    func record(steps: ClosedRange<Int>, in copy: String? = nil) throws {
        if !Folder.hasEntry(run) { try done("run", "init", run, "--origin", "lab.example/run/1") }
        let lines = steps.map { line(ofStep: $0) }
        try done("log", "append", copy ?? run, "--software-session", input: lines.joined())
    }

    /// What that program writes of a step.
    func line(ofStep step: Int, more: String = "") -> String {
        #"{"type":"step","step":\#(step),"state_before":"\#(Self.state(step - 1))","#
            + #""state_after":"\#(Self.state(step))","batch":"\#(Self.state(step + 1_000))","#
            + #""metrics":{"loss":"0.\#(step)"}\#(more)}"# + "\n"
    }

    private static func state(_ step: Int) -> String {
        step == 0
            ? String(repeating: "0", count: 64)
            : String(repeating: Hex.encode([UInt8(step & 0xff), 7]), count: 16)
    }

    /// Trains in exact integers; every step carries its opening.
    func train(steps: Int, _ more: [String] = []) throws {
        let data = "\(Vectors.packageRoot)/Samples/digits/digits.csv"
        let arguments = [
            run, "--data", data, "--steps", "\(steps)", "--seed", "interoperability", "--replay", "100%",
        ]
        try Self.done(Built.path("bulla-train"), arguments + more)
    }

    /// Seals what is recorded under the first key and gives the bundle's path.
    func seal(_ name: String = "bundle", after before: String? = nil) throws -> String {
        let path = file("\(name).bulla.tar.xz")
        let fixed = ["seal", run, "--key", key(1), "--sealed-at", Self.sealedAt, "-o", path]
        try Self.done(Built.path("bulla"), fixed + (before.map { ["--after", $0] } ?? []))
        return path
    }
}
