package import Audit
package import Bytes
package import CustodyChain
import Glibc
package import Keys
package import MerkleLog
package import Reports
package import Torrents
package import Trust
package import Verification

// The papers beside bundles, each read whole within its limit. No signature is verified.
extension BundleFolder {
    private static let torrentLimit = 64 << 20

    package func ceremony(_ item: Item) throws(FolderFault) -> Ceremony {
        try read(item, Ceremony.fileLimit) { try Ceremony(canonical: $0) }
    }

    package func receipt(_ item: Item) throws(FolderFault) -> SignedReceipt {
        try read(item, SignedReceipt.fileLimit) { bytes in
            // A file may have a line end.
            try SignedReceipt(canonical: bytes.last == 0x0a ? bytes.dropLast() : bytes[...])
        }
    }

    /// A report, and the digest of its file.
    package func report(_ item: Item) throws(FolderFault) -> (report: Report, digest: Digest) {
        try read(item, Report.byteLimit + 1) { (try Report(canonicalLine: $0), SHA256.hash($0)) }
    }

    /// A note, and the checkpoint that is its text.
    package func note(_ item: Item) throws(FolderFault) -> (note: SignedNote, checkpoint: Checkpoint) {
        try read(item, SignedNote.Limits().bytes) { bytes in
            let note = try SignedNote(bytes)
            return (note, try Checkpoint(text: note.text))
        }
    }

    package func metainfo(_ item: Item) throws(FolderFault) -> Metainfo {
        try read(item, BundleFolder.torrentLimit) { try Metainfo(reading: $0) }
    }

    /// The files of a chain of custody, by name; the folder holds nothing else but what is left behind.
    package func chain(_ item: Item) throws(FolderFault) -> [CustodyFile] {
        try refusing(item.name) {
            // Fails at a link, which `entries` would follow.
            _ = try File.opening("\(path)/\(item.name)", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let entries = try Folder.entries(in: "\(path)/\(item.name)")
            guard entries.count <= CustodyInput.fileLimit else {
                throw FolderFault(
                    .tooMany,
                    item.name,
                    "got \(entries.count) files, want at most \(CustodyInput.fileLimit)"
                )
            }
            return try entries.filter { LeftBehind($0) == nil }.map { entry in
                guard let name = entry.text, Escape.isVisible(name) else {
                    let want = "want UTF-8 without hidden characters"
                    throw FolderFault(.unreadable, item.name, "\(entry): \(want)")
                }
                let file = try file("\(item.name)/\(name)")
                return CustodyFile(name: name, bytes: try file.contents(limit: SignedCustodyEvent.fileLimit))
            }
        }
    }

    /// What shows how old the signatures of the bundles are: notes, receipts, chains of custody.
    ///
    /// What cannot be read shows nothing here; whoever reads the paper itself says so.
    package func evidence(trust: Trust, at time: Timestamp) -> EvidenceOfAge {
        var evidence = EvidenceOfAge()
        for item in items {
            switch item.kind {
            case .note: if let note = try? note(item).note { evidence.notes.append(note) }
            case .receipt: if let receipt = try? receipt(item) { evidence.receipts.append(receipt) }
            case .custody:
                guard let files = try? chain(item) else { continue }
                let story = CustodyJudge.story(of: CustodyInput(files: files), trust: trust, at: time)
                evidence.custody += story.sightings
            default: continue
            }
        }
        return evidence
    }

    private func read<Value>(
        _ item: Item,
        _ limit: Int,
        _ parse: ([UInt8]) throws -> Value
    ) throws(FolderFault) -> Value {
        try refusing(item.name) { try parse(file(item.name).contents(limit: limit)) }
    }

    /// What stops the reading becomes a fault of the file.
    func refusing<Value>(_ name: String, _ read: () throws -> Value) throws(FolderFault) -> Value {
        do { return try read() } catch let fault as FolderFault { throw fault } catch let error as AuditError
            where error.code == .olderReceipt
        {
            throw FolderFault(.olderReceipt, name, "\(error)")
        } catch { throw FolderFault(.unreadable, name, words(error, name)) }
    }
}
