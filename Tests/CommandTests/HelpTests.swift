import ArgumentParser
import Formats
import Foundation
import TestSupport
import Testing

@testable import VerifyCommands
@testable import bulla
@testable import bulla_train
@testable import bulla_verify

/// Every page of help, made in this process for a terminal of 80 columns.
@Suite("Help")
struct HelpTests {
    static let programs: [any ParsableCommand.Type] = [Bulla.self, BullaVerify.self, BullaTrain.self]

    static let pages = programs.flatMap { pages(of: $0, in: $0, below: []) }

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
        let names = Set(Self.pages.map(\.name))
        #expect(names.count == Self.pages.count)
        for (program, least) in [("bulla", 70), ("bulla-verify", 15), ("bulla-train", 1)] {
            #expect(
                names.count { $0.split(separator: " ").first == Substring(program) } >= least,
                "\(program)"
            )
        }
    }

    @Test("fits 80 columns", arguments: pages)
    func width(_ page: HelpSubject) {
        for line in page.lines { #expect(line.count <= 80, "\(line)") }
    }

    @Test("has examples, each line of them whole", arguments: pages)
    func examples(_ page: HelpSubject) {
        let written = page.command.configuration.discussion.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("  ")
        }
        #expect(!written.isEmpty)
        for line in written {
            #expect(line.count <= Discussion.exampleWidth, "\(line)")
            let line =
                page.program == "bulla-verify"
                ? line.replacing(" bulla ", with: " bulla-verify ") : line
            #expect(page.lines.contains(line), "\(line)")
        }
    }

    @Test("has examples that the programs take as they are printed", arguments: pages)
    func commands(_ page: HelpSubject) throws {
        for words in page.exampleCommands {
            let root = try #require(
                Self.programs.first { $0.configuration.commandName == words.first },
                "\(words)"
            )
            #expect(throws: Never.self, "\(words)") { try root.parseAsRoot(Array(words.dropFirst())) }
        }
        #expect(page.exampleCommands.count >= 1)
    }

    @Test("has paragraphs that the terminal alone breaks", arguments: pages)
    func paragraphs(_ page: HelpSubject) {
        var last = Substring("")
        for line in page.command.configuration.discussion.split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            let isProse = !line.isEmpty && !line.hasPrefix("  ")
            #expect(!isProse || last.isEmpty || last.hasPrefix("  "), "\(line)")
            last = line
        }
    }

    @Test("begins with what the command does", arguments: pages)
    func abstract(_ page: HelpSubject) {
        let abstract = page.command.configuration.abstract
        #expect(abstract.hasSuffix(".") && abstract.count <= 85, "\(abstract)")
        let verb = abstract.prefix { $0 != " " && $0 != "," }
        #expect(HelpSubject.verbs.contains(String(verb)), "\(verb)")
    }

    @Test("explains every argument, option and flag in a sentence", arguments: pages)
    func options(_ page: HelpSubject) throws {
        for option in try page.options() {
            let text = try #require(option.abstract, "\(option.name)")
            let isSentence = text.first?.isUppercase == true && (text.hasSuffix(".") || text.hasSuffix(")"))
            #expect(isSentence, "\(option.name): \(text)")
            if text.contains("time (") || text.contains("(YYYY") {
                #expect(text.contains("(YYYY-MM-DDThh:mm:ssZ)"), "\(option.name): \(text)")
            }
        }
    }

    @Test("prints defaults as they are typed", arguments: pages)
    func defaults(_ page: HelpSubject) throws {
        for option in try page.options() {
            guard let value = option.defaultValue else { continue }
            let isTyped = value.allSatisfy { !"()[]{}\":".contains($0) } && value.count <= 40
            #expect(isTyped, "\(option.name): \(value)")
            if let all = option.values { #expect(all.contains(value), "\(option.name): \(value)") }
        }
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

    @Test("lists the values of an option that takes only some, and so does the error", arguments: pages)
    func values(_ page: HelpSubject) throws {
        for option in try page.options() {
            guard let all = option.values else { continue }
            #expect(
                all.count >= 2 && page.flat.contains("values: \(all.joined(separator: ", "))"),
                "\(option.name)"
            )
            #expect(option.values.map { $0 == all.sorted() || Set($0).count == all.count } == true)
            let arguments = page.path.dropFirst() + ["--\(option.name)", "no-such-value"]
            do {
                _ = try page.root.parseAsRoot(Array(arguments))
                Issue.record("\(option.name) takes anything")
            } catch {
                let message = page.root.message(for: error)
                for value in all { #expect(message.contains("'\(value)'"), "\(message)") }
            }
        }
    }

    @Test("is plain: none of the phrases that readers stumbled over", arguments: pages)
    func plain(_ page: HelpSubject) {
        for phrase in HelpSubject.riddles { #expect(!page.flat.contains(phrase), "\(phrase)") }
    }

    @Test(
        "an unknown command is named, with those that there are",
        arguments: [["verfy", "x"], ["trust", "shw"]]
    )
    func unknown(_ arguments: [String]) {
        do {
            _ = try CommandRunner.parsed(Bulla.self, arguments)
            Issue.record("taken")
        } catch {
            let message = Bulla.message(for: error)
            let (word, known) = arguments[0] == "trust" ? ("shw", "show") : ("verfy", "verify")
            #expect(
                message.contains("no command \"\(word)\"") && message.contains(", \(known)"),
                "\(message)"
            )
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
        #expect(
            outcome.output.split(separator: "\n") == page.lines.filter { !$0.isEmpty }.map { Substring($0) }
        )
    }

    @Test("says the version", arguments: ["bulla", "bulla-verify", "bulla-train"])
    func version(_ program: String) throws {
        let outcome = try Command.run(Built.path(program), ["--version"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("bulla \(Formats.version) "))
    }
}
