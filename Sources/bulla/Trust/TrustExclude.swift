import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust exclude`: roles that one person must not hold together.
struct TrustExclude: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "exclude",
        abstract: "Separate roles: one person may hold at most one of them.",
        discussion: Discussion.text(
            """
            A trust file in which a person holds two of these roles is then rejected. Retired keys count
            too, because their signatures can still be verified, and nobody may judge their own work.
            Custody/roles.md lists the roles to separate.

            Example:
              bulla trust exclude trust.json --roles exporter,inspector,witness
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Option(
        help:
            "The roles to separate, with commas between them: exporter, log, trainer, custodian, witness, inspector, archivist or authority."
    ) var roles: String
    @OptionGroup var result: ResultOptions

    func validate() throws {
        // The words of the trust file's own rule.
        var empty = Trust()
        do { try empty.exclude(found()) } catch let error as TrustError {
            throw ValidationError("--roles: \(error.detail)")
        }
    }

    func run() throws {
        let found = try found()
        try edited.edit { try $0.exclude(found) }
    }

    private func found() throws -> [Role] {
        try roles.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let role = Role(rawValue: String(word)) else {
                let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--roles \"\(word)\": want some of \(known)")
            }
            return role
        }
    }
}
