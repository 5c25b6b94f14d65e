import ArgumentParser
import Foundation
import Testing

@testable import VerifyCommands

/// One page of help, and what can be asked of it.
struct HelpSubject: Sendable, CustomTestStringConvertible {
    let root: any ParsableCommand.Type
    let command: any ParsableCommand.Type
    /// The words that lead to the command, the program first.
    let path: [String]
    let lines: [String]

    init(root: any ParsableCommand.Type, command: any ParsableCommand.Type, path: [String]) {
        self.root = root
        self.command = command
        self.path = path + [command.configuration.commandName ?? "\(command)"]
        lines = HelpPage.text(of: command, in: root, columns: 80)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var program: String { path[0] }
    var name: String { path.joined(separator: " ") }
    var testDescription: String { name }

    /// The lines of the discussion as they are written.
    var written: [String] {
        command.configuration.discussion.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
    }

    /// The page without its line breaks.
    var flat: String {
        lines.flatMap { $0.split(separator: " ") }.joined(separator: " ")
    }
}

// MARK: Examples

extension HelpSubject {
    /// The commands of our programs among the examples, as a shell splits them into words.
    var exampleCommands: [[String]] {
        let text = lines.prefix { !$0.hasPrefix("USAGE:") }.filter { $0.hasPrefix("  ") }.joined(
            separator: "\n"
        )
        return text.replacing("\\\n", with: "").split(separator: "\n").flatMap { line in
            let words = HelpSubject.words(String(line))
            return words.split(separator: "|").map { command in
                command.prefix { $0 != "<" && $0 != ">" }.map { HelpSubject.variables[$0] ?? $0 }
            }
        }.filter { $0.first?.hasPrefix("bulla") == true }
    }

    /// What a person puts in for the variables of examples.
    private static let variables = [
        "$SHA256": String(repeating: "0a", count: 32), "$HEX": String(repeating: "0a", count: 32),
    ]

    /// The words of a line, with what stands in quotes as one.
    private static func words(_ line: String) -> [String] {
        var (words, word, quote) = ([String](), "", Character?.none)
        for letter in line {
            if letter == quote {
                quote = nil
            } else if quote == nil && (letter == "\"" || letter == "'") {
                quote = letter
            } else if quote == nil && letter == " " {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(letter)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

// MARK: Options

extension HelpSubject {
    /// An argument, option or flag, as the parser itself describes it.
    struct Option {
        let name: String
        let abstract: String?
        let defaultValue: String?
        /// All values, where only some are taken.
        let values: [String]?
    }

    func options() throws -> [Option] {
        let dump = try JSONSerialization.jsonObject(with: Data(command._dumpHelp().utf8))
        let described = (dump as? [String: Any])?["command"] as? [String: Any]
        let arguments = described?["arguments"] as? [[String: Any]] ?? []
        return arguments.compactMap { argument in
            let preferred = argument["preferredName"] as? [String: Any]
            let name = (preferred?["name"] ?? argument["valueName"]) as? String ?? "?"
            return Option(
                name: name,
                abstract: argument["abstract"] as? String,
                defaultValue: argument["defaultValue"] as? String,
                values: argument["allValues"] as? [String]
            )
        }
    }
}

// MARK: Words

extension HelpSubject {
    /// How abstracts begin.
    static let verbs: Set = [
        "Add", "Answer", "Append", "Attest", "Check", "Close", "Commit", "Correct", "Countersign", "Create",
        "Define", "Explain", "Inspect", "List", "Open", "Plan", "Print", "Publish", "Receive", "Record",
        "Release", "Replace", "Report", "Request", "Retire", "Reveal", "Review", "Revoke", "Seal", "Search",
        "Separate", "Set", "Show", "Sign", "Start", "Train", "Transfer", "Verify", "Waive", "Write",
    ]

    static let riddles = [
        " stand ", " stands ", "so many", "so long", "by lot", "no more", "any more", "the telling",
        "Put down",
        "Write down", "Look at", "looked at", "Take chance", "foretell", "at their word", "Your word",
        "its word",
        "nobody else has", "need be", "goes along", "wrong hands", "hold data", "Hold ", "held against",
        "is owed",
        "vouch", "be had", "whoever takes", "where there is", "What stands", "said by", "Say ", "put right",
        "anew",
    ]
}
