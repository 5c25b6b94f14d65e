import ArgumentParser
import Bytes
import CustodyChain
import Reports
import Trust
import Verification
import VerifyCommands

/// `bulla custody status`: who has a medium, and the whole story.
struct CustodyStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show who holds a medium, its history, and any faults in its chain.",
        discussion: Discussion.text(
            """
            Exit status: 0 if the chain has no fault, 1 if it has. Events missing at the end of the
            chain are detected only with --kept, an event that you kept.

            Examples:
              bulla custody status week1.custody --trust trust.json
              bulla custody status week1.custody --trust trust.json \\
                --bundle week1.bulla.tar.xz --kept 001-release.dsse.json
            """
        )
    )

    @Argument(help: "The folder with the chain of custody.", completion: .directory) var folder: String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(help: "The bundle that the chain must describe.", completion: .file()) var bundle: String?
    @Option(help: "An event of the chain that you kept, or its digest.", completion: .file()) var kept:
        String?
    @Option(help: "For a copy, the folder with the chain of the original medium.", completion: .directory)
    var parent: String?
    @Option(help: "The serial number on the medium in front of you.") var medium: String?
    @Option(help: "Judge the chain as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        TimeArgument?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (people, digest) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        let story = CustodyJudge.story(of: try input(), trust: people, at: time)
        if json {
            let status = story.status(asOf: time, trust: digest, version: people.version)
            Console.json(status)
        } else {
            show(story)
        }
        guard story.holds else { throw ExitStatus.rejected }
    }

    private func input() throws -> CustodyInput {
        var input = try CustodyFolder.input(folder)
        if let bundle { try input.take(bundle: bundle) }
        input.kept = try kept.map(CustodyFolder.kept)
        input.parent = try parent.map(CustodyFolder.files)
        input.medium = medium
        return input
    }

    private func show(_ story: CustodyStory) {
        story.lines.forEach(Console.line)
        for fault in story.faults {
            Console.line("fault: \(fault.code.rawValue): \(fault.subject): \(fault.detail)")
        }
        for fault in story.warnings {
            Console.line("warning: \(fault.code.rawValue): \(fault.subject): \(fault.detail)")
        }
        for words in story.unchecked { Console.line("not checked: \(words)") }
        if bundle == nil {
            Console.line("not checked: whether the chain describes your bundle; give --bundle FILE")
        }
    }
}

extension CustodyStory {
    /// The answer of `bulla custody status --json`; `Formats/custody-status-v1.schema.json`.
    fileprivate func status(asOf: Timestamp, trust: Digest, version: Int) -> JSON {
        [
            "as_of": .string(asOf.description), "custody": CustodyRecord(self).json,
            "faults": .array(faults.map(\.json)),
            "trust": ["sha256": .digest(trust), "version": .number(version)],
            "type": "bulla-custody-status/1", "unchecked": .array(unchecked.map { .string($0) }),
            "warnings": .array(warnings.map(\.json)),
        ]
    }
}

extension CustodyFault {
    fileprivate var json: JSON {
        ["code": .string(code.rawValue), "detail": .string(detail), "subject": .string(subject)]
    }
}
