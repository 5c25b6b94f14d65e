import Audit
import Bytes
import Hashing
import Keys
import Trust
import Verification
import VerifyCommands

extension Receipt {
    /// What an inspector signs of a report that nothing stands against.
    ///
    /// - Parameter document: the bytes of the report's file.
    init(
        _ report: Report,
        _ document: [UInt8],
        file: (sha256: Digest, size: Int)
    ) throws {
        guard let manifest = report.manifestDigest, let name = report.name, let run = report.run,
            let from = report.from, let to = report.to, let root = report.root,
            let sealed = report.sealed, let statement = report.statement,
            let scope = AcceptancePolicy.Scope(rawValue: report.scope.rawValue)
        else { throw CommandFailure("the report lacks fields that a receipt needs") }
        self.init(
            acceptedAt: report.asOf,
            bundle: Bundle(
                manifest: manifest,
                name: name,
                run: run,
                from: from,
                to: to,
                root: root,
                fileDigest: file.sha256,
                fileSize: file.size,
                sealed: sealed
            ),
            checkpoint: try report.checkpoint.map { try SHA256.hash(SignedNote($0).textBytes) },
            plan: statement.source == .ceremony ? report.sampling?.ceremony?.plan : nil,
            report: SHA256.hash(document),
            scope: scope,
            isSimulated: report.isSimulated,
            statement: statement,
            trust: report.trustDigest,
            trustVersion: report.trustVersion
        )
    }
}
