import ArgumentParser
import Bytes
import Keys
import Trust
import VerifyCommands

/// `bulla trust retire`: the orderly end of a key.
struct TrustRetire: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Take a key out of use from a time on.",
        discussion: """
            What it signed before stays good, where others show that it existed by then: a note of the manifest, a receipt.
            Without that a signature by a retired key does not count, whatever date its bundle claims. A key that was lost
            or stolen is revoked, not retired.

            Example:
              bulla trust retire trust.json --key exporter.pub --at 2027-01-01T00:00:00Z --reason superseded
            """
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "The key's .pub file.") var key: String
    @Option(help: "Since when.") var at: String
    @Option(help: "superseded or left.") var reason: String

    func run() throws {
        guard let why = RetirementReason(rawValue: reason) else {
            let known = RetirementReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "--reason \"\(reason)\": want \(known)",
                hint: "a key that was lost or stolen is revoked: bulla trust revoke"
            )
        }
        try edited.edit { try $0.retire(KeyFiles.publicKey(key).identifier, at: Timestamp(at), reason: why) }
    }
}

/// `bulla trust revoke`: a key is trusted no more.
struct TrustRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Trust a key no more, since a time from which it may have been in wrong hands.",
        discussion: """
            What it signed counts only where others show that it existed before that time. A revocation is never taken back;
            a retired key can be revoked later.

            Example:
              bulla trust revoke trust.json --key exporter.pub --since 2027-01-01T00:00:00Z --reason compromised
            """
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "The key's .pub file.") var key: String
    @Option(help: "The time from which it may have been in wrong hands; rather too early than too late.")
    var since: String
    @Option(help: "compromised or lost.") var reason: String

    func run() throws {
        guard let why = RevocationReason(rawValue: reason) else {
            let known = RevocationReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("--reason \"\(reason)\": want \(known)")
        }
        try edited.edit {
            try $0.revoke(KeyFiles.publicKey(key).identifier, since: Timestamp(since), reason: why)
        }
    }
}
