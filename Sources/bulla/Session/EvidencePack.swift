import ArgumentParser
import Attestation
import Bytes
import VerifyCommands

/// `bulla evidence pack`: check captured evidence and lay it out as a session takes it.
struct EvidencePack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Check captured evidence and collateral, and lay them out for a session.",
        discussion: """
            Takes the files that were captured (Samples/capture/capture.py fetches collateral on a connected host), finds
            out what each is, checks that nothing is missing and that the evidence is authentic now, and writes a folder
            with the names of `bulla spec evidence-v1.md`, for `bulla session`. Bytes are copied as they are.

            Do it when the evidence is made: collateral that is missing today cannot be had in a year.

            Example:
              bulla evidence pack report.bin vcek.der ask_ark.pem crl.der -o packed
            """
    )

    @Argument(help: "Files or folders: the evidence and its collateral.") var files: [String]
    @Option(name: .shortAndLong, help: "The folder to write; it must not be there.") var output: String
    @Option(help: "The time as of which to check (YYYY-MM-DDThh:mm:ssZ); this machine's clock by default.")
    var at: String?
    @Option(help: "Another root certificate that you vouch for, as VENDOR=FILE (amd, intel, aws, nvidia).")
    var root: [String] = []

    func run() throws {
        guard !Folder.hasEntry(output) else { throw CommandFailure("\(output): exists already") }
        let time = try Inputs.time(at)
        let context = AuthenticationContext(
            roots: try EvidenceInputs.roots(root),
            bracket: TimeBracket(asOf: time)
        )
        // Read once: what is written is what was judged.
        let sorted = try EvidenceInputs.sorted(files)
        let pieces = try EvidenceInputs.evidence(in: sorted, from: files)
        for appraisal in Appraisal.all(of: pieces, policy: .none, context: context) {
            try check(appraisal, context)
        }
        try write(sorted)
        Console.line("\(output): \(sorted.names.joined(separator: ", "))")
    }

    /// Refuses evidence that is not authentic, or not shown to be.
    private func check(_ appraisal: Appraisal, _ context: AuthenticationContext) throws {
        guard appraisal.result == .authentic else {
            Console.errors(AppraisalReport(appraisal, bracket: context.bracket).lines)
            Console.note("hint: --at TIME checks as of when the evidence was captured")
            throw appraisal.result == .incomplete ? ExitStatus.unfinished : ExitStatus.rejected
        }
        for finding in appraisal.findings where [.warn, .notChecked].contains(finding.outcome) {
            Console.note("note: \(finding.subject): \(finding.detail)")
        }
        Console.note("\(appraisal.kind.title): authentic as of \(context.bracket?.to.description ?? "")")
    }

    /// Under a temporary name first: a folder with half of the files must not look packed.
    private func write(_ files: EvidenceFiles) throws {
        let partial = "\(output).partial"
        if Folder.exists(partial) { try Folder.remove(partial) }
        try Folder.create(partial)
        for name in files.names { try AtomicFile.write(files[name] ?? [], to: "\(partial)/\(name)") }
        try Folder.rename(partial, to: output)
    }
}
