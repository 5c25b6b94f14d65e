package import Bytes
package import Keys

/// One key whose signature verifies, and what that is worth.
package struct Signatory: Hashable, Sendable {
    /// The person's id.
    package let person: String
    /// Identifier of the Ed25519 key.
    package let key: Digest
    /// What the key may vouch for.
    package let roles: [Role]
    package let standing: Standing
    /// How old others show the signature to be; nil where its key has no end, or nobody was asked.
    package let age: SignatureAge?
    /// Whether nothing speaks against the signature, the standing included.
    package let counts: Bool
}

/// Who signed an envelope, whatever the role.
package struct Signatories: Hashable, Sendable {
    /// Those who count, one for each key in the file's order: a person with two keys stands here twice.
    package let people: [Signatory]
    /// By key in the file's order, then unknown keys.
    package let faults: [TrustFault]

    /// Whether no signature of a known key is invalid.
    package var isSound: Bool { !faults.contains { $0.code == .signatureInvalid } }
}

extension Trust {
    /// Judges who signed an envelope as of a time, whatever the role.
    ///
    /// - Parameter ages: how old others show the signatures to be; nil where nobody was asked.
    package func signatories(
        of envelope: Envelope,
        at time: Timestamp,
        ages: AgeJudge? = nil
    ) -> Signatories {
        let found = signed(envelope, role: nil, at: time, ages: ages)
        return Signatories(people: found.all.filter(\.counts), faults: found.faults)
    }
}
