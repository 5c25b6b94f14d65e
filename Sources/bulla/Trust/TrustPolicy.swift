import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust policy`: put another policy into a trust file.
struct TrustPolicy: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Replace the policy of a trust file with one from a JSON file.",
        discussion: Discussion.text(
            """
            The file holds the object that a trust file has under "policy", in any JSON formatting.
            Requirements for evidence from TEEs go under "attestation": `bulla spec evidence-v1.md`
            lists the keys, and Custody/ has an example.

            Examples:
              bulla trust policy trust.json --set policy.json
              bulla trust show trust.json
            """
        )
    )

    @OptionGroup var edited: TrustEdit
    @Option(name: .customLong("set"), help: "The JSON file with the new policy.", completion: .file())
    var policy: String
    @OptionGroup var result: ResultOptions

    func run() throws {
        let bytes = try File.contents(of: policy, limit: 1 << 20)
        let read: Policy
        do { read = try Policy(document: bytes) } catch { throw CommandFailure("\(policy): \(error)") }
        try edited.edit { $0.setPolicy(read) }
    }
}
