import Formats
import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
    static let programs = ["bulla", "bulla-verify", "bulla-train"]

    /// A command with its path of subcommands, and those below it, as its help lists them.
    private static func commands(_ program: String, below path: [String] = []) throws -> [[String]] {
        let help = try Command.run(Built.path(program), path + ["--help"]).output
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        let listed = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { !$0.isEmpty }
        let names = listed.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        return try [path] + names.flatMap { try commands(program, below: path + [$0]) }
    }

    @Test("of every command shows an example and fits a narrow terminal", arguments: programs)
    func examples(_ program: String) throws {
        let commands = try Self.commands(program)
        #expect(commands.count >= (program == "bulla" ? 20 : program == "bulla-verify" ? 5 : 1))
        for command in commands {
            let outcome = try Command.run(Built.path(program), command + ["--help"])
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("Example"), "\(program) \(command.joined(separator: " "))")
        }
    }

    @Test("says the version", arguments: programs)
    func version(_ program: String) throws {
        let outcome = try Command.run(Built.path(program), ["--version"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("bulla \(Formats.version) "))
    }
}
