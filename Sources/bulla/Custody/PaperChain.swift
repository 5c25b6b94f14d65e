import Bytes
import CustodyChain
import CustodyForm
import Keys
import Layout
import Trust
import VerifyCommands

/// A chain of custody as it goes onto paper: judged first, since what is printed is believed.
struct PaperChain {
    private let story: CustodyStory
    private let trust: Trust
    /// By the digest of the event: identifiers of the keys that signed it.
    private let signers: [Digest: Set<Digest>]

    /// Reads and judges the chain against the bundle; one with a fault ends the command with status 1.
    init(folder: String, trust: String, at time: TimeArgument?, paper: PaperBundle) throws {
        self.trust = try Inputs.trust(trust).trust
        let files = try CustodyFolder.files(folder)
        var input = CustodyInput(files: files)
        input.manifest = paper.digests[.manifest]
        input.tree = paper.tree
        input.marking = paper.manifest.marking
        input.bundleFile = paper.digests[.file].map {
            CustodyEvent.BundleFile(sha256: $0, size: paper.fileSize)
        }
        story = CustodyJudge.story(of: input, trust: self.trust, at: try Inputs.time(time))
        let signed = files.compactMap { try? SignedCustodyEvent(canonical: $0.bytes) }
        signers = Dictionary(
            signed.map { ($0.digest, Set($0.envelope.signatures.map(\.keyIdentifier))) },
            uniquingKeysWith: { first, _ in first }
        )
        guard story.holds else {
            for fault in story.faults {
                Console.fault("refused", fault.code, fault.subject, fault.detail)
            }
            throw ExitStatus.rejected
        }
    }

    /// Media, events, seals and the marking, which is the highest of bundle and media.
    func fill(_ content: inout FormContent) {
        content.digests[.chain] = story.events.last?.digest
        content.items = story.items.map { item in
            FormItem(
                serial: item.serial,
                kind: item.kind.rawValue,
                label: item.label,
                capacity: "\(item.capacity) bytes",
                marking: item.marking
            )
        }
        for item in story.items
        where trust.policy.markings.isAtLeast(content.marking, marking: item.marking) == true {
            content.marking = item.marking
        }
        content.rows = story.events.map(row)
        content.seals = story.seal.map { [FormSeal(number: $0, date: sealedAt($0))] } ?? []
    }

    /// When the seal was put on: the first event of the last row of events that left it.
    private func sealedAt(_ number: String) -> String? {
        story.events.last { $0.seal?.after == number && $0.seal?.before != number }?.at.description
    }

    /// Who acts stands where hands come from, but for those who begin to hold a medium.
    private func row(_ event: CustodyEvent) -> FormRow {
        let actor = party(event.actor, event)
        let takes = event.kind == .open || event.kind == .receive
        return FormRow(
            number: event.number,
            type: event.kind.rawValue,
            date: event.at.description,
            from: takes ? nil : actor,
            to: takes ? actor : event.taker.map { FormParty($0) },
            witnesses: event.witnesses.map { party($0, event) },
            purpose: PaperChain.words(event),
            seal: event.seal?.after
        )
    }

    private func party(_ person: String, _ event: CustodyEvent) -> FormParty {
        let keys = trust.keys.filter { $0.person == person }.map(\.key.identifier)
        return FormParty(person, key: keys.first { signers[event.digest]?.contains($0) == true })
    }

    private static func words(_ event: CustodyEvent) -> String? {
        let to = event.kind == .release ? event.to.map { "to \($0)" } : nil
        let words = [event.purpose?.rawValue, to, event.method?.rawValue, event.outcome?.rawValue]
        return words.compactMap { $0 }.isEmpty ? nil : words.compactMap { $0 }.joined(separator: ", ")
    }
}
