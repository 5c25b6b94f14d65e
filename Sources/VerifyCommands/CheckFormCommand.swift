package import ArgumentParser
import Bytes
import CustodyChain
import CustodyForm
import Glibc

/// `custody check-form`: whether a paper and a bundle belong together.
package struct CheckFormCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check-form",
        abstract: "Say whether a custody form and a bundle belong together.",
        discussion: """
            Takes what somebody typed, scanned or pasted of the paper: lines of digits with their labels (M1, M2, T1 …),
            the 24 words, the text of the QR code, the whole text of the page, or the page's file. Capitals, spaces and
            line ends do not matter. A slip of the finger is named with its place.

            Ends with 0 when everything that was given is the bundle's, with 1 when something is mistyped or another
            bundle's, and with 2 when nothing of a form was recognised. The bundle is compared, not verified,
            and so is the chain: `verify --custody` judges it.

            Examples:
              bulla custody check-form typed.txt --bundle week1.bulla.tar.xz
              zbarimg --raw -q scan.png | bulla custody check-form - --bundle week1.bulla.tar.xz
            """
    )

    @Argument(help: "What was typed or scanned: a file of text, or - for stdin.") var file: String
    @Option(help: "The bundle that came with the paper.") var bundle: String
    @Option(help: "The folder with the chain of custody, to find the paper's event in it.") var custody:
        String?

    package init() {}

    package func run() throws {
        let text = FormText(String(decoding: try bytes(), as: UTF8.self))
        guard !text.isEmpty else { throw CheckFormCommand.nothing(file) }
        let paper = try PaperBundle(path: bundle)
        let comparison = FormComparison(text, with: FormSubject(digests: paper.digests, events: try events()))
        guard comparison.verdict != .nothing else { throw CheckFormCommand.nothing(file) }
        Console.line(comparison.verdict.words)
        if !comparison.same.isEmpty { Console.line("same: \(comparison.same.joined(separator: ", "))") }
        for fault in comparison.faults { Console.line("rejected: \(fault)") }
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
                    hint: "bulla custody status \(custody) --trust FILE says what is wrong with the chain"
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
            "\(file): nothing that names a bundle; want lines such as M1 and M2, 24 words, or the text of the QR code",
            hint: "begin each line with its label: M1 b0b5 5ae5 …"
        )
    }
}

/// `custody`: what `bulla-verify` has of it.
package struct CustodyCheckGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract: "Hold a custody form on paper against a bundle.",
        discussion: """
            Example:
              bulla-verify custody check-form typed.txt --bundle week1.bulla.tar.xz
            """,
        subcommands: [CheckFormCommand.self]
    )

    package init() {}
}

extension FormComparison.Verdict {
    fileprivate var words: String {
        switch self {
        case .together: "together: what was given of the paper is this bundle's"
        case .mistyped: "mistyped: correct what is rejected below, and ask again"
        case .apart: "apart: this paper does not belong to this bundle as it is here"
        case .nothing: "nothing"
        }
    }
}
