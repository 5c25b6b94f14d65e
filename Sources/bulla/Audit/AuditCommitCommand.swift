import ArgumentParser
import Audit
import Bytes
import Trust
import VerifyCommands

/// `bulla audit commit`: sign a plan before anybody throws.
struct AuditCommitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Sign the plan of an audit, as inspector or witness, before anything is thrown.",
        discussion: """
            Shows what is signed, then adds the signatures. Compare the plan's digest with what the others have on
            paper. Once there is a draw, nobody signs the plan any more.

            Examples:
              bulla audit commit week1.audit.json --key inspector.key
              bulla audit commit week1.audit.json --key witness1.key --key witness2.key --trust trust.json
            """
    )

    @Argument(help: "The file of the audit.") var file: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "Your trust file, to hear who is still missing.") var trust: String?
    @Option(help: "Judge keys as of this time; now by default.") var at: String?

    func validate() throws { try signing.validateNotEmpty() }

    func run() throws {
        var ceremony = try CeremonyFile.read(file)
        guard ceremony.draw == nil else {
            throw CommandFailure(
                "\(file): has been drawn; nobody signs the plan after that",
                hint: "bulla audit draw \(file) --trust TRUST --key KEY signs the draw"
            )
        }
        ceremony.planned.lines.forEach(Console.line)
        try CeremonyFile.sign(&ceremony, .plan, by: signing)
        try CeremonyFile.replace(file, by: ceremony)
        guard let trust else {
            return Console.note("next: bulla audit show \(file) --trust TRUST says who is still missing")
        }
        let state = CeremonyState(
            ceremony: ceremony,
            file: file,
            trust: try Inputs.trust(trust).trust,
            trustFile: trust,
            time: try Inputs.time(at)
        )
        state.lines.forEach(Console.line)
    }
}
