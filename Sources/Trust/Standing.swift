package import Bytes

/// A moment at which a key came to an end.
package struct KeyEnd: Hashable, Sendable, Comparable {
    /// From the gravest to the least.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case revoked, retired, expired
    }

    package let kind: Kind
    /// For a revocation the time since when the key may have been in wrong hands.
    package let at: Timestamp

    package static func < (a: KeyEnd, b: KeyEnd) -> Bool {
        (a.at, a.kind.rank) < (b.at, b.kind.rank)
    }

    /// Whether what others had seen by `seen` was signed before this end.
    func spares(_ seen: Timestamp?, _ rules: AgeRules = .all) -> Bool {
        guard let seen else { return false }
        // A thief can sign in the very second since which the key may have been his.
        return kind == .revoked && rules.contains(.before) ? seen < at : seen <= at
    }

    var fault: TrustFault.Code {
        switch kind {
        case .revoked: .keyRevoked
        case .retired: .keyRetired
        case .expired: .keyExpired
        }
    }

    var warning: TrustFault.Code {
        switch kind {
        case .revoked: .keyRevokedLater
        case .retired: .keyRetiredLater
        case .expired: .keyExpiredLater
        }
    }
}

extension KeyEnd.Kind {
    fileprivate var rank: Int { KeyEnd.Kind.allCases.firstIndex(of: self) ?? 0 }
}

/// What a signature of a key is worth, by evidence and never by the date that its signer states.
package enum Standing: Hashable, Sendable {
    /// It counts, and the trust file knows of no end of the key.
    case valid
    /// It counts for what was signed, and the trust file knows an end of the key: the earliest.
    case validThen(KeyEnd)
    /// The key had come to this end, and nothing shows that what it signed existed before.
    case ended(KeyEnd)
    /// The key counts only from a later time on.
    case notYet(Timestamp)

    package var counts: Bool { fault == nil }

    package var fault: TrustFault.Code? {
        switch self {
        case .valid, .validThen: nil
        case .ended(let end): end.fault
        case .notYet: .keyNotYetValid
        }
    }

    /// The word in reports.
    package var word: String {
        switch self {
        case .valid: "valid"
        case .validThen: "valid-then"
        case .ended(let end): end.kind.rawValue
        case .notYet: "not-yet-valid"
        }
    }

    /// The end of the key that the standing speaks of.
    package var end: KeyEnd? {
        switch self {
        case .validThen(let end), .ended(let end): end
        case .valid, .notYet: nil
        }
    }
}

extension TrustedKey {
    /// The ends of the key that the trust file knows, earliest first.
    package var ends: [KeyEnd] {
        var ends: [KeyEnd] = []
        if let revoked { ends.append(KeyEnd(kind: .revoked, at: revoked.since)) }
        if let retired { ends.append(KeyEnd(kind: .retired, at: retired.at)) }
        if let until { ends.append(KeyEnd(kind: .expired, at: until)) }
        return ends.sorted()
    }

    /// What a signature of this key is worth as of a time.
    ///
    /// Only the signer says when it signed, so a stolen key could sign with any earlier date: once a key has come
    /// to an end it counts only for what others show to have existed before.
    /// - Parameter shownBy: the signature's age: a time by which others had seen it; nil where they are too few.
    package func standing(
        at time: Timestamp,
        shownBy: Timestamp? = nil,
        rules: AgeRules = .all
    ) -> Standing {
        if let from, time < from { return .notYet(from) }
        let failing = ends.filter { $0.at <= time && !$0.spares(shownBy, rules) }
        if let gravest = failing.min(by: { $0.kind.rank < $1.kind.rank }) { return .ended(gravest) }
        return ends.first.map { .validThen($0) } ?? .valid
    }

    /// What a reader must know of a signature that counts; a planned end that has not come yet is nothing special.
    func warning(at time: Timestamp, _ standing: Standing) -> TrustFault.Code? {
        guard case .validThen = standing else { return nil }
        let telling = ends.filter { $0.at <= time || $0.kind != .expired }
        return telling.min { $0.kind.rank < $1.kind.rank }?.warning
    }
}
