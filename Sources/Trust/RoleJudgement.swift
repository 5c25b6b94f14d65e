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
    /// By key in the file's order, then unknown keys, then the threshold.
    package let faults: [TrustFault]
}

extension Trust {
    /// Judges an envelope as of a time; one person counts once, however many keys signed.
    ///
    /// A signature of a known key that does not verify rejects the envelope, since somebody changed it; one of
    /// an unknown key, an expired one or one without the role is only not counted.
    package func judge(_ envelope: Envelope, role: Role, at time: Timestamp) -> RoleJudgement {
        let message = envelope.signedBytes
        var people = Set<String>()
        var faults: [TrustFault] = []
        for trusted in keys {
            switch trusted.key.judge(envelope.signatures, over: message) {
            case .absent: continue
            case .invalid: faults.append(fault(.signatureInvalid, trusted, "does not verify"))
            case .incomplete:
                faults.append(fault(.signatureIncompletePair, trusted, "one half of the pair is missing"))
            case .valid:
                let found = self.faults(trusted, role, time)
                faults.append(contentsOf: found)
                if found.isEmpty { people.insert(trusted.person) }
            }
        }
        let isSound = !faults.contains { $0.code == .signatureInvalid }
        faults.append(contentsOf: unknown(envelope.signatures))
        let isEnough = people.count >= threshold(role)
        if !isEnough { faults.append(shortfall(role, people.count)) }
        return RoleJudgement(
            accepted: isSound && isEnough,
            people: people.sorted(),
            threshold: threshold(role),
            faults: faults
        )
    }

    /// The keys that count in a role at a time, such as those that may sign checkpoints; notes are Ed25519 only.
    package func noteKeys(_ role: Role, at time: Timestamp) -> [(person: String, ed25519: [UInt8])] {
        keys.filter { $0.roles.contains(role) && $0.fault(at: time) == nil }
            .compactMap { trusted in (try? trusted.key.ed25519).map { (trusted.person, $0) } }
    }

    private func faults(_ trusted: TrustedKey, _ role: Role, _ time: Timestamp) -> [TrustFault] {
        var found: [TrustFault] = []
        if let code = trusted.fault(at: time) {
            found.append(fault(code, trusted, trusted.period))
        }
        if !trusted.roles.contains(role) {
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
    fileprivate var period: String {
        var words: [String] = []
        if let from { words.append("from \(from)") }
        if let until { words.append("until \(until)") }
        if let retired { words.append("retired \(retired.at), \(retired.reason.rawValue)") }
        return words.joined(separator: ", ")
    }
}
