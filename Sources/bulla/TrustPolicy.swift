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

    @Argument(help: "The trust file.") var file: String
    @Option(name: .customLong("set"), help: "The policy to put in.") var policy: String

    func run() throws {
        var (trust, _) = try Inputs.trust(file)
        let bytes = try File.contents(of: policy, limit: 1 << 20)
        do { trust.setPolicy(try Policy(document: bytes)) } catch {
            throw CommandFailure("\(policy): \(error)")
        }
        try TrustCommand.save(trust, to: file, replacing: true)
    }
}
