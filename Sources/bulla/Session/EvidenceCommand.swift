import ArgumentParser
import VerifyCommands

/// `bulla evidence`: what there is to do with evidence from TEEs and GPUs.
struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Inspect evidence from a TEE or GPU, and pack it with its collateral.",
        discussion: Discussion.text(
            """
            Examples:
              bulla evidence inspect report.bin
              bulla evidence pack report.bin vcek.der ask_ark.pem crl.der -o packed
            """
        ),
        subcommands: [EvidenceInspect.self, EvidencePack.self]
    )
}
