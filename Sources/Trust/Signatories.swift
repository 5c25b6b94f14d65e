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
    /// A time by which others show that what was signed existed.
    package let shownBy: Timestamp?
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
    /// - Parameter shownBy: a time by which others' good evidence shows that what was signed existed.
    package func signatories(
        of envelope: Envelope,
        at time: Timestamp,
        shownBy: Timestamp? = nil
    ) -> Signatories {
        let found = signed(envelope, role: nil, at: time) { _ in shownBy }
        return Signatories(people: found.all.filter(\.counts), faults: found.faults)
    }
}
