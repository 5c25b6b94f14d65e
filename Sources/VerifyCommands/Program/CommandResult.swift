package import ArgumentParser
package import Bytes
import Synchronization

/// `--json` of a command whose result has no document of its own.
package struct ResultOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.") package var json = false

    package init() {}
}

/// A command whose result is lines for people or, with `--json`, one document `bulla-result/1`.
///
/// It prints its lines with what they say for programs (`Console.line(_:_:)`); the document is made of that at the end.
package protocol ResultCommand: ParsableCommand {
    var result: ResultOptions { get }
}

/// What a command says, as it is gathered for `--json`: `Formats/result-v1.schema.json`, `Docs/output.md`.
struct CommandResult {
    /// The words of the command without the program's name: `trust add`.
    let command: String
    var lines: [String] = []
    var values: [String: JSON] = [:]
    var faults: [JSON] = []

    init(command: String) {
        self.command = command
    }

    func json(isRejected: Bool) -> JSON {
        [
            "command": .string(command), "faults": .array(faults),
            "lines": .array(lines.map { .string($0) }),
            "result": isRejected ? "rejected" : "done", "type": "bulla-result/1", "values": .object(values),
        ]
    }
}

/// An error with a code that stays the same across releases.
private protocol CodedError: Error {
    var codeText: String { get }
    var location: String { get }
    var detail: String { get }
}

extension Failure: CodedError {
    fileprivate var codeText: String { code.rawValue }
}

extension Console {
    /// A line of the result, and what it says for programs.
    package static func line(_ text: String, _ values: [String: JSON]) { lines([text], values) }

    /// Lines of the result, and what they say for programs.
    package static func lines(_ texts: [String], _ values: [String: JSON]) {
        lines(texts)
        gathered.withLock { $0?.values.merge(values) { _, new in new } }
    }

    /// What no line says by itself.
    package static func values(_ values: [String: JSON]) { lines([], values) }

    /// Something wrong that was said already.
    package static func gather(_ fault: JSON) { gathered.withLock { $0?.faults.append(fault) } }

    /// Something that was checked and found wrong, as a line of the result: `refused: code: subject: detail`.
    package static func fault(
        _ word: String,
        _ code: some RawRepresentable<String>,
        _ subject: String,
        _ detail: String
    ) {
        line("\(word): \(code.rawValue): \(subject): \(detail)")
        gather(["code": .string(code.rawValue), "detail": .string(detail), "subject": .string(subject)])
    }

    /// The same of the only thing that it can be about.
    package static func fault(_ word: String, _ code: some RawRepresentable<String>, _ detail: String) {
        line("\(word): \(code.rawValue): \(detail)")
        gather(["code": .string(code.rawValue), "detail": .string(detail)])
    }

    /// The same of a flaw as a message, where the command has no lines about it.
    package static func rejected<Reason>(_ flaw: Flaw<Reason>) {
        error("rejected: \(flaw.code.rawValue): \(flaw.subject): \(flaw.detail)")
        gather([
            "code": .string(flaw.code.rawValue), "detail": .string(flaw.detail),
            "subject": .string(flaw.subject),
        ])
    }

    /// A message that an input is rejected; the caller ends with status 1.
    package static func rejected(_ text: String) {
        error("rejected: \(text)")
        gather(["detail": .string(text)])
    }

    /// The same of what stopped the reading of a file.
    package static func rejected(_ place: String?, _ stopped: any Error) {
        error("rejected: " + (place.map { "\($0): " } ?? "") + "\(stopped)")
        guard let coded = stopped as? any CodedError else {
            return gather(["detail": .string("\(stopped)")])
        }
        let subject = [place, coded.location].compactMap(\.self).filter { !$0.isEmpty }.joined(
            separator: ": "
        )
        var members: [String: JSON] = ["code": .string(coded.codeText), "detail": .string(coded.detail)]
        if !subject.isEmpty { members["subject"] = .string(subject) }
        gather(.object(members))
    }
}
