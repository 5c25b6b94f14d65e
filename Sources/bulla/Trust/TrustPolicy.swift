import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust policy`: put another policy into a trust file.
struct TrustPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Replace the policy of a trust file by that of a JSON file.",
        discussion: """
            The file holds the object that stands under "policy" in a trust file, in any spelling. What is demanded of
            evidence from trusted execution environments stands under "attestation"; `bulla spec evidence-v1.md` lists
            the keys, and Custody/ has an example.

            Examples:
              bulla trust policy trust.json --set policy.json
              bulla trust show trust.json
            """
    )

    @OptionGroup var edited: TrustEdit
    @Option(name: .customLong("set"), help: "The policy to put in.") var policy: String

    func run() throws {
        let bytes = try File.contents(of: policy, limit: 1 << 20)
        let read: Policy
        do { read = try Policy(document: bytes) } catch { throw CommandFailure("\(policy): \(error)") }
        try edited.edit { $0.setPolicy(read) }
    }
}
