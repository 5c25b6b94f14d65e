import ArgumentParser
import VerifyCommands

/// The verifier alone: no secret keys, no log, nothing that writes but its report.
struct BullaVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulla-verify",
        abstract: "Verify bundles with a small program that has no secret-key code.",
        discussion: Discussion.text(
            """
            Exit status: 0 accepted or done, 1 checked and rejected, 2 could not finish, 64 wrong usage.

            Example:
              bulla-verify verify week1.bulla.tar.xz --trust trust.json --first
            """
        ),
        version: BuildVersion.text,
        subcommands: [
            VerifyCommand.self, InspectCommand.self, ExtractCommand.self, SpecCommand.self,
            LogCheckGroup.self, EvidenceInspectGroup.self, ReceiptGroup.self,
            CustodyCheckGroup.self, ProvenanceGroup.self, TorrentGroup.self,
        ]
    )
}

/// Where the program begins: with one thread, which tasks share later.
@main
enum Program {
    static func main() { CommandRunner.run(BullaVerify.self, name: "bulla-verify") }
}
