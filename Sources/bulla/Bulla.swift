import ArgumentParser
import UserCommands
import VerifyCommands

/// The one command of Bulla; a file for each subcommand.
struct Bulla: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulla",
        abstract: "Seal the proofs of a training run into one signed file and verify it offline.",
        discussion: Discussion.text(
            """
            Exit status: 0 accepted or done, 1 checked and rejected, 2 could not finish, 64 wrong usage.

            Example, from keys to a verdict:
              bulla key new --name "A. Exporter" -o exporter.key
              bulla trust init -o trust.json
              bulla trust add trust.json --person "A. Exporter" --role exporter \\
                --key exporter.pub
              bulla run init RUN --origin lab.example/run/1
              bulla log append RUN --software-session < leaves.jsonl
              bulla seal RUN --key exporter.key -o week1.bulla.tar.xz
              bulla verify week1.bulla.tar.xz --trust trust.json --first
            """
        ),
        version: BuildVersion.text,
        subcommands: [
            KeyCommand.self, TrustCommand.self, RunCommand.self, LogCommand.self, SessionCommand.self,
            EvidenceCommand.self, ReviewCommand.self, SealCommand.self, SignCommand.self, VerifyCommand.self,
            PublishCommand.self, ProvenanceGroup.self, TorrentGroup.self,
            AuditCommand.self, AcceptCommand.self, CustodyCommand.self, ReceiptGroup.self, ReportCommand.self,
            InspectCommand.self,
            ExtractCommand.self, SpecCommand.self,
        ]
    )
}

/// Where the program begins: with one thread, which tasks share later.
@main
enum Program {
    static func main() {
        CommandStarter.prepare(CommandLine.arguments, for: ["--sign-with", "--pdf"])
        CommandRunner.run(Bulla.self, name: "bulla")
    }
}
