import Audit
import Bytes
import CustodyChain
import Keys
import Trust
import Verification
import VerifyCommands

/// What lies in a folder of weeks and shows how old the signatures of its bundles are: notes, receipts, chains of custody.
///
/// What cannot be read shows nothing here; whoever reads the folder says so.
enum FolderEvidence {
    static func read(_ path: String, names: [String], trust: Trust, at time: Timestamp) -> EvidenceOfAge {
        var evidence = EvidenceOfAge()
        for name in names {
            let file = "\(path)/\(name)"
            if name.ends(with: ".note") {
                guard let bytes = try? File.contents(of: file, limit: 1 << 16) else { continue }
                if let note = try? SignedNote(bytes) { evidence.notes.append(note) }
            } else if name.ends(with: ".receipt.dsse.json") {
                guard let bytes = try? File.contents(of: file, limit: SignedReceipt.fileLimit) else {
                    continue
                }
                if let receipt = try? SignedReceipt(canonical: Inputs.document(bytes)) {
                    evidence.receipts.append(receipt)
                }
            } else if name.ends(with: ".custody"), Folder.exists(file) {
                guard let files = try? CustodyFolder.files(file) else { continue }
                let story = CustodyJudge.story(of: CustodyInput(files: files), trust: trust, at: time)
                evidence.custody += story.sightings
            }
        }
        return evidence
    }
}
