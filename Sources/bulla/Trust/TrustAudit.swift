import ArgumentParser
import Bytes
import Trust
import VerifyCommands

/// `bulla trust audit`: what ages in a trust file, and what is weak in it.
struct TrustAudit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "List what in a trust file expires, what is weak, and what to do, most urgent first.",
        discussion: Discussion.text(
            """
            Counts the days to each deadline: the end of each key, the dates from which NIST IR 8547
            (draft) deprecates and disallows Ed25519, and those of CNSA 2.0. 0 days means now.

            Examples:
              bulla trust audit trust.chain
              bulla trust audit trust.json --at 2030-06-01T00:00:00Z --json
            """
        )
    )

    @Argument(help: "The trust file, or the chain of its signed versions.", completion: .file()) var file:
        String
    @Option(help: "Count days from this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let trusted = try Inputs.trusted(file)
        let time = try Inputs.time(at)
        let advice = trusted.trust.advice(at: time, isSigned: try isSigned(trusted))
        guard !json else { return Console.json(document(advice, trusted, time)) }
        if advice.isEmpty { Console.line("nothing to do") }
        for entry in advice {
            let days = entry.due == nil ? "now" : "\(entry.days(from: time)) days"
            Console.line("\(days): \(entry.code.rawValue): \(entry.subject): \(entry.action)")
        }
    }

    private func isSigned(_ trusted: Inputs.Trusted) throws -> Bool {
        guard trusted.versions.isEmpty else { return true }
        let path = TrustEdit.chain(beside: file)
        guard Folder.hasEntry(path) else { return false }
        return try TrustEdit.chain(path, pending: true).current?.digest == trusted.digest
    }

    private func document(_ advice: [TrustAdvice], _ trusted: Inputs.Trusted, _ time: Timestamp) -> JSON {
        let list = advice.map { entry -> JSON in
            var members: [String: JSON] = [
                "action": .string(entry.action), "code": .string(entry.code.rawValue),
                "days": .number(entry.days(from: time)), "subject": .string(entry.subject),
            ]
            members["due"] = entry.due.map { .string($0.description) }
            return .object(members)
        }
        return [
            "advice": .array(list), "as_of": .string(time.description),
            "trust": ["sha256": .digest(trusted.digest), "version": .number(trusted.trust.version)],
            "type": "bulla-trust-audit/1",
        ]
    }
}
