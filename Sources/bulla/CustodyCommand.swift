import ArgumentParser
import VerifyCommands

/// `bulla custody`: the hands that a medium goes through.
struct CustodyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract: "Print the custody form of a medium, and hold a paper against a bundle.",
        discussion: """
            Examples:
              bulla custody form week1.bulla.tar.xz --serial WD-2209 -o form.html
              bulla custody check-form typed.txt --bundle week1.bulla.tar.xz
            """,
        subcommands: [CustodyFormCommand.self, CheckFormCommand.self]
    )
}
