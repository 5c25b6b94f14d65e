package import Audit
package import Bytes
import Layout
package import Trust
package import Verification

/// Who counts as exporters of the folder's bundles, as of a time.
package struct ExporterJudge: Sendable {
    package let trust: Trust
    package let time: Timestamp
    /// Who has seen the bundles' signatures, as far as that lies in the folder.
    package let evidence: EvidenceOfAge

    /// - Parameter folder: what lies in it shows the age of signatures.
    package init(trust: Trust, time: Timestamp, folder: BundleFolder) {
        self.trust = trust
        self.time = time
        evidence = folder.evidence(trust: trust, at: time)
    }

    /// Refuses what somebody changed: a known key's signature does not verify.
    func judge(_ sealed: SealedManifest, _ name: String) throws(FolderFault) -> ExporterJudgement {
        let found = evidence.exporters(of: sealed, trust: trust, at: time)
        let judgement = ExporterJudgement(
            isAccepted: found.accepted,
            people: found.people,
            faults: found.faults.map(\.words).joined(separator: "; ")
        )
        guard !found.faults.contains(where: { $0.code == .signatureInvalid }) else {
            throw FolderFault(.forged, name, judgement.faults)
        }
        return judgement
    }
}

/// Whether enough people sealed a bundle.
package struct ExporterJudgement: Hashable, Sendable {
    package let isAccepted: Bool
    /// The ids of those who count.
    package let people: [String]
    /// Why the others do not, in one line.
    package let faults: String
}

/// A bundle of the folder; nothing of it is verified but what `exporters` says.
package struct FolderBundle {
    package let name: String
    package let contents: BundleContents
    /// Nil where nobody judged.
    package let exporters: ExporterJudgement?
    fileprivate let file: File
    fileprivate let mark: File.Mark
    fileprivate let folder: BundleFolder

    /// SHA-256 of the whole file; refused where it was written to or replaced since it was opened.
    package func digest() throws(FolderFault) -> Digest {
        try folder.refusing(name) {
            let digest = try file.digest().sha256
            guard try file.mark().isUnchanged(since: mark),
                try folder.file(name).mark().isUnchanged(since: mark)
            else {
                let advice = "changed while it was read; hint: copy it and start again"
                throw FolderFault(.unreadable, name, "\(name): \(advice)")
            }
            return digest
        }
    }

    /// Its place in the run, as its manifest says.
    package func record(audited: AuditedSegment? = nil) -> SegmentRecord {
        SegmentRecord(
            contents.manifest,
            digest: contents.manifestDigest,
            file: name,
            exporters: exporters?.people ?? [],
            audited: audited
        )
    }
}

extension BundleFolder {
    /// Opens a bundle: its head, and the index of its members.
    ///
    /// - Parameters:
    ///   - judge: says who sealed it; nil: nobody asks.
    ///   - counted: a bundle that too few people sealed is refused before anything beyond its head is read.
    package func bundle(
        _ item: Item,
        judge: ExporterJudge?,
        counted: Bool = false
    ) throws(FolderFault) -> FolderBundle {
        try refusing(item.name) {
            let file = try file(item.name)
            let mark = try file.mark()
            var exporters: ExporterJudgement?
            let contents: BundleContents
            do {
                contents = try BundleContents(file: file, path: item.name) { sealed in
                    let judgement = try judge?.judge(sealed, item.name)
                    if counted, let judgement, !judgement.isAccepted {
                        throw FolderFault(.notCounted, item.name, judgement.faults)
                    }
                    exporters = judgement
                }
            } catch let reason as UnreadableBundle where reason.isForged {
                throw FolderFault(.forged, item.name, "its signatures are over a different manifest")
            }
            return FolderBundle(
                name: item.name,
                contents: contents,
                exporters: exporters,
                file: file,
                mark: mark,
                folder: self
            )
        }
    }
}

extension SegmentRecord {
    /// What a manifest says of its place in the run.
    fileprivate init(
        _ manifest: Manifest,
        digest: Digest,
        file: String,
        exporters: [String],
        audited: AuditedSegment?
    ) {
        self.init(
            files: [file],
            name: manifest.name,
            manifest: digest,
            origin: manifest.origin,
            segment: manifest.segment,
            previousRoot: manifest.previousRoot,
            previousManifest: manifest.previousManifest,
            nextExport: manifest.nextExport,
            sealedAt: manifest.sealedAt,
            steps: manifest.steps,
            exporters: exporters,
            audited: audited
        )
    }
}
