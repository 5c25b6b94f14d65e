import Audit
import BundleFolder
import Bytes
import MerkleLog
import Trust
import Verification
import VerifyCommands

/// Reads what the weeks of a run leave in a folder; what does not count becomes a finding.
struct AuditFolder {
    /// Files of all kinds together: a century of weeks, each with some papers.
    static let fileLimit = 10_000

    private let folder: BundleFolder
    private let judge: ExporterJudge
    var input = AuditStatus.Input()

    init(path: String, trust: Trust, time: Timestamp) throws {
        folder = try BundleFolder(path, limit: AuditFolder.fileLimit)
        judge = ExporterJudge(trust: trust, time: time, folder: folder)
        for entry in folder.leftBehind {
            note(.note, .leftBehind, "\(entry)", LeftBehind(entry)?.words ?? "")
        }
        for fault in folder.faults { note(fault) }
        for item in folder.items {
            do throws(FolderFault) { try read(item) } catch { note(error) }
        }
    }

    /// Bundles, audit files and receipts; all others are left alone.
    private mutating func read(_ item: BundleFolder.Item) throws(FolderFault) {
        switch item.kind {
        case .bundle: try readBundle(item)
        case .audit: input.ceremonies.append((item.name, try folder.ceremony(item)))
        case .receipt:
            let signed = try folder.receipt(item)
            input.receipts.append(
                ReceiptRecord(file: item.name, signed, trust: judge.trust, at: judge.time)
            )
        case .report, .note, .torrent, .custody, nil: break
        }
    }

    private mutating func readBundle(_ item: BundleFolder.Item) throws(FolderFault) {
        let bundle = try folder.bundle(item, judge: judge, counted: true)
        var audited: AuditedSegment?
        do { audited = try bundle.contents.auditedSegment(trust: judge.trust) } catch {
            note(.open, .unreadable, item.name, folder.words(error, item.name))
        }
        input.segments.append(bundle.record(audited: audited))
    }

    private mutating func note(_ fault: FolderFault) {
        switch fault.reason {
        case .forged: note(.fail, .forged, fault.file, fault.detail)
        case .notCounted: note(.note, .bundleNotCounted, fault.file, fault.detail)
        case .olderReceipt: note(.note, .receiptNotCounted, fault.file, fault.detail)
        case .name, .tooMany, .unreadable: note(.open, .unreadable, fault.file, fault.detail)
        }
    }

    private mutating func note(
        _ outcome: StatusFinding.Outcome,
        _ code: StatusCode,
        _ name: String,
        _ detail: String
    ) {
        input.findings.append(StatusFinding(outcome, code, name, detail))
    }

    /// Compares what responses state of the producer's ledger; one that exporters did not sign states nothing.
    mutating func compareLedgers(of responses: [String]) throws {
        var stated: [StatedLedger] = []
        for folder in responses {
            let judgement = judge.trust.judge(
                try ResponseOptions.document(in: folder),
                role: .exporter,
                at: judge.time
            )
            guard judgement.accepted else {
                note(.open, .unreadable, folder, "response-unsigned: too few exporters signed it")
                continue
            }
            if let ledger = try ResponseOptions.stated(in: folder) { stated.append(ledger) }
        }
        input.findings += StatedLedger.contradictions(stated)
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
