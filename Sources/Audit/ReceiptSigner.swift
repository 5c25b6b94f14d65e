package import Bytes
import Keys
package import Trust

/// Whose receipt it is, and whether that person's signature counts; `Formats/acceptance-v1.md` section 4.
package struct ReceiptSigner: Hashable, Sendable {
    /// The inspector; nil where the signature counts for nobody.
    package let person: String?
    /// An orderly end of the inspector's key that came since: the time of the receipt is that person's word.
    package let end: KeyEnd?
    /// Several people of the trust file have signed it: whoever signs another's paper vouches for another's time.
    package let isOfSeveral: Bool
    /// A signature by a key of the trust file does not verify.
    package let isForged: Bool
    /// Why the signature counts for nobody, in words.
    package let reasons: [String]
}

extension SignedReceipt {
    /// Judges who signed the receipt, as of a time.
    ///
    /// A key that retired or ran out since counts for what it signed in its time, as a sighting does: its owner cannot sign
    /// again. One that was revoked counts only as of a time before.
    package func signer(trust: Trust, at time: Timestamp) -> ReceiptSigner {
        let judged = trust.judge(envelope, role: .inspector, at: time)
        let isForged = judged.faults.contains { $0.code == .signatureInvalid }
        let isOfSeveral =
            Set(judged.signers.map(\.person)).count > 1
            && !KnockOut.isOff(ReceiptFault.Code.several.rawValue)
        let good = judged.signers.filter { $0.counts || wasInOffice($0, trust) }
        let faults = judged.faults.filter { $0.code != .thresholdNotMet }
        let counted = isForged || isOfSeveral ? nil : good.first
        return ReceiptSigner(
            person: counted?.person,
            end: counted.flatMap { $0.counts ? nil : $0.standing.end },
            isOfSeveral: isOfSeveral,
            isForged: isForged,
            reasons: faults.map(\.words)
        )
    }

    /// Whether nothing but an orderly end that came later speaks against a signature.
    private func wasInOffice(_ signer: Signatory, _ trust: Trust) -> Bool {
        guard case .ended = signer.standing, signer.roles.contains(.inspector),
            let key = trust.keys.first(where: { $0.key.identifier == signer.key }), key.revoked == nil,
            !trust.policy.requireMLDSA87 || key.key.mldsa87 != nil
        else { return false }
        return key.isInOffice(at: receipt.acceptedAt)
    }

    /// What the receipt shows of the age of the bundle's signatures; nothing where several have signed it.
    package func sightings(trust: Trust) -> [Sighting] {
        let isOfOne =
            trust.sealers(of: envelope, role: nil).count == 1
            || KnockOut.isOff(ReceiptFault.Code.several.rawValue)
        guard isOfOne else { return [] }
        return trust.seers(of: envelope).map {
            Sighting(
                at: receipt.acceptedAt,
                person: $0.person,
                key: $0.key.identifier,
                means: .receipt,
                seen: receipt.bundle.sealed
            )
        }
    }
}
