import ArgumentParser
import Bytes
import Layout
import Recording
import VerifyCommands

/// `bulla audit ledger`: what was ever opened of a run.
struct AuditLedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show all disclosures of a run, by plan, and the remaining budget.",
        discussion: Discussion.text(
            """
            Example:
              bulla audit ledger RUN
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var path: String

    func run() throws {
        let run = try RunDirectory(opening: path)
        let ledger = try DisclosureLedger(of: run)
        for entry in ledger.entries {
            Console.line(
                "\(entry.at)  leaf \(entry.leaf)  \(entry.sha256)  plan \(entry.plan.hex.prefix(16))"
            )
        }
        let count = ledger.disclosed.count
        guard let budget = run.document.disclosureBudget else {
            return Console.line("\(count) commitments were opened; run.json states no budget")
        }
        Console.line("\(count) of \(budget) commitments were opened, \(max(0, budget - count)) are left")
    }
}
