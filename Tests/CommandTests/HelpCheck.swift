import ArgumentParser
import Bytes

@testable import VerifyCommands
@testable import bulla
@testable import bulla_train
@testable import bulla_verify

/// What every page of help must be; each check says what is wrong with a page.
enum HelpCheck: CaseIterable {
    case width, examplesWhole, examplesTaken, paragraphs, abstract, options, defaults, values, plain

    static let programs: [any ParsableCommand.Type] = [Bulla.self, BullaVerify.self, BullaTrain.self]

    func faults(_ page: HelpSubject, _ options: [HelpSubject.Option]) -> [String] {
        switch self {
        case .width: page.lines.filter { $0.count > 80 }
        case .examplesWhole: wholeExamples(page)
        case .examplesTaken: takenExamples(page)
        case .paragraphs: paragraphs(page)
        case .abstract: abstract(page)
        case .options: options.filter { !isSentence($0.abstract ?? "") }.map(\.name)
        case .defaults: options.filter { !isTyped($0) }.map(\.name)
        case .values: values(page, options)
        case .plain: HelpSubject.riddles.filter(page.flat.contains)
        }
    }

    /// Lines of examples that are too long to stay whole, or that the page does not have as they are written.
    private func wholeExamples(_ page: HelpSubject) -> [String] {
        let written = page.written.filter { $0.hasPrefix("  ") }
        guard !written.isEmpty else { return ["no example"] }
        let name = page.program == "bulla-verify" ? " bulla-verify " : " bulla "
        return written.filter { line in
            line.count > Discussion.exampleWidth
                || !page.lines.contains(line.replacing(" bulla ", with: name))
        }
    }

    /// Commands of examples that their program does not take as they are printed.
    private func takenExamples(_ page: HelpSubject) -> [String] {
        let commands = page.exampleCommands
        let refused = commands.filter { words in
            let program = HelpCheck.programs.first { $0.configuration.commandName == words.first }
            return (try? program?.parseAsRoot(Array(words.dropFirst()))) == nil
        }
        return commands.isEmpty ? ["no command"] : refused.map { $0.joined(separator: " ") }
    }

    /// Lines of prose that go on after a line of prose: the paragraph would be broken twice.
    private func paragraphs(_ page: HelpSubject) -> [String] {
        let isProse = page.written.map { !$0.isEmpty && !$0.hasPrefix("  ") }
        return page.written.indices.dropFirst().filter { isProse[$0] && isProse[$0 - 1] }.map {
            page.written[$0]
        }
    }

    private func abstract(_ page: HelpSubject) -> [String] {
        let abstract = page.command.configuration.abstract
        let verb = String(abstract.prefix { $0 != " " && $0 != "," })
        let isGood = abstract.hasSuffix(".") && abstract.count <= 85 && HelpSubject.verbs.contains(verb)
        return isGood ? [] : [abstract]
    }

    private func isSentence(_ text: String) -> Bool {
        text.first?.isUppercase == true && (text.hasSuffix(".") || text.hasSuffix(")"))
    }

    private func isTyped(_ option: HelpSubject.Option) -> Bool {
        guard let value = option.defaultValue else { return true }
        return value.count <= 40 && value.allSatisfy { !"()[]{}:\"".contains($0) }
            && (option.values?.contains(value) ?? true)
    }

    /// Options that take only some values, where help or the error does not list them all.
    private func values(_ page: HelpSubject, _ options: [HelpSubject.Option]) -> [String] {
        options.filter { option in
            guard let all = option.values else { return false }
            let arguments = Array(page.path.dropFirst()) + ["--\(option.name)", "no-such-value"]
            var message = ""
            do { _ = try page.root.parseAsRoot(arguments) } catch { message = page.root.message(for: error) }
            let isListed = all.allSatisfy { message.contains("'\($0)'") || message.contains("- \($0)") }
            return !isListed || !page.flat.contains("values: \(all.joined(separator: ", "))")
        }.map(\.name)
    }
}

/// A command whose help has every fault that the checks look for.
struct Botched: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulla",
        abstract: "what stands in the telling",
        discussion: """
            A paragraph that somebody broke
            by hand.

              bulla verfy week1.bulla.tar.xz
              bulla inspect week1.bulla.tar.xz --and-so-on-until-the-line-does-not-fit-the-terminal --json
            """
    )

    struct Anything: ExpressibleByArgument {
        init?(argument: String) {}
        static var allValueStrings: [String] { ["one", "other"] }
    }

    @Flag var unexplained = false
    @Option(help: "A default.") var value = "Value(number: 1)"
    @Option(help: "One or other.") var choice: Anything?
    @Option(help: "AWordThatIsSoLongThatNoTerminalOfEightyColumnsCanShowItWholeBesideTheNameOfItsOption.")
    var wide: String?
}
