import ArgumentParser
import Audit
import Bytes
import Layout
import Recording
import VerifyCommands

/// `bulla audit ledger`: what was ever opened of a run.
struct AuditLedgerCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show all disclosures of a run, by plan, and the remaining budget.",
        discussion: Discussion.text(
            """
            Each response states, signed, how many lines the ledger had and what the last one was. With
            --response, rejects a ledger that is shorter now, or has another line there
            (ledger-rolled-back, exit status 1). Signatures are not verified here.

            Examples:
              bulla audit ledger RUN
              bulla audit ledger RUN --response week1.response --response week2.response
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "Compare with what this response states, a folder (repeatable).", completion: .directory)
    var response: [String] = []
    @OptionGroup var result: ResultOptions

    func run() throws {
        let run = try RunDirectory(opening: path)
        let ledger = try DisclosureLedger(reading: run)
        for entry in ledger?.entries ?? [] {
            Console.line(
                "\(entry.at)  leaf \(entry.leaf)  \(entry.sha256)  plan \(entry.plan.hex.prefix(16))"
            )
        }
        let count = ledger?.disclosed.count ?? 0
        Console.values([
            "disclosed": .number(count),
            "entries": .array((ledger?.entries ?? []).map(AuditLedgerCommand.value)),
        ])
        if let budget = run.document.disclosureBudget {
            Console.line(
                "\(count) of \(budget) commitments were opened, \(max(0, budget - count)) are left",
                ["budget": .number(budget), "left": .number(max(0, budget - count))]
            )
        } else {
            Console.line("\(count) commitments were opened; run.json states no budget")
        }
        let faults = try response.compactMap { try fault(of: ledger, against: $0) }
        for fault in faults { Console.fault("rejected", fault.code, fault.subject, fault.detail) }
        if !faults.isEmpty { throw ExitStatus.rejected }
    }

    private static func value(_ entry: DisclosureLedger.Entry) -> JSON {
        [
            "at": .string(entry.at.description), "leaf": .number(entry.leaf), "plan": .digest(entry.plan),
            "sha256": .digest(entry.sha256),
        ]
    }

    /// Why this ledger is not the one that a response was signed with.
    private func fault(of ledger: DisclosureLedger?, against folder: String) throws -> StatusFinding? {
        guard let stated = try ResponseOptions.stated(in: folder)?.ledger else {
            Console.note("note: \(folder): states no ledger, as responses of bulla 0.1.0 do not")
            return nil
        }
        let lines = ledger?.entries.count ?? 0
        let detail: String
        switch ledger?.head(at: stated.count) ?? (stated.count == 0 ? .zero : nil) {
        case stated.head:
            Console.line("\(folder): agrees, after \(stated.count) of \(lines) lines")
            return nil
        case nil: detail = "has \(lines) lines, \(folder) was signed with \(stated.count)"
        case let head?:
            detail = "line \(stated.count) is \(head), \(folder) was signed with \(stated.head)"
        }
        return StatusFinding(.fail, .ledgerRolledBack, "\(path)/\(DisclosureLedger.name)", detail)
    }
}
