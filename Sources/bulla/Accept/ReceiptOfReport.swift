import Audit
import Bytes
import Keys
import Reports
import Trust
import Verification
import VerifyCommands

extension Receipt {
    /// What an inspector signs of a report that nothing stands against.
    init(_ result: VerificationResult, file: (sha256: Digest, size: Int), timing: Digest?) throws {
        let report = result.report
        guard let bundle = report.bundle, let sealed = bundle.sealed, let statement = report.statement,
            report.scope != .sample
        else { throw CommandFailure("the report lacks fields that a receipt needs") }
        self.init(
            acceptedAt: report.asOf,
            bundle: Bundle(
                manifest: bundle.manifest,
                name: bundle.name,
                segment: bundle.segment,
                fileDigest: file.sha256,
                fileSize: file.size,
                sealed: SealTree.Head(size: sealed.size, root: sealed.root)
            ),
            checkpoint: try result.checkpoint.map { try SHA256.hash(SignedNote($0).textBytes) },
            plan: statement.source == .ceremony ? report.sampling?.ceremony?.plan : nil,
            report: SHA256.hash(report.canonicalLine),
            scope: report.scope,
            isSimulated: report.isSimulated,
            statement: statement,
            timing: timing,
            trust: report.trustDigest,
            trustVersion: report.trustVersion
        )
    }
}
