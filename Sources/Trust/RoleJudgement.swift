package import Bytes
package import Keys

/// Something about an envelope's signatures that does not help it.
package typealias TrustFault = Flaw<TrustFaultCode>

/// The codes of `TrustFault`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum TrustFaultCode: String, StableCode {
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
    case sightingManifestOnly = "sighting-manifest-only"
    case sightingSealer = "sighting-sealer"
    case sightingRole = "sighting-role"
    case sightingOffice = "sighting-office"
    case sightingRevoked = "sighting-revoked"
    case sightingFew = "sighting-few"
    case sightingSingle = "sighting-single"
}

extension TrustFault {
    /// In one line, a key by its first digits.
    package var words: String { "\(code.rawValue): \(subject.prefix(16)): \(detail)" }
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
    /// What a reader must know of signatures that count, and of sightings that show nothing.
    package let warnings: [TrustFault]
}

/// The keys of a log that count.
package struct LogKeys: Hashable, Sendable {
    /// Ed25519.
    package var keys: [[UInt8]] = []
    /// What a reader must know of keys that have ended.
    package var warnings: [TrustFault] = []
    /// Those by whose word keys count that have ended.
    package var shownBy: [Sighting] = []
}

extension Trust {
    /// Judges an envelope as of a time; one person counts once, however many keys signed.
    ///
    /// A signature of a known key that does not verify rejects the envelope, since somebody changed it; one of
    /// an unknown key, an expired one or one without the role is only not counted.
    /// - Parameter ages: how old others show the signatures to be; nil where nobody was asked.
    package func judge(
        _ envelope: Envelope,
        role: Role,
        at time: Timestamp,
        ages: AgeJudge? = nil
    ) -> RoleJudgement {
        judge(role, signed(envelope, role: role, at: time, ages: ages))
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
    func signed(_ envelope: Envelope, role: Role?, at time: Timestamp, ages: AgeJudge?) -> Signed {
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
            case .valid: add(trusted, role, time, ages, to: &found)
            }
        }
        found.faults += unknown(envelope.signatures)
        let ended = found.all.filter { signer in
            keys.contains { $0.key.identifier == signer.key && $0.hasEnded(at: time) }
        }
        found.warnings += ages.map { idle(in: $0, envelope, ended) } ?? []
        return found
    }

    private func add(
        _ trusted: TrustedKey,
        _ role: Role?,
        _ time: Timestamp,
        _ ages: AgeJudge?,
        to found: inout Signed
    ) {
        let age = ages?.age(of: trusted)
        let standing = trusted.standing(at: time, shownBy: age?.at, rules: ages?.rules ?? .all)
        let faults = faults(trusted, standing, role)
        found.all.append(
            Signatory(
                person: trusted.person,
                key: trusted.key.identifier,
                roles: trusted.roles,
                standing: standing,
                age: trusted.hasEnded(at: time) ? age : nil,
                counts: faults.isEmpty
            )
        )
        found.faults += faults
        if faults.isEmpty, let code = trusted.warning(at: time, standing) {
            let shown = age?.at.map { "; others had seen it by \($0)" } ?? ""
            found.warnings.append(fault(code, trusted, trusted.period + shown))
        }
        found.warnings += shortage(age, trusted, standing, at: time)
    }

    /// Says where an ended key lacks people who saw its signature, and where its life hangs by one.
    func shortage(
        _ age: SignatureAge?,
        _ trusted: TrustedKey,
        _ standing: Standing,
        at time: Timestamp
    ) -> [TrustFault] {
        guard let age, trusted.hasEnded(at: time) else { return [] }
        let count = "\(age.shownBy.count) of \(age.wanted) people show the age of the signature"
        if age.at == nil { return [fault(.sightingFew, trusted, count)] }
        guard standing.counts, age.wanted == 1 else { return [] }
        return [fault(.sightingSingle, trusted, "relies on one person alone")]
    }

    /// Sightings that show nothing of a signature that wants one, each once.
    private func idle(in ages: AgeJudge, _ envelope: Envelope, _ ended: [Signatory]) -> [TrustFault] {
        let tree = SealTree(envelope)
        var found: [TrustFault] = []
        for sighting in ages.sightings {
            for signer in ended {
                guard let key = keys.first(where: { $0.key.identifier == signer.key }),
                    let leaf = tree.leaf(of: key.key),
                    let code = ages.fault(of: sighting, for: signer.person, leaf: leaf)
                else { continue }
                let fault = TrustFault(
                    code,
                    sighting.person,
                    "\(sighting.means.rawValue) at \(sighting.at), size \(sighting.seen.size)"
                )
                if !found.contains(fault) { found.append(fault) }
            }
        }
        return found
    }

    /// The keys whose notes count in a role at a time, such as those of witnesses; notes are Ed25519 only.
    ///
    /// Nothing shows when a note was signed but what it says itself: a key that was ever revoked counts no more.
    package func noteKeys(_ role: Role, at time: Timestamp) -> [(person: String, ed25519: [UInt8])] {
        keys.filter { $0.roles.contains(role) && $0.revoked == nil && $0.fault(at: time) == nil }
            .compactMap { trusted in (try? trusted.key.ed25519).map { (trusted.person, $0) } }
    }

    /// Which keys may sign checkpoints of a bundle, by the age of its manifest; nil where the file names none at all, so
    /// that a file whose only log key has come to an end does not read as one that leaves it open.
    package func logKeys(at time: Timestamp, ages: AgeJudge? = nil) -> LogKeys? {
        let named = keys.filter { $0.roles.contains(.log) }
        guard !named.isEmpty else { return nil }
        var found = LogKeys()
        for trusted in named {
            // The manifest binds the bytes of the checkpoint.
            let age = ages?.age(of: trusted.person, leaf: AgeJudge.manifestLeaf)
            let standing = trusted.standing(at: time, shownBy: age?.at, rules: ages?.rules ?? .all)
            if standing.counts, let key = try? trusted.key.ed25519 { found.keys.append(key) }
            found.warnings += shortage(age, trusted, standing, at: time)
            if standing.counts, trusted.hasEnded(at: time) { found.shownBy += age?.shownBy ?? [] }
        }
        return found
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
                .signatureUnknownKey,
                $0.keyIdentifier.hex,
                "no such key in the trust file"
            )
        }
    }

    private func shortfall(_ role: Role, _ count: Int) -> TrustFault {
        TrustFault(
            .thresholdNotMet,
            role.rawValue,
            "got \(count) of \(threshold(role)) people"
        )
    }

    private func fault(_ code: TrustFault.Code, _ trusted: TrustedKey, _ detail: String) -> TrustFault {
        TrustFault(
            code,
            trusted.key.identifier.hex,
            "\(trusted.person): \(detail)"
        )
    }
}

extension TrustedKey {
    /// Whether an end of the key has come by a time.
    package func hasEnded(at time: Timestamp) -> Bool { ends.contains { $0.at <= time } }

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
