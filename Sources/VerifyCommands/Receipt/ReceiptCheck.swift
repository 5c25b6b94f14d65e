package import ArgumentParser
package import Audit
import Bytes

/// `receipt check`: whether enough inspectors accepted a bundle, and what they signed.
package struct ReceiptCheck: ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check who accepted a bundle, and compare receipts, reports and bundle.",
        discussion: Discussion.text(
            """
            Give the receipts of all inspectors of the bundle. Exit status: 0 if enough inspectors of
            your trust file signed, they agree, and the files that you gave match; 1 if something does
            not match; 2 if something cannot be read. The bundle is compared, not verified.

            Keys are judged as of --at. A receipt by a key that was retired since counts if it was
            signed before; one by a revoked key counts only with --at before the revocation.

            Examples:
              bulla receipt check week1.receipt.dsse.json --trust trust.json
              bulla receipt check week1.receipt.dsse.json \\
                week1.second.receipt.dsse.json --trust trust.json \\
                --report week1.report.json --bundle week1.bulla.tar.xz \\
                --at 2026-06-01T00:00:00Z
            """
        )
    )

    @Argument(
        help: "The receipts, as `bulla accept` writes them, one from each inspector.",
        completion: .file()
    ) var receipts: [String]
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(help: "A report that was accepted; each inspector has one (repeatable).", completion: .file())
    var report: [String] =
        []
    @Option(help: "The bundle that was accepted.", completion: .file()) var bundle: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func run() throws {
        let (people, digest) = try Inputs.trust(trust)
        let signed = try receipts.map { try ReceiptCheck.read($0) }
        let described = try bundle.map { try BundleFile.described($0) }
        let judgement = ReceiptJudgement(
            of: signed,
            trust: people,
            trustDigest: digest,
            at: try Inputs.time(at),
            comparing: .init(
                reports: try report.map { try File.contents(of: $0, limit: Receipt.reportLimits.bytes) },
                bundle: described?.bundle,
                tree: described?.tree
            )
        )
        guard judgement.holds else {
            for fault in judgement.faults {
                if fault.isWarning {
                    tell(warning: fault)
                } else {
                    Console.fault("rejected", fault.code, fault.detail)
                }
            }
            throw ExitStatus.rejected
        }
        let receipts = signed.map(\.receipt)
        Console.lines(
            ReceiptWords.lines(receipts, judgement),
            ReceiptWords.values(receipts, judgement, comparedReports: report.count, bundle: bundle != nil)
        )
        judgement.faults.forEach(tell(warning:))
        if report.isEmpty { Console.line("not compared: the report; --report FILE") }
        if bundle == nil { Console.line("not compared: the bundle; --bundle FILE") }
    }

    private func tell(warning fault: ReceiptFault) {
        Console.line("warning: \(fault.code.rawValue): \(fault.detail)")
    }

    /// Reads a receipt; wrong bytes end the command with status 1, an unreadable medium with 2.
    package static func read(_ path: String) throws -> SignedReceipt {
        do { return try parsed(path) } catch let error as AuditError { throw rejection(path, error) }
    }

    /// The same, and nil for a receipt of an older version, from which nothing can be taken.
    static func readUnlessOlder(_ path: String) throws -> SignedReceipt? {
        do { return try parsed(path) } catch let error as AuditError {
            guard error.code == .olderReceipt else { throw rejection(path, error) }
            return nil
        }
    }

    private static func parsed(_ path: String) throws -> SignedReceipt {
        try SignedReceipt(canonical: File.contents(of: path, limit: SignedReceipt.fileLimit))
    }

    private static func rejection(_ path: String, _ error: AuditError) -> ExitCode {
        Console.rejected(path, error)
        return ExitStatus.rejected
    }
}

/// `receipt`: what there is to do with receipts.
package struct ReceiptGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Check receipts of accepted bundles.",
        discussion: Discussion.text(
            """
            Example:
              bulla receipt check week1.receipt.dsse.json --trust trust.json \\
                --report week1.report.json
            """
        ),
        subcommands: [ReceiptCheck.self]
    )

    package init() {}
}
