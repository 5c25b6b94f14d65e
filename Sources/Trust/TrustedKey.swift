package import Bytes
package import Keys

/// The orderly end of a key: from `at` on it signs no more, and what it signed before stays good.
package struct Retirement: Hashable, Sendable {
    package let at: Timestamp
    package let reason: RetirementReason
}

/// That a key is trusted no more: from `since` on it may have been in wrong hands.
package struct Revocation: Hashable, Sendable {
    package let since: Timestamp
    package let reason: RevocationReason
}

/// One key of one person, what it may do, and when.
package struct TrustedKey: Hashable, Sendable {
    package let person: String
    /// Carries the person's name.
    package let key: PublicKey
    /// Sorted, not empty.
    package let roles: [Role]
    /// The first second at which it counts.
    package let from: Timestamp?
    /// The first second at which it counts no more.
    package let until: Timestamp?
    /// Never changed once it is there.
    package internal(set) var retired: Retirement?
    /// Never changed once it is there; a retired key can be revoked later.
    package internal(set) var revoked: Revocation?

    /// Why the key does not count at a time; nil when it does.
    ///
    /// - Parameter shownBy: the signature's age: a time by which others had seen it.
    package func fault(at time: Timestamp, shownBy: Timestamp? = nil) -> TrustFault.Code? {
        standing(at: time, shownBy: shownBy).fault
    }
}
