import Bytes
import TestSupport
import Testing

/// What a person reads when something is wrong.
@Suite("Error messages")
struct MessageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        /// What the message names: the place, what is wrong, perhaps a way out.
        let says: [String]

        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String..., says: [String]) {
            self.arguments = arguments
            self.says = says
        }
    }

    static let cases = [
        Case(
            "verify",
            Golden.bundle(1),
            "--trust",
            "/no/trust.json",
            says: ["/no/trust.json", "no such file"]
        ),
        Case("verify", Golden.bundle(1), "--trust", Golden.exporter, says: [Golden.exporter, "trust-"]),
        Case(
            "verify",
            Golden.bundle(1),
            "--trust",
            Golden.trust,
            "--previous",
            Golden.trust,
            says: [Golden.trust, "checkpoint-"]
        ),
        Case("inspect", "/no/bundle", says: ["/no/bundle", "no such file"]),
        Case("extract", Golden.bundle(1), "data/none", says: ["data/none", "hint: bulla inspect"]),
        Case("key", "show", Golden.trust, says: [Golden.trust, "hint: "]),
        Case("trust", "show", "/no/trust.json", says: ["/no/trust.json", "no such file"]),
        Case("seal", "/no/run", "--key", "/no/key", "-o", "never.bulla.tar.xz", says: ["/no/key"]),
        Case("seal", "/no/run", "--prepare", "-o", "never.prepared", says: ["/no/run"]),
        Case("sign", "/no/folder", "--key", "/no/key", says: ["/no/folder"]),
        Case("log", "show", "/no/run", says: ["/no/run"]),
    ]

    @Test("are one lower-case line that names the place and what was wanted, with status 2", arguments: cases)
    func form(_ test: Case) throws {
        let outcome = try Command.run(Built.path("bulla"), test.arguments)
        #expect(outcome.status == 2 && outcome.output == "", "\(outcome)")
        let start = "bulla: error: "
        #expect(outcome.messages.hasPrefix(start), "\(outcome)")
        #expect(outcome.messages.dropFirst(start.count).first?.isUppercase == false, "\(outcome)")
        for words in test.says {
            #expect(outcome.messages.lowercased().contains(words.lowercased()), "\(outcome)")
        }
        let lines = outcome.messages.split(separator: "\n")
        #expect(lines.count == 1 || (lines.count == 2 && lines[1].hasPrefix("hint: ")), "\(outcome)")
    }

    static let slips = [
        Case(
            "verify",
            Golden.bundle(1),
            "--trust",
            Golden.trust,
            "--at",
            "today",
            says: ["'today'", "'--at"]
        ),
        Case("spec", "none.md", says: ["\"none.md\"", "bundle-v1.md"]),
        Case("key", "new", "--name", "", "-o", "/tmp/never.key", says: ["--name", "1 to 100"]),
        Case(
            "trust",
            "init",
            "-o",
            "never.json",
            "--threshold",
            "exporter",
            says: ["'exporter'", "ROLE=COUNT"]
        ),
    ]

    @Test(
        "of typing slips name the value and what was wanted, with the usage and status 64",
        arguments: slips
    )
    func slip(_ test: Case) throws {
        let outcome = try Command.run(Built.path("bulla"), test.arguments)
        #expect(outcome.status == 64 && outcome.output == "", "\(outcome)")
        for words in test.says + ["Usage: bulla"] { #expect(outcome.messages.contains(words), "\(outcome)") }
    }
}
