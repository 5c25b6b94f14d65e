import ArgumentParser

/// `bulla audit`: audits of a run, week by week.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit a run week by week.",
        discussion: """
            Examples:
              bulla audit status weeks --trust trust.json
            """,
        subcommands: [AuditStatusCommand.self]
    )
}
