import ArgumentParser
import VerifyCommands

/// `bulla audit`: the ceremony that draws a sample which nobody could steer.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Plan, sign and draw the sample of an audit, so that nobody can steer it.",
        discussion: Discussion.text(
            """
            One file holds the whole ceremony and is passed from person to person: the plan, which
            inspectors and witnesses sign before the dice are thrown; in a two-way audit the producer's
            secret; and the result of the dice, which they all sign afterwards. See `bulla spec
            audit-v1.md` for the format and `bulla spec ceremony.md` for a walkthrough.

            Examples:
              bulla audit plan week1.bulla.tar.xz --trust trust.json -o week1.audit.json
              bulla audit commit week1.audit.json --key inspector.key --trust trust.json
              bulla audit draw week1.audit.json --trust trust.json \\
                --dice "31415 92653 58979 32384" --key inspector.key
              bulla audit show week1.audit.json --trust trust.json
              bulla verify week1.bulla.tar.xz --trust trust.json --plan week1.audit.json \\
                --first
              bulla audit status weeks --trust trust.json
            """
        ),
        subcommands: [
            AuditPlanCommand.self, AuditCommitCommand.self, AuditRevealCommand.self, AuditDrawCommand.self,
            AuditShowCommand.self, AuditChallengeCommand.self, AuditRespondCommand.self,
            AuditLedgerCommand.self, AuditStatusCommand.self,
        ]
    )
}
