import Audit
import Bytes
import Hashing
import Keys
import Layout
import MerkleLog
import Trust

/// Who signed the manifest, and what others show of its age.
extension Verifier {
    func checkSignatures(_ head: BundleHead, _ manifest: Manifest) throws {
        let envelope = try Envelope(
            canonical: head.envelopeBytes,
            expecting: Manifest.payloadType,
            limits: Envelope.limits
        )
        try envelope.checkSizes()
        guard envelope.payload == head.manifestBytes else {
            throw Fault(.envelopePayload, MemberPath.envelope, "its payload is not manifest.json")
        }
        sightings = try sightings(of: head.manifestBytes, manifest)
        let judgement = request.trust.judge(
            envelope,
            role: .exporter,
            at: request.at,
            sightings: sightings
        )
        note(judgement.signers)
        for fault in judgement.faults {
            add(
                .signatures,
                judgement.accepted ? .warn : .fail,
                fault.code.rawValue,
                fault.subject,
                fault.detail
            )
        }
        for warning in judgement.warnings {
            add(.signatures, .warn, warning.code.rawValue, warning.subject, warning.detail)
        }
        guard judgement.accepted else {
            if judgement.faults.isEmpty {
                add(
                    .signatures,
                    .fail,
                    TrustFault.Code.thresholdNotMet.rawValue,
                    "exporter",
                    "no signature counts"
                )
            }
            return
        }
        let people = judgement.people.joined(separator: ", ")
        add(
            .signatures,
            .pass,
            "ok",
            MemberPath.envelope,
            "signed as exporter by \(people); \(judgement.threshold) wanted"
        )
        report.restsOn.append("the keys of \(people), who sealed the bundle as exporters")
        noteEvidence()
    }

    private func note(_ signers: [Signatory]) {
        report.signers = signers.map { signer in
            SignerRecord(
                person: signer.person,
                key: signer.key,
                counts: signer.counts,
                standing: signer.standing,
                shown: request.trust.sighting(for: signer.person, in: sightings)
            )
        }
    }

    /// Says whose word for the time the verdict rests on, where it does.
    private func noteEvidence() {
        let needed = report.signers.filter { signer in
            signer.counts && signer.standing.end.map { $0.at <= request.at } == true
        }
        for sighting in Set(needed.compactMap(\.shown)).sorted() {
            report.restsOn.append(
                "the word of \(sighting.person) that the manifest existed at \(sighting.at) (\(sighting.means.rawValue))"
            )
        }
    }
}

// MARK: What others have seen

extension Verifier {
    private func sightings(of bytes: [UInt8], _ manifest: Manifest) throws -> [ManifestSighting] {
        var found = request.manifestSeen + custodySightings
        for note in request.witnessNotes where note.isOfManifest {
            found += try sightings(in: note, bytes, manifest.origin)
        }
        for receipt in request.receipts { found += try sightings(in: receipt, SHA256.hash(bytes)) }
        return Set(found).sorted()
    }

    private func sightings(
        in note: SignedNote,
        _ bytes: [UInt8],
        _ origin: String
    ) throws -> [ManifestSighting] {
        let seen = try Checkpoint(text: note.text)
        guard seen == (try ManifestNote.checkpoint(of: bytes, origin: origin)) else {
            throw Fault(
                .witnessMismatch,
                "--witness",
                "the note of \(seen.origin) is not of this bundle's manifest"
            )
        }
        let found = request.trust.noteKeys(.witness, at: request.at).flatMap { person, ed25519 in
            note.cosignatures(by: ed25519).filter { self.counts(ed25519, at: $0) }.map {
                ManifestSighting(at: $0, person: person, means: .witness)
            }
        }
        if found.isEmpty {
            add(
                .signatures,
                .warn,
                FaultCode.witnessUnknown.rawValue,
                "--witness",
                "no witness of the trust file whose key counts has signed the note of the manifest"
            )
        }
        return found
    }

    private func sightings(in signed: SignedReceipt, _ manifest: Digest) throws -> [ManifestSighting] {
        let receipt = signed.receipt
        guard receipt.bundle.manifest == manifest else {
            throw Fault(
                code: ReceiptFault.Code.otherBundle.rawValue,
                subject: "--receipt",
                detail: "accepted manifest \(receipt.bundle.manifest), this one is \(manifest)"
            )
        }
        let signers = signed.signers(trust: request.trust, at: request.at)
        let found = signers.accepted ? signers.signers.filter(\.counts) : []
        // An inspector's key must have counted then, too.
        let sightings = found.filter { counts($0.key, at: receipt.acceptedAt) }.map {
            ManifestSighting(at: receipt.acceptedAt, person: $0.person, means: .receipt)
        }
        if sightings.isEmpty {
            add(
                .signatures,
                .warn,
                ReceiptFault.Code.unsigned.rawValue,
                "--receipt",
                "not enough inspectors whose keys count have signed it"
            )
        }
        return sightings
    }

    private func counts(_ ed25519: [UInt8], at time: Timestamp) -> Bool {
        request.trust.keys.contains { (try? $0.key.ed25519) == ed25519 && $0.fault(at: time) == nil }
    }

    private func counts(_ key: Digest, at time: Timestamp) -> Bool {
        request.trust.keys.contains { $0.key.identifier == key && $0.fault(at: time) == nil }
    }
}

extension SignedNote {
    /// Whether the note is of a manifest and not of a log.
    var isOfManifest: Bool {
        guard let checkpoint = try? Checkpoint(text: text) else { return false }
        return checkpoint.size == 1 && checkpoint.origin.hasSuffix(ManifestNote.suffix)
    }
}
