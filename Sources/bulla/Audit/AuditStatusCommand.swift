import ArgumentParser
import Audit
import Bytes
import Trust
import VerifyCommands

/// `bulla audit status`: which weeks came, which are missing or late, and what was sampled.
struct AuditStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the state of a run that is audited weekly: segments, audits and gaps.",
        discussion: Discussion.text(
            """
            Reads the heads of the bundles (*.bulla.tar.xz), the ceremonies (*.audit.json) and the
            receipts (*.receipt.dsse.json) of one folder. It knows files by their contents, follows no
            link, and reports a name that says another kind. Bundles are not verified here: run `bulla
            verify` for each. Notes of manifests (*.note), receipts and chains of custody (*.custody)
            show the age of signatures by keys that have since ended. Files that nobody in the trust
            file signed are listed and not counted. Docs/weekly-audit.md explains each line.

            Exit status: 0 if the segments are continuous and nothing is missing, late or forked; 1 if
            something is forked, contradicts what you kept, or has a wrong signature; 2 if something is
            missing, late or unknown.

            Examples:
              bulla audit status weeks --trust trust.json
              bulla audit status weeks --trust trust.json --kept week3.checkpoint \\
                --at 2026-07-01T00:00:00Z
              bulla audit status weeks --trust trust.json --json > status.json
            """
        )
    )

    @Argument(help: "The folder of bundles, ceremonies and receipts.", completion: .directory) var folder:
        String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(help: "A checkpoint that you kept (repeatable).", completion: .file()) var kept: [String] = []
    @Option(
        help: "A producer's response, a folder; the ledgers that several state are compared (repeatable).",
        completion: .directory
    )
    var response: [String] = []
    @Option(help: "Judge keys and dates as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        TimeArgument?
    @Flag(help: "The run has ended; expect no further segment.") var ended = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (trust, digest) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        var reader = try AuditFolder(path: folder, trust: trust, time: time)
        reader.input.isEnded = ended
        reader.input.kept = try kept.map { try AuditFolder.remembered($0) }
        try reader.compareLedgers(of: response)
        let status = try AuditStatus(reader.input, trust: trust, at: time)
        if json {
            let document = status.json(trust: digest, version: trust.version)
            Console.json(document)
        } else {
            Console.lines(status.lines(trust: digest, version: trust.version))
        }
        switch status.state {
        case .continuous: return
        case .contradicted: throw ExitStatus.rejected
        case .incomplete: throw ExitStatus.unfinished
        }
    }
}
