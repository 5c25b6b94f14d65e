import Bytes
import Container
import CustodyChain
import Layout
import Reports

/// The chain of custody, told and held against the bundle.
extension Verifier {
    func checkCustody(_ manifest: Manifest, _ head: BundleHead) {
        guard var input = request.custody else { return }
        input.manifest = SHA256.hash(head.manifestBytes)
        // What cannot be read is for the check of signatures to say.
        input.tree = try? head.sealed(origin: manifest.origin).tree
        input.marking = manifest.marking
        if request.shard == nil {
            do { input.bundleFile = try wholeFile() } catch { return add(.custody, Fault(error), "file") }
        }
        let story = CustodyJudge.story(of: input, trust: request.trust, at: request.at)
        custodySightings = story.sightings
        // A shard gives no verdict; whoever merges tells the story.
        guard request.shard == nil else { return }
        report.custody = CustodyRecord(story)
        for fault in story.faults { add(.custody, .fail, fault.code.rawValue, fault.subject, fault.detail) }
        for fault in story.warnings { add(.custody, .warn, fault.code.rawValue, fault.subject, fault.detail) }
        if story.holds {
            add(.custody, .pass, "ok", "custody", "\(story.events.count) events")
            report.restsOn.append("the word and the clocks of the people who signed the chain of custody")
        }
        var unchecked = story.unchecked
        if input.bundleFile == nil {
            unchecked.append("whether the file has the bytes that the chain was opened with (scope all)")
        }
        for words in unchecked { add(.custody, .notChecked, "not-checked", "custody", words) }
    }

    /// SHA-256 and size of the file that is verified; nil where the scope does not read every byte.
    private func wholeFile() throws -> CustodyEvent.BundleFile? {
        guard request.scope == .all, let file = place.file else { return nil }
        return CustodyEvent.BundleFile(sha256: try file.digest(time.check), size: file.size)
    }
}
