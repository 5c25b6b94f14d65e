import ArgumentParser
import Audit
import Bytes
import Trust
import Verification
import VerifyCommands

/// `bulla audit challenge`: write down what the producer is to open.
struct AuditChallengeCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "challenge",
        abstract: "Request the openings of the drawn steps from the producer.",
        discussion: Discussion.text(
            """
            Use it for bundles sealed with `--withhold` and plans made with `--openings`. The file
            contains the whole ceremony, so that the producer can check the draw before opening
            anything. It is not signed: it follows from the draw and the bundle, and `bulla verify
            --response` computes it again.

            Example:
              bulla audit challenge week1.bulla.tar.xz --plan week1.audit.json \\
                --trust trust.json -o week1.challenge.json
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var bundle: String
    @Option(help: "The audit file with the finished draw.", completion: .file()) var plan: String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(name: .shortAndLong, help: "The file to write.", completion: .file()) var output: String
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup var result: ResultOptions

    func run() throws {
        let ceremony = try CeremonyFile.read(plan)
        let (trust, _) = try Inputs.trust(trust)
        let contents = try BundleContents.opened(bundle)
        let judgement = ceremony.judge(
            trust: trust,
            at: try Inputs.time(at),
            segment: try contents.auditedSegment(trust: trust)
        )
        guard judgement.faults.isEmpty else {
            judgement.faults.forEach { Console.rejected($0) }
            throw ExitStatus.rejected
        }
        guard !ceremony.planned.openings.isEmpty else {
            throw CommandFailure(
                "\(plan): requests no openings",
                hint: "request them in the plan: bulla audit plan --openings KIND"
            )
        }
        let challenge = try contents.challenge(of: ceremony, strata: judgement.strata)
        try AtomicFile.write(challenge.canonicalBytes + [0x0a], to: output, replacing: false)
        let bytes = challenge.openings.reduce(0) { $0 + $1.size }
        Console.line("challenge  \(challenge.digest)")
        Console.line(
            "asks       \(challenge.openings.count) openings, \(bytes) bytes in total",
            [
                "bytes": .number(bytes), "file": .string(output),
                "openings": .number(challenge.openings.count), "sha256": .digest(challenge.digest),
            ]
        )
        if let due = ceremony.planned.openingsDue {
            Console.line("due        \(due)", ["due": .string(due.description)])
        }
        Console.line(
            "next       the producer: bulla audit respond RUN \(output) --bundle \(bundle) --trust TRUST --key KEY -o FOLDER"
        )
    }
}
