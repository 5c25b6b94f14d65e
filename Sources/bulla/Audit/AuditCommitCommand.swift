import ArgumentParser
import Audit
import Bytes
import Trust
import VerifyCommands

/// `bulla audit commit`: sign a plan before anybody throws.
struct AuditCommitCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Sign the plan of an audit, as inspector or witness, before the draw.",
        discussion: Discussion.text(
            """
            Shows what is signed, then adds the signatures. Compare the plan's digest on paper with that
            of the other signers. After the draw, the plan cannot be signed.

            Examples:
              bulla audit commit week1.audit.json --key inspector.key
              bulla audit commit week1.audit.json --key witness1.key --key witness2.key \\
                --trust trust.json
            """
        )
    )

    @Argument(help: "The audit file.", completion: .file()) var file: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "Your trust file, to list the signers who are still missing.", completion: .file())
    var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws { try signing.validateNotEmpty() }

    func run() throws {
        var ceremony = try CeremonyFile.read(file)
        guard ceremony.draw == nil else {
            throw CommandFailure(
                "\(file): already drawn; the plan can no longer be signed",
                hint: "sign the draw: bulla audit draw \(file) --trust TRUST --key KEY"
            )
        }
        Console.lines(
            ceremony.planned.lines,
            ["file": .string(file), "plan": .digest(ceremony.planned.digest)]
        )
        try CeremonyFile.sign(&ceremony, .plan, by: signing)
        try CeremonyFile.replace(file, by: ceremony)
        guard let trust else {
            return Console.note("next: bulla audit show \(file) --trust TRUST lists missing signatures")
        }
        let state = CeremonyState(
            ceremony: ceremony,
            file: file,
            trust: try Inputs.trust(trust).trust,
            trustFile: trust,
            time: try Inputs.time(at)
        )
        Console.lines(state.lines, state.values)
    }
}
