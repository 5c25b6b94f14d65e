import ArgumentParser
import Attestation
import Bytes
import VerifyCommands

/// `bulla evidence pack`: check captured evidence and lay it out as a session takes it.
struct EvidencePack: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Check captured evidence and collateral, and pack them for a session.",
        discussion: Discussion.text(
            """
            Takes the captured files (on a connected host Samples/capture/capture.py fetches the
            collateral), recognizes each by its content, checks that none is missing and that the
            evidence is authentic now, and writes a folder with the file names of `bulla spec
            evidence-v1.md`, for `bulla session`. Certificates are taken out of the table that a host hands over, and evidence
            out of base64 and hexadecimal; all other bytes are copied unchanged.

            Do this when the evidence is produced: collateral that is missing today may be unavailable
            in a year.

            Example:
              bulla evidence pack report.bin vcek.der ask_ark.pem crl.der -o packed
            """
        )
    )

    @Argument(help: "The evidence and its collateral, as files or folders.", completion: .file()) var files:
        [String]
    @Option(name: .shortAndLong, help: "The folder to write; it must not exist.", completion: .directory)
    var output: String
    @Option(help: "Check as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.")
    var at: TimeArgument?
    @Option(
        help:
            "Trust this vendor root certificate too, as VENDOR=FILE; VENDOR is amd, intel, aws or nvidia (repeatable)."
    )
    var root: [String] = []
    @OptionGroup var result: ResultOptions

    func run() throws {
        guard !Folder.hasEntry(output) else { throw CommandFailure("\(output): already exists") }
        let time = try Inputs.time(at)
        let context = AuthenticationContext(
            roots: try EvidenceInputs.roots(root),
            bracket: TimeBracket(asOf: time)
        )
        // Read once: what is written is what was judged.
        let sorted = try EvidenceInputs.sorted(files)
        let pieces = try EvidenceInputs.evidence(in: sorted, from: files)
        guard !pieces.contains(where: { $0.kind == .nvidiaSwitch }) else {
            throw CommandFailure("a session binds no switches", hint: "give their reports to `inspect` alone")
        }
        for appraisal in Appraisal.all(of: pieces, policy: .none, context: context) {
            try check(appraisal, context)
        }
        try write(sorted)
        Console.line(
            "\(output): \(sorted.names.joined(separator: ", "))",
            ["files": .array(sorted.names.map { .string($0) }), "folder": .string(output)]
        )
    }

    /// Refuses evidence that is not authentic, or not shown to be.
    private func check(_ appraisal: Appraisal, _ context: AuthenticationContext) throws {
        guard appraisal.result == .authentic else {
            Console.errors(AppraisalReport(appraisal, bracket: context.bracket).lines)
            for finding in appraisal.findings where finding.outcome == .fail {
                Console.gather([
                    "code": .string(finding.code.rawValue), "detail": .string(finding.detail),
                    "subject": .string(finding.subject),
                ])
            }
            Console.note("hint: --at TIME checks as of when the evidence was captured")
            throw appraisal.result == .rejected ? ExitStatus.rejected : ExitStatus.unfinished
        }
        for finding in appraisal.findings where [.warn, .notChecked].contains(finding.outcome) {
            Console.note("note: \(finding.subject): \(finding.detail)")
        }
        Console.note("\(appraisal.kind.title): authentic as of \(context.bracket?.to.description ?? "")")
    }

    /// Under a temporary name first: a folder with half of the files must not look packed.
    private func write(_ files: EvidenceFiles) throws {
        let folder = try AtomicFolder(output)
        for name in files.names {
            try AtomicFile.write(files[name] ?? [], to: "\(folder.temporaryPath)/\(name)")
        }
        try folder.finish()
    }
}
