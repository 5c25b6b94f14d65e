package import Bytes
package import Keys

/// Something about an envelope's signatures that does not help it.
package struct TrustFault: Hashable, Sendable {
    /// Stable across releases: reports show it.
    package enum Code: String, Sendable, CaseIterable {
        case signatureInvalid = "signature-invalid"
        case signatureUnknownKey = "signature-unknown-key"
        case signatureIncompletePair = "signature-incomplete-pair"
        case keyNotYetValid = "key-not-yet-valid"
        case keyExpired = "key-expired"
        case keyRetired = "key-retired"
        case keyRevoked = "key-revoked"
        case keyExpiredLater = "key-expired-later"
        case keyRetiredLater = "key-retired-later"
        case keyRevokedLater = "key-revoked-later"
        case roleMissing = "role-missing"
        case mldsa87Missing = "mldsa87-missing"
        case thresholdNotMet = "threshold-not-met"
    }

    package let code: Code
    /// The key's identifier, or the role.
    package let subject: String
    package let detail: String
}

/// Whether enough people in a role signed an envelope.
package struct RoleJudgement: Hashable, Sendable {
    /// Enough people count, and no signature of a known key is invalid.
    package let accepted: Bool
    /// The ids of the people who count, sorted.
    package let people: [String]
    package let threshold: Int
    /// Every key whose signature verifies, in the file's order; those that do not count say so.
    package let signers: [Signatory]
    /// By key in the file's order, then unknown keys, then the threshold.
    package let faults: [TrustFault]
    /// What a reader must know of signatures that count.
    package let warnings: [TrustFault]
}

extension Trust {
    /// Judges an envelope as of a time; one person counts once, however many keys signed.
    ///
    /// A signature of a known key that does not verify rejects the envelope, since somebody changed it; one of
    /// an unknown key, an expired one or one without the role is only not counted.
    /// - Parameter shownBy: a time by which others' good evidence shows that what was signed existed.
    package func judge(
        _ envelope: Envelope,
        role: Role,
        at time: Timestamp,
        shownBy: Timestamp? = nil
    ) -> RoleJudgement {
        judge(role, signed(envelope, role: role, at: time) { _ in shownBy })
    }

    /// Judges an envelope over a manifest that others have seen; nobody shows their own signature.
    package func judge(
        _ envelope: Envelope,
        role: Role,
        at time: Timestamp,
        sightings: [ManifestSighting]
    ) -> RoleJudgement {
        judge(role, signed(envelope, role: role, at: time) { self.sighting(for: $0, in: sightings)?.at })
    }

    private func judge(_ role: Role, _ found: Signed) -> RoleJudgement {
        let people = Set(found.all.filter(\.counts).map(\.person))
        let isSound = !found.faults.contains { $0.code == .signatureInvalid }
        let isEnough = people.count >= threshold(role)
        return RoleJudgement(
            accepted: isSound && isEnough,
            people: people.sorted(),
            threshold: threshold(role),
            signers: found.all,
            faults: found.faults + (isEnough ? [] : [shortfall(role, people.count)]),
            warnings: found.warnings
        )
    }

    /// What was found on the signatures of an envelope.
    struct Signed {
        var all: [Signatory] = []
        var faults: [TrustFault] = []
        var warnings: [TrustFault] = []
    }

    /// Goes over the keys that signed, and then over signatures of unknown keys.
    ///
    /// - Parameter role: the role that is asked for; nil: any.
    /// - Parameter shownBy: by when others show what a person signed.
    func signed(
        _ envelope: Envelope,
        role: Role?,
        at time: Timestamp,
        shownBy: (String) -> Timestamp?
    ) -> Signed {
        let message = envelope.signedBytes
        var found = Signed()
        for trusted in keys {
            switch trusted.key.judge(envelope.signatures, over: message) {
            case .absent: continue
            case .invalid: found.faults.append(fault(.signatureInvalid, trusted, "does not verify"))
            case .incomplete:
                found.faults.append(
                    fault(.signatureIncompletePair, trusted, "one half of the pair is missing")
                )
            case .valid: add(trusted, role, time, shownBy(trusted.person), to: &found)
            }
        }
        found.faults += unknown(envelope.signatures)
        return found
    }

