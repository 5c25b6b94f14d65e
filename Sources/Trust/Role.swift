/// What a key may vouch for.
package enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Seals bundles and hands them over.
    case exporter
    /// Signs checkpoints of a run's log.
    case log
    /// Signs what a training session did.
    case trainer
    /// Takes media over and passes them on.
    case custodian
    /// Countersigns, and so bounds time from above.
    case witness
    /// Plans samples and signs verdicts.
    case inspector
    /// Keeps bundles and renews their signatures.
    case archivist
    /// Vouches for evidence and for time.
    case authority

    package static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }
}

/// Why a key came to its orderly end.
package enum RetirementReason: String, Hashable, Sendable, CaseIterable {
    case superseded, left
}

/// Why a key is trusted no more.
package enum RevocationReason: String, Hashable, Sendable, CaseIterable {
    case compromised, lost
}
