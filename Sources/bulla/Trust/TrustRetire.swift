import ArgumentParser
import Bytes
import Keys
import Trust
import VerifyCommands

/// `bulla trust retire`: the orderly end of a key.
struct TrustRetire: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Retire a key from a given time.",
        discussion: Discussion.text(
            """
            Signatures made before that time remain valid if other evidence shows that they existed by
            then: a note of the manifest, or a receipt. Without such evidence a signature by a retired
            key does not count, whatever date its bundle claims. If a key was lost or stolen, revoke it
            instead.

            Example:
              bulla trust retire trust.json --key exporter.pub --at 2027-01-01T00:00:00Z \\
                --reason superseded
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "The .pub file of the key.", completion: .file()) var key: String
    @Option(help: "The time from which it is retired (YYYY-MM-DDThh:mm:ssZ).") var at: TimeArgument
    @Option(help: "The reason: superseded or left.") var reason: RetirementArgument
    @OptionGroup var quorum: QuorumOptions
    @OptionGroup var result: ResultOptions

    func run() throws {
        try edited.edit { trust in
            let before = trust
            try trust.retire(KeyFiles.publicKey(key).identifier, at: at.value, reason: reason.value)
            try quorum.check(trust, since: before, at: at.value)
        }
    }
}

/// `bulla trust revoke`: a key is trusted no more.
struct TrustRevoke: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a key from the time it may have been compromised.",
        discussion: Discussion.text(
            """
            Its signatures count only if other evidence shows that they existed before that time. A
            revocation is permanent. A retired key can be revoked later.

            Example:
              bulla trust revoke trust.json --key exporter.pub \\
                --since 2027-01-01T00:00:00Z --reason compromised
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "The .pub file of the key.", completion: .file()) var key: String
    @Option(
        help:
            "The time from which it may have been compromised (YYYY-MM-DDThh:mm:ssZ); if in doubt, the earlier one."
    )
    var since: TimeArgument
    @Option(help: "The reason: compromised or lost.") var reason: RevocationArgument
    @OptionGroup var quorum: QuorumOptions
    @OptionGroup var result: ResultOptions

    func run() throws {
        try edited.edit { trust in
            let before = trust
            try trust.revoke(KeyFiles.publicKey(key).identifier, since: since.value, reason: reason.value)
            try quorum.check(trust, since: before, at: since.value)
        }
    }
}

/// What is asked before a role is left with fewer people than it needs.
struct QuorumOptions: ParsableArguments {
    @Flag(help: "Go on although a role then has fewer people than it needs.") var force = false

    /// Refuses a change that leaves a role short, unless it is forced.
    func check(_ trust: Trust, since before: Trust, at time: Timestamp) throws {
        for short in trust.shortfalls(since: before, at: time) {
            let words =
                "role \(short.role.rawValue) is left with \(short.people) people and needs \(short.threshold)"
            guard force else {
                throw CommandFailure(
                    words,
                    hint: "add a successor first with bulla trust add, or use --force"
                )
            }
            Console.note("warning: \(words)")
        }
    }
}

/// Why a key retires, on the command line.
struct RetirementArgument: ChosenArgument {
    static let choices = RetirementReason.allCases

    let value: RetirementReason

    init(_ value: RetirementReason) { self.value = value }
}

/// Why a key is revoked, on the command line.
struct RevocationArgument: ChosenArgument {
    static let choices = RevocationReason.allCases

    let value: RevocationReason

    init(_ value: RevocationReason) { self.value = value }
}