    private func add(
        _ trusted: TrustedKey,
        _ role: Role?,
        _ time: Timestamp,
        _ shownBy: Timestamp?,
        to found: inout Signed
    ) {
        let standing = trusted.standing(at: time, shownBy: shownBy)
        let faults = faults(trusted, standing, role)
        found.all.append(
            Signatory(
                person: trusted.person,
                key: trusted.key.identifier,
                roles: trusted.roles,
                standing: standing,
                shownBy: shownBy,
                counts: faults.isEmpty
            )
        )
        found.faults += faults
        if faults.isEmpty, let code = trusted.warning(at: time, standing) {
            let shown = shownBy.map { "; shown by others to have existed by \($0)" } ?? ""
            found.warnings.append(fault(code, trusted, trusted.period + shown))
        }
    }

    /// The keys whose notes count in a role at a time, such as those of witnesses; notes are Ed25519 only.
    ///
    /// Nothing shows when a note was signed but what it says itself: a key that was ever revoked counts no more.
    package func noteKeys(_ role: Role, at time: Timestamp) -> [(person: String, ed25519: [UInt8])] {
        keys.filter { $0.roles.contains(role) && $0.revoked == nil && $0.fault(at: time) == nil }
            .compactMap { trusted in (try? trusted.key.ed25519).map { (trusted.person, $0) } }
    }

    /// The keys that may sign checkpoints of a bundle whose manifest others have seen; nil where the file names none
    /// at all, so that a file whose only log key has come to an end does not read as one that leaves it open.
    package func logKeys(at time: Timestamp, sightings: [ManifestSighting]) -> [[UInt8]]? {
        let named = keys.filter { $0.roles.contains(.log) }
        guard !named.isEmpty else { return nil }
        return named.filter {
            $0.standing(at: time, shownBy: sighting(for: $0.person, in: sightings)?.at).counts
        }.compactMap { try? $0.key.ed25519 }
    }

    private func faults(_ trusted: TrustedKey, _ standing: Standing, _ role: Role?) -> [TrustFault] {
        var found: [TrustFault] = []
        if let code = standing.fault {
            found.append(fault(code, trusted, trusted.period))
        }
        if let role, !trusted.roles.contains(role) {
            let roles = trusted.roles.map(\.rawValue).joined(separator: ", ")
            found.append(fault(.roleMissing, trusted, "want \(role.rawValue), got \(roles)"))
        }
        if policy.requireMLDSA87, trusted.key.mldsa87 == nil {
            found.append(fault(.mldsa87Missing, trusted, "policy wants an ML-DSA-87 half"))
        }
        return found
    }

    private func unknown(_ signatures: [Signature]) -> [TrustFault] {
        signatures.filter { signature in !keys.contains { $0.key.isNamed(by: signature) } }.map {
            TrustFault(
                code: .signatureUnknownKey,
                subject: $0.keyIdentifier.hex,
                detail: "no such key in the trust file"
            )
        }
    }

    private func shortfall(_ role: Role, _ count: Int) -> TrustFault {
        TrustFault(
            code: .thresholdNotMet,
            subject: role.rawValue,
            detail: "got \(count) of \(threshold(role)) people"
        )
    }

    private func fault(_ code: TrustFault.Code, _ trusted: TrustedKey, _ detail: String) -> TrustFault {
        TrustFault(
            code: code,
            subject: trusted.key.identifier.hex,
            detail: "\(trusted.person): \(detail)"
        )
    }
}

extension TrustedKey {
    /// When the key counts, in words.
    package var period: String {
        var words: [String] = []
        if let from { words.append("from \(from)") }
        if let until { words.append("until \(until)") }
        if let retired { words.append("retired \(retired.at), \(retired.reason.rawValue)") }
        if let revoked { words.append("revoked since \(revoked.since), \(revoked.reason.rawValue)") }
        return words.joined(separator: ", ")
    }
}
