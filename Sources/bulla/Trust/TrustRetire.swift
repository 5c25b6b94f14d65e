import ArgumentParser
import Bytes
import Keys
import Trust
import VerifyCommands

/// `bulla trust retire`: the orderly end of a key.
struct TrustRetire: ParsableCommand {
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
    @Option(help: "The .pub file of the key.") var key: String
    @Option(help: "The time from which it is retired (YYYY-MM-DDThh:mm:ssZ).") var at: String
    @Option(help: "The reason: superseded or left.") var reason: String

    func run() throws {
        guard let why = RetirementReason(rawValue: reason) else {
            let known = RetirementReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "--reason \"\(reason)\": want one of \(known)",
                hint: "if the key was lost or stolen, use bulla trust revoke"
            )
        }
        try edited.edit { try $0.retire(KeyFiles.publicKey(key).identifier, at: Timestamp(at), reason: why) }
    }
}

/// `bulla trust revoke`: a key is trusted no more.
struct TrustRevoke: ParsableCommand {
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
    @Option(help: "The .pub file of the key.") var key: String
    @Option(
        help:
            "The time from which it may have been compromised (YYYY-MM-DDThh:mm:ssZ); if in doubt, the earlier one."
    )
    var since: String
    @Option(help: "The reason: compromised or lost.") var reason: String

    func run() throws {
        guard let why = RevocationReason(rawValue: reason) else {
            let known = RevocationReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("--reason \"\(reason)\": want one of \(known)")
        }
        try edited.edit {
            try $0.revoke(KeyFiles.publicKey(key).identifier, since: Timestamp(since), reason: why)
        }
    }
}
