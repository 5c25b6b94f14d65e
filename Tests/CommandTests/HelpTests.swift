import ArgumentParser
import Bytes
import Formats
import TestSupport
import Testing

@testable import VerifyCommands
@testable import bulla
@testable import bulla_train
@testable import bulla_verify

/// Every page of help, made in this process for a terminal of 80 columns.
@Suite("Help")
struct HelpTests {
    static let pages = HelpCheck.programs.flatMap { pages(of: $0, in: $0, below: []) }

    /// Those pages or, before each commit, one of each command that two programs share.
    static let tried = Effort.kinds(pages) { ObjectIdentifier($0.command) }

    private static func pages(
        of command: any ParsableCommand.Type,
        in root: any ParsableCommand.Type,
        below path: [String]
    ) -> [HelpSubject] {
        let page = HelpSubject(root: root, command: command, path: path)
        return [page]
            + command.configuration.subcommands.flatMap { pages(of: $0, in: root, below: page.path) }
    }

    @Test("is there for every command of every program")
    func number() {
        let names = Self.pages.map(\.name)
        #expect(Set(names).count == names.count)
        for (program, least) in [("bulla", 70), ("bulla-verify", 15), ("bulla-train", 1)] {
            #expect(Self.pages.count { $0.program == program } >= least, "\(program)")
        }
    }

    @Test("fits the terminal, has examples to copy, and explains all in plain sentences", arguments: tried)
    func page(_ page: HelpSubject) throws {
        let options = try page.options()
        for check in HelpCheck.allCases {
            let faults = check.faults(page, options)
            #expect(faults.isEmpty, "\(check): \(faults.joined(separator: "\n"))")
        }
    }

    @Test("that is botched is found out by every check", arguments: HelpCheck.allCases)
    func botched(_ check: HelpCheck) throws {
        let page = HelpSubject(root: Botched.self, command: Botched.self, path: [])
        #expect(try !check.faults(page, page.options()).isEmpty)
    }

    @Test("prints arguments in the form that is read again")
    func descriptions() {
        for text in ["5m", "90s", "1h30m", "2h", "1h1s"] {
            let read = DurationArgument(argument: text)
            #expect(
                read != nil && read == read.flatMap { DurationArgument(argument: $0.description) },
                "\(text)"
            )
        }
        #expect(DurationArgument.fiveMinutes.description == "5m")
        for text in ["95", "99.5", "99.95", "0.01"] {
            #expect(PercentArgument(argument: text)?.description == text)
        }
        for text in ["10%", "0%", "100%", "0.25%", "12.3456%"] {
            #expect(Share(argument: text)?.description == text)
        }
        #expect(ShardArgument(argument: "3/8")?.description == "3/8")
        #expect(RoleArgument(argument: "log")?.description == "log")
    }

    @Test(
        "names an unknown command, and those that there are",
        arguments: [["verfy", "x"], ["trust", "verfy"]]
    )
    func unknown(_ arguments: [String]) {
        do {
            _ = try CommandRunner.parsed(Bulla.self, arguments)
            Issue.record("taken")
        } catch {
            let message = Bulla.message(for: error)
            let known = arguments[0] == "trust" ? "fingerprint" : "verify"
            #expect(message.contains("no command \"verfy\"") && message.contains(known), "\(message)")
        }
    }

    @Test("is what the programs print", arguments: ["bulla seal", "bulla-verify verify", "bulla-train"])
    func printed(_ name: String) throws {
        let page = try #require(Self.pages.first { $0.name == name })
        let outcome = try Command.run(
            "/usr/bin/env",
            ["COLUMNS=80", Built.path(page.program)] + page.path.dropFirst() + ["--help"]
        )
        #expect(outcome.status == 0 && outcome.messages.isEmpty)
        let printed = outcome.output.split(separator: "\n").map(String.init)
        #expect(printed == page.lines.filter { !$0.isEmpty })
    }

    @Test("says the version", arguments: ["bulla", "bulla-verify", "bulla-train"])
    func version(_ program: String) throws {
        let outcome = try Command.run(Built.path(program), ["--version"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("bulla \(Formats.version) "))
    }
}
