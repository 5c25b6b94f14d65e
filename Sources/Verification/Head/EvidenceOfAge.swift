package import Audit
package import Bytes
package import Keys
import Layout
package import Trust

/// A bundle's manifest and signatures, as others may have seen them.
package struct SealedManifest: Sendable {
    package let envelope: Envelope
    package let tree: SealTree
    /// Of the run's log.
    package let origin: String
    /// Digest of `manifest.json`.
    package let manifest: Digest

    package init(_ envelope: Envelope, origin: String, manifest: Digest) {
        self.envelope = envelope
        self.origin = origin
        self.manifest = manifest
        tree = SealTree(envelope)
    }
}

/// What people have signed who had seen a bundle's manifest and its signatures; `Formats/trust-v1.md` section 2.2.
///
/// One place for all that judge signatures of bundles: `verify`, `audit status`, `publish`.
package struct EvidenceOfAge: Sendable {
    /// Notes of the manifest, with the lines of witnesses.
    package var notes: [SignedNote]
    package var receipts: [SignedReceipt]
    /// As the chain of custody has them, which names its bundle itself.
    package var custody: [Sighting]

    package init(notes: [SignedNote] = [], receipts: [SignedReceipt] = [], custody: [Sighting] = []) {
        self.notes = notes
        self.receipts = receipts
        self.custody = custody
    }

    /// What it shows of a bundle; what is of another one is left out.
    package func sightings(of sealed: SealedManifest, trust: Trust) -> [Sighting] {
        let seen =
            notes.flatMap { (try? EvidenceOfAge.sightings(in: $0, of: sealed, trust)) ?? [] }
            + receipts.flatMap { (try? EvidenceOfAge.sightings(in: $0, of: sealed, trust)) ?? [] }
            + custody.filter { sealed.tree.begins(with: $0.seen) }
        return Set(seen).sorted()
    }

    /// Judges who sealed a bundle as exporters, as of a time, by what it shows of their signatures' age.
    package func exporters(of sealed: SealedManifest, trust: Trust, at time: Timestamp) -> RoleJudgement {
        let ages = trust.ages(of: sealed.envelope, seen: sightings(of: sealed, trust: trust))
        return trust.judge(sealed.envelope, role: .exporter, at: time, ages: ages)
    }

    /// The lines of a note, by whatever key of the trust file; a note of another manifest is a fault.
    static func sightings(
        in note: SignedNote,
        of sealed: SealedManifest,
        _ trust: Trust
    ) throws -> [Sighting] {
        guard let seen = try ManifestNote.head(in: note, origin: sealed.origin),
            sealed.tree.begins(with: seen)
        else {
            throw Fault(
                .witnessMismatch,
                "--witness",
                "the note is not of this bundle's manifest and signatures"
            )
        }
        return trust.keys.flatMap { key -> [Sighting] in
            guard let ed25519 = try? key.key.ed25519 else { return [] }
            return note.cosignatures(by: ed25519).map {
                Sighting(at: $0, person: key.person, key: key.key.identifier, means: .note, seen: seen)
            }
        }
    }

    /// The inspector of a receipt; one of another bundle is a fault.
    static func sightings(
        in signed: SignedReceipt,
        of sealed: SealedManifest,
        _ trust: Trust
    ) throws -> [Sighting] {
        let bundle = signed.receipt.bundle
        guard bundle.manifest == sealed.manifest, sealed.tree.begins(with: bundle.sealed) else {
            throw Fault(
                of: ReceiptFault.Code.otherBundle,
                "--receipt",
                "accepted manifest \(bundle.manifest) with \(bundle.sealed.size - 1) signatures, which are not "
                    + "those of this one, \(sealed.manifest)"
            )
        }
        return signed.sightings(trust: trust)
    }
}
