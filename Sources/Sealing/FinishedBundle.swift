import Bytes
package import Keys
import Layout
import Leaves
import Reports
import Trust
package import Verification

/// The last step: assemble, look at the own output as a verifier would, and only then give it its name.
package enum FinishedBundle {
    /// Writes `path` from a prepared bundle; nothing that looks like a bundle is left when it fails.
    ///
    /// - Parameter signers: the keys that the output is verified against.
    /// - Parameter verifies: false only for tests that need a bad bundle.
    package static func write(
        _ prepared: PreparedBundle,
        to path: String,
        signers: [PublicKey],
        width: Int,
        verifies: Bool = true,
        progress: @escaping (Progress) -> Void = { _ in }
    ) async throws {
        guard !Folder.hasEntry(path) else {
            throw SealingError(.outputExists, at: path, "already exists; sealing never replaces a file")
        }
        let file = try AtomicFile(path, over: .nothing)
        try await prepared.assemble(to: file.file)
        if verifies {
            try await verify(file.temporaryPath, prepared.manifest, signers, width: width, progress: progress)
        }
        try file.finish()
    }

    private static func verify(
        _ path: String,
        _ manifest: Manifest,
        _ signers: [PublicKey],
        width: Int,
        progress: @escaping (Progress) -> Void
    ) async throws {
        var trust = Trust(
            policy: try Policy(
                acceptingSessions: SessionKind.allCases.map(\.rawValue),
                proofs: [],
                sampleMinimum: 0,
                rewindsMaximum: Int(JSON.largestInteger),
                requireMLDSA87: false
            )
        )
        for key in signers {
            _ = try trust.add(person: key.name, key: key, roles: [.exporter], from: nil, until: nil)
        }
        var request = VerificationRequest(
            path: path,
            trust: trust,
            trustDigest: trust.digest,
            at: manifest.sealedAt
        )
        request.sample = .none
        request.appraises = false
        request.width = width
        let report = await Verifier.verify(request, progress: progress).report
        // What evidence is worth is the verifier's business; that it is there, and whole, is the sealer's.
        let objections = report.findings.filter {
            $0.outcome == .fail || ($0.outcome == .unfinished && $0.check != .attestation)
        }
        guard objections.isEmpty else {
            let reasons = objections.map { "\($0.code) at \($0.subject): \($0.detail)" }
            throw SealingError(
                .ownOutput,
                at: path,
                "would not be accepted: " + reasons.joined(separator: "; ")
            )
        }
    }
}
