package import ArgumentParser
import Attestation
import Bytes
import Certificates
import Trust

/// `bulla evidence inspect`: what a file of evidence says, whether it is authentic, and whether it is good enough.
package struct EvidenceInspect: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Explain evidence from a TEE or GPU, in words or as JSON.",
        discussion: Discussion.text(
            """
            Give the evidence and whatever was captured with it, in any order: certificates, revocation
            lists, collateral. A folder means all its files. Each file is recognized by its content and
            judged; a file that cannot be recognized is an error. Give at most one report, quote or
            document of a TEE, and any number of GPUs.

            Evidence contains no trustworthy time. State when it was produced with --from and --to, or
            with --at for one instant. Every certificate, list and piece of collateral must be valid for
            the whole interval.

            Exit status: 0 if the evidence is authentic and, with --trust, meets the policy; 1 if
            something is wrong with it; 2 if something is missing to decide that, or the evidence is
            of a kind or version that this program does not know.

            Examples:
              bulla evidence inspect report.bin
              bulla evidence inspect report.bin vcek.der ask_ark.pem crl.der \\
                --at 2025-06-20T00:00:00Z
              bulla evidence inspect quote.bin collateral.json \\
                --at 2025-06-20T00:00:00Z --trust trust.json --json
            """
        )
    )

    @Argument(help: "The evidence and its collateral, as files or folders.", completion: .file()) var files:
        [String]
    @Option(help: "The evidence was produced at this time (YYYY-MM-DDThh:mm:ssZ).") var at: TimeArgument?
    @Option(help: "The evidence was produced at or after this time (YYYY-MM-DDThh:mm:ssZ).") var from:
        TimeArgument?
    @Option(help: "The evidence was produced by this time (YYYY-MM-DDThh:mm:ssZ).") var to: TimeArgument?
    @Option(help: "Appraise the evidence by the policy of this trust file.", completion: .file()) var trust:
        String?
    @Option(
        help:
            "Trust this vendor root certificate too, as VENDOR=FILE; VENDOR is amd, intel, aws or nvidia (repeatable)."
    )
    var root: [String] = []
    @Flag(help: "Print JSON.") var json = false

    package init() {}

    package func validate() throws {
        guard !files.isEmpty else { throw ValidationError("want at least one file of evidence") }
        guard (from == nil) == (to == nil), at == nil || from == nil else {
            throw ValidationError("want --at alone, or --from and --to together")
        }
        _ = try EvidenceInputs.bracket(from: from, to: to)
        _ = try root.map { try EvidenceInputs.root($0) }
    }

    package func run() throws {
        let bracket = try EvidenceInputs.bracket(from: at ?? from, to: at ?? to)
        let policy = try trust.map { try Inputs.trust($0).trust.policy.attestation } ?? .none
        let context = AuthenticationContext(roots: try EvidenceInputs.roots(root), bracket: bracket)
        var status: ExitCode?
        let pieces = try read()
        for appraisal in Appraisal.all(of: pieces, policy: policy, context: context) {
            let report = AppraisalReport(appraisal, bracket: bracket)
            if json { Console.json(report.json) } else { Console.lines(report.lines) }
            status = EvidenceInspect.worse(status, appraisal.result, isAppraising: trust != nil)
        }
        if let status { throw status }
    }

    /// The evidence; where it cannot be read, says so and ends.
    private func read() throws -> [any Evidence] {
        var kind: EvidenceKind?
        do {
            let sorted = try EvidenceInputs.sorted(files)
            kind = EvidenceReader.kind(of: sorted)
            return try EvidenceInputs.read(sorted, from: files)
        } catch let error as AttestationError {
            let report = UnreadReport(error, of: kind)
            if json { Console.json(report.json) } else { Console.lines(report.lines) }
            throw report.result == .unsupported ? ExitStatus.unfinished : ExitStatus.rejected
        }
    }

    /// The status of the worst evidence; wrong outranks unfinished.
    private static func worse(
        _ status: ExitCode?,
        _ result: Appraisal.Result,
        isAppraising: Bool
    ) -> ExitCode? {
        switch result {
        case .accepted: return status
        case .authentic: return isAppraising ? status ?? ExitStatus.unfinished : status
        case .incomplete, .unsupported: return status ?? ExitStatus.unfinished
        case .rejected: return ExitStatus.rejected
        }
    }
}

/// `evidence inspect` in a program that packs nothing.
package struct EvidenceInspectGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Inspect evidence from a TEE or GPU.",
        discussion: Discussion.text(
            """
            Example:
              bulla-verify evidence inspect quote.bin collateral.json \\
                --at 2025-06-20T00:00:00Z
            """
        ),
        subcommands: [EvidenceInspect.self]
    )

    package init() {}
}
