import Audit
import Bytes
import Keys
import Layout
import MerkleLog
import Reports
import Trust

/// Who signed the manifest, and what others show of its age.
extension Verifier {
    /// Whether enough exporters sealed the bundle; where not, nothing more of it is read.
    func checkSignatures(_ head: BundleHead, _ manifest: Manifest) throws -> Bool {
        let sealed = try head.sealed(origin: manifest.origin)
        sealers = request.trust.sealers(of: sealed.envelope)
        report.bundle?.sealed = .init(size: sealed.tree.head.size, root: sealed.tree.head.root)
        let ages = request.trust.ages(of: sealed.envelope, seen: try sightings(of: sealed))
        self.ages = ages
        let judgement = request.trust.judge(
            sealed.envelope,
            role: .exporter,
            at: request.at,
            ages: ages
        )
        report.signers = judgement.signers.map { SignerRecord($0) }
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
            return false
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
        noteEvidence(judgement.signers)
        return true
    }

    /// Says whose word for the time the verdict rests on, where it does.
    private func noteEvidence(_ signers: [Signatory]) {
        for signer in signers where signer.counts {
            guard let age = signer.age, age.at != nil else { continue }
            report.restsOn.append(
                Verifier.word(of: age.shownBy, for: "the signature of \(signer.person)", age.wanted)
            )
        }
    }

    /// Whose word it is that something existed, and how many of how many.
    static func word(of sightings: [Sighting], for thing: String, _ wanted: Int) -> String {
        let people = sightings.map { "\($0.person) (\($0.means.rawValue), \($0.at))" }
        return "the word of \(people.joined(separator: " and ")) that \(thing) existed; "
            + "\(sightings.count) of \(wanted)"
    }
}

// MARK: What others have seen

extension Verifier {
    private func sightings(of sealed: SealedManifest) throws -> [Sighting] {
        var found = request.sightings + custodySightings
        for note in request.witnessNotes where note.isOfManifest(of: sealed.origin) {
            let seen = try EvidenceOfAge.sightings(in: note, of: sealed, request.trust)
            if seen.isEmpty {
                warn(
                    FaultCode.witnessUnknown.rawValue,
                    "--witness",
                    "nobody of the trust file has signed the note"
                )
            }
            found += seen
        }
        for receipt in request.receipts {
            let seen = try EvidenceOfAge.sightings(in: receipt, of: sealed, request.trust)
            if seen.isEmpty {
                warn(
                    ReceiptFault.Code.unsigned.rawValue,
                    "--receipt",
                    "not signed by one person of the trust file, and no other"
                )
            }
            found += seen
        }
        for _ in 0..<request.olderReceipts {
            warn(
                AuditError.Code.olderReceipt.rawValue,
                "--receipt",
                "a receipt of bulla 0.1.0, which gave all inspectors one time: it shows nothing"
            )
        }
        return Set(found).sorted()
    }

    private func warn(_ code: String, _ subject: String, _ detail: String) {
        add(.signatures, .warn, code, subject, detail)
    }
}

extension BundleHead {
    /// The envelope, whose payload is the manifest to the byte, and the tree of it; nothing about it is believed.
    func sealed(origin: String) throws -> SealedManifest {
        let envelope = try Envelope(
            canonical: envelopeBytes,
            expecting: Manifest.payloadType,
            limits: Envelope.limits
        )
        try envelope.checkSizes()
        guard envelope.payload == manifestBytes else {
            throw Fault(.envelopePayload, MemberPath.envelope, "its payload is not manifest.json")
        }
        return SealedManifest(envelope, origin: origin, manifest: SHA256.hash(manifestBytes))
    }
}

extension SignedNote {
    /// Whether the note is of a manifest, and not of the log `origin` itself.
    func isOfManifest(of origin: String) -> Bool {
        guard let checkpoint = try? Checkpoint(text: text) else { return false }
        return mayBeOfManifest && !checkpoint.origin.utf8.elementsEqual(origin.utf8)
    }

    /// Whether the note may be of a manifest, of whatever log.
    var mayBeOfManifest: Bool {
        guard let checkpoint = try? Checkpoint(text: text) else { return false }
        return checkpoint.origin.utf8.reversed().starts(with: ManifestNote.suffix.utf8.reversed())
    }
}
