import Audit
import Bytes
import Keys
import Layout
import MerkleLog
import Trust
import Verification
import VerifyCommands

/// Reads what the weeks of a run leave in a folder; what does not count becomes a finding.
struct AuditFolder {
    /// Files of all kinds together: a century of weeks, each with some papers.
    static let fileLimit = 10_000

    let path: String
    let trust: Trust
    let time: Timestamp
    var input = AuditStatus.Input()
    /// Who has seen the bundles' signatures, as far as that lies in the folder.
    private var evidence = EvidenceOfAge()

    init(path: String, trust: Trust, time: Timestamp) {
        self.path = path
        self.trust = trust
        self.time = time
    }

    /// Files are told by how their names end; all others are left alone.
    mutating func read() throws {
        let names = try Folder.entries(in: path)
        guard names.count <= AuditFolder.fileLimit else {
            throw CommandFailure("\(path): got \(names.count) files, want at most \(AuditFolder.fileLimit)")
        }
        evidence = FolderEvidence.read(path, names: names.compactMap(\.text), trust: trust, at: time)
        for entry in names {
            guard let name = entry.text else {
                note(.open, .unreadable, "\(entry)", "a name that is not UTF-8")
                continue
            }
            do {
                if name.ends(with: ".bulla.tar.xz") {
                    try readBundle(name)
                } else if name.ends(with: ".audit.json") {
                    let bytes = try File.contents(of: full(name), limit: Ceremony.fileLimit)
                    input.ceremonies.append((name, try Ceremony(canonical: bytes)))
                } else if name.ends(with: ".receipt.dsse.json") {
                    try readReceipt(name)
                }
            } catch let error as AuditError where error.code == .olderReceipt {
                note(.note, .receiptNotCounted, name, "\(error)")
            } catch {
                // Where the folder lies is nobody's business.
                note(.open, .unreadable, name, "\(error)".replacing(full(name), with: name))
            }
        }
    }

    private func full(_ name: String) -> String { "\(path)/\(name)" }

    private mutating func note(
        _ outcome: StatusFinding.Outcome,
        _ code: StatusCode,
        _ name: String,
        _ detail: String
    ) {
        input.findings.append(StatusFinding(outcome, code, name, detail))
    }

    private mutating func readBundle(_ name: String) throws {
        var people: [String] = []
        let contents: BundleContents
        do {
            contents = try BundleContents(path: full(name)) { people = try exporters(of: $0) }
        } catch let reason as NotCounted {
            return reason.isForged
                ? note(.fail, .forged, name, reason.detail)
                : note(.note, .bundleNotCounted, name, reason.detail)
        } catch let reason as UnreadableBundle where reason.isForged {
            return note(.fail, .forged, name, "its signatures are over a different manifest")
        }
        var audited: AuditedSegment?
        do { audited = try contents.auditedSegment(trust: trust) } catch {
            note(.open, .unreadable, name, "\(error)".replacing(full(name), with: name))
        }
        input.segments.append(
            SegmentRecord(
                contents.manifest,
                digest: contents.manifestDigest,
                file: name,
                exporters: people,
                audited: audited
            )
        )
    }

    /// Who sealed it; throws where nobody counts, so that nothing beyond the head is read.
    private func exporters(of sealed: SealedManifest) throws -> [String] {
        let judgement = evidence.exporters(of: sealed, trust: trust, at: time)
        guard !judgement.accepted else { return judgement.people }
        throw NotCounted(
            isForged: judgement.faults.contains { $0.code == .signatureInvalid },
            detail: judgement.faults.map(\.words).joined(separator: "; ")
        )
    }

    /// A bundle whose signatures are not enough.
    private struct NotCounted: Error {
        let isForged: Bool
        let detail: String
    }

    private mutating func readReceipt(_ name: String) throws {
        let bytes = try File.contents(of: full(name), limit: SignedReceipt.fileLimit)
        let signed = try SignedReceipt(canonical: Inputs.document(bytes))
        input.receipts.append(ReceiptRecord(file: name, signed, trust: trust, at: time))
    }

    /// A checkpoint that the inspector kept.
    static func remembered(_ path: String) throws -> RememberedRoot {
        let checkpoint = try Inputs.checkpoint(path)
        return RememberedRoot(
            source: Folder.name(of: path),
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root
        )
    }
}

extension SegmentRecord {
    /// What a manifest says of its place in the run.
    init(
        _ manifest: Manifest,
        digest: Digest,
        file: String,
        exporters: [String],
        audited: AuditedSegment? = nil
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
