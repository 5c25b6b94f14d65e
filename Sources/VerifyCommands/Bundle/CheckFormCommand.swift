package import ArgumentParser
import Bytes
import CustodyChain
import CustodyForm
import Glibc

/// `custody check-form`: whether a paper and a bundle belong together.
package struct CheckFormCommand: ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check-form",
        abstract: "Check whether a custody form belongs to a bundle.",
        discussion: Discussion.text(
            """
            Takes what was typed, scanned or pasted from the paper: lines of digits with their labels
            (M1, M2, T1 …), the 24 words, the text of the QR code, the whole text of the page, or the
            page's file. Capitals, spaces and line ends are ignored. Typing errors are reported with
            their position.

            Exit status: 0 if everything matches the bundle; 1 if something is mistyped or belongs to
            another bundle; 2 if no part of a form was recognized. The bundle and the chain are
            compared, not verified: use `bulla verify --custody`.

            Examples:
              bulla custody check-form typed.txt --bundle week1.bulla.tar.xz
              zbarimg --raw -q scan.png | bulla custody check-form - \\
                --bundle week1.bulla.tar.xz
            """
        )
    )

    @Argument(help: "The text that was typed or scanned: a file, or - for stdin.", completion: .file())
    var file: String
    @Option(help: "The bundle that came with the paper.", completion: .file()) var bundle: String
    @Option(
        help: "The folder with the chain of custody, to find the form's event in it.",
        completion: .directory
    ) var custody: String?
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func run() throws {
        let text = FormText(String(decoding: try bytes(), as: UTF8.self))
        guard !text.isEmpty else { throw CheckFormCommand.nothing(file) }
        let paper = try PaperBundle(path: bundle)
        let comparison = FormComparison(text, with: FormSubject(digests: paper.digests, events: try events()))
        guard comparison.verdict != .nothing else { throw CheckFormCommand.nothing(file) }
        Console.line(
            comparison.verdict.words,
            [
                "notes": .array(comparison.notes.map { .string("\($0)") }),
                "same": .array(comparison.same.map { .string("\($0)") }),
                "verdict": .string("\(comparison.verdict)"),
            ]
        )
        if !comparison.same.isEmpty { Console.line("same: \(comparison.same.joined(separator: ", "))") }
        for fault in comparison.faults {
            Console.line("rejected: \(fault)")
            Console.gather(["detail": .string("\(fault)")])
        }
        for note in comparison.notes { Console.line("note: \(note)") }
        guard comparison.verdict == .together else { throw ExitStatus.rejected }
    }

    /// Digests of the chain's events by their numbers; nobody's signature is looked at.
    private func events() throws -> [Digest]? {
        guard let custody else { return nil }
        let events = try CustodyFolder.files(custody).map { file in
            do { return try SignedCustodyEvent(canonical: file.bytes).event } catch {
                throw CommandFailure(
                    "\(custody)/\(file.name): \(error)",
                    hint: "bulla custody status \(custody) --trust FILE shows the faults of the chain"
                )
            }
        }
        return events.sorted { $0.number < $1.number }.map(\.digest)
    }

    private func bytes() throws -> [UInt8] {
        guard file == "-" else { return try File.contents(of: file, limit: FormText.limit) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure("stdin: \(String(cString: strerror(errno)))") }
            guard count > 0 else { return all }
            all += piece[..<count]
            guard all.count <= FormText.limit else {
                throw CommandFailure("stdin: more than \(FormText.limit) bytes")
            }
        }
    }

    private static func nothing(_ file: String) -> CommandFailure {
        CommandFailure(
            "\(file): no part of a custody form; want lines such as M1 and M2, 24 words, or the text of the QR code",
            hint: "begin each line with its label: M1 b0b5 5ae5 …"
        )
    }
}

/// `custody`: what `bulla-verify` has of it.
package struct CustodyCheckGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract: "Check a custody form on paper against a bundle.",
        discussion: Discussion.text(
            """
            Example:
              bulla-verify custody check-form typed.txt --bundle week1.bulla.tar.xz
            """
        ),
        subcommands: [CheckFormCommand.self]
    )

    package init() {}
}

extension FormComparison.Verdict {
    fileprivate var words: String {
        switch self {
        case .together: "together: everything given matches this bundle"
        case .mistyped: "mistyped: correct the rejected lines below and try again"
        case .apart: "apart: this form does not belong to this bundle"
        case .nothing: "nothing"
        }
    }
}
