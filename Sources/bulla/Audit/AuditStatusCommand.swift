import ArgumentParser
import Audit
import Bytes
import Trust
import VerifyCommands

/// `bulla audit status`: which weeks came, which are missing or late, and what was sampled.
struct AuditStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what came of a run that is audited weekly, what did not, and what was sampled.",
        discussion: """
            Reads the bundles (*.bulla.tar.xz, their heads alone), ceremonies (*.audit.json) and receipts
            (*.receipt.dsse.json) of one folder. Bundles are not verified here: `bulla verify` does that, week by week.
            Notes of manifests (*.note), receipts and chains of custody (*.custody) show how old signatures are whose keys
            have ended since. What nobody in the trust file signed is named and not counted. Docs/weekly-audit.md explains each line.

            Ends with 0 if the segments are continuous and nothing is missing, late or forked; 1 if something is forked,
            contradicts what you kept, or has a wrong signature; 2 if something is missing, late or not known.

            Examples:
              bulla audit status weeks --trust trust.json
              bulla audit status weeks --trust trust.json --kept week3.checkpoint --at 2026-07-01T00:00:00Z
              bulla audit status weeks --trust trust.json --json > status.json
            """
    )

    @Argument(help: "The folder of bundles, ceremonies and receipts.") var folder: String
    @Option(help: "Your trust file.") var trust: String
    @Option(help: "A checkpoint that you kept; may be given several times.") var kept: [String] = []
    @Option(help: "Judge keys and dates as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        String?
    @Flag(help: "The run has ended: no further segment is owed.") var ended = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let (trust, digest) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        var reader = AuditFolder(path: folder, trust: trust, time: time)
        try reader.read()
        reader.input.isEnded = ended
        reader.input.kept = try kept.map { try AuditFolder.remembered($0) }
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
