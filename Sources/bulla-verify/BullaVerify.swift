import ArgumentParser
import VerifyCommands

/// The verifier alone: no secret keys, no log, nothing that writes but its report.
@main
struct BullaVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulla-verify",
        abstract: "Verify bundles; a small program without secret-key code.",
        version: BuildVersion.text,
        subcommands: [VerifyCommand.self, InspectCommand.self, ExtractCommand.self, SpecCommand.self, LogCheckGroup.self])

    static func main() async {
        await CommandRunner.run(BullaVerify.self, name: "bulla-verify")
    }
}
