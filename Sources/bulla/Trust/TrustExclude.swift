import ArgumentParser
import Trust
import VerifyCommands

/// `bulla trust exclude`: roles that one person must not hold together.
struct TrustExclude: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exclude",
        abstract: "Keep roles apart: one person holds at most one of them.",
        discussion: """
            A file in which somebody holds two of them is refused from then on. Keys that were retired count, too: what they
            signed can still be judged, and nobody judges their own work. Custody/roles.md says which roles belong apart.

            Example:
              bulla trust exclude trust.json --roles exporter,inspector,witness
            """
    )

    @OptionGroup var edited: TrustEdit
    @Option(help: "Roles with commas between.") var roles: String

    func run() throws {
        let found = try roles.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let role = Role(rawValue: String(word)) else {
                let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure("--roles \"\(word)\": want some of \(known)")
            }
            return role
        }
        try edited.edit { try $0.exclude(found) }
    }
}
