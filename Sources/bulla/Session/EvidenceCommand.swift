import ArgumentParser
import VerifyCommands

/// `bulla evidence`: what there is to do with evidence from TEEs and GPUs.
struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Explain evidence from a TEE or GPU, and pack it with its collateral.",
        discussion: """
            Examples:
              bulla evidence inspect report.bin
              bulla evidence pack captured -o packed
            """,
        subcommands: [EvidenceInspect.self, EvidencePack.self]
    )
}
