package import Bytes
import Keys

/// Something in a trust file that ages or is weak, by when, and what to do about it.
package struct TrustAdvice: Hashable, Sendable {
    /// Stable across releases, and explained in `Docs/error-codes.md`.
    package enum Code: String, StableCode {
        case keyExpires = "key-expires"
        case keyEnded = "key-ended"
        case algorithmDeprecated = "algorithm-deprecated"
        case algorithmDisallowed = "algorithm-disallowed"
        case mldsa87Due = "mldsa87-due"
        case thresholdUnmet = "threshold-unmet"
        case thresholdFragile = "threshold-fragile"
        case roleEmpty = "role-empty"
        case rolesTogether = "roles-together"
        case sightingsFew = "sightings-few"
        case versionUnsigned = "version-unsigned"
    }

    package let code: Code
    /// The role, person or key that it is about.
    package let subject: String
    /// Until when it wants doing; nil: now.
    package let due: Timestamp?
    package let action: String

    /// Whole days from a time until it is due; 0 where it is due or overdue.
    package func days(from time: Timestamp) -> Int {
        due.map { Int(max(0, $0.seconds - time.seconds) / 86_400) } ?? 0
    }
}

extension Trust {
    /// What ages in this file and what is weak in it as of a time, soonest first.
    ///
    /// - Parameter isSigned: whether it is a version of a chain that enough people signed.
    package func advice(at time: Timestamp, isSigned: Bool) -> [TrustAdvice] {
        var found =
            ageing(at: time) + Role.allCases.flatMap { weaknesses($0, at: time) } + together()
            + sightingsFew(at: time)
        if !isSigned {
            found.append(
                TrustAdvice(
                    code: .versionUnsigned,
                    subject: "version \(version)",
                    due: nil,
                    action: "not signed: bulla trust sign FILE --chain CHAIN --key KEY"
                )
            )
        }
        return found.sorted {
            ($0.days(from: time), $0.code.rawValue, $0.subject) < (
                $1.days(from: time), $1.code.rawValue, $1.subject
            )
        }
    }

    /// Keys that count at a time.
    private func live(at time: Timestamp) -> [TrustedKey] { keys.filter { $0.fault(at: time) == nil } }

    private func ageing(at time: Timestamp) -> [TrustAdvice] {
        var found: [TrustAdvice] = []
        for key in keys {
            let subject = "\(key.person), key \(key.key.identifier.hex.prefix(16))"
            if key.retired != nil || key.revoked != nil || key.fault(at: time) == .keyExpired {
                let action = "keep the notes and receipts that show what it signed before: \(key.period)"
                found.append(TrustAdvice(code: .keyEnded, subject: subject, due: nil, action: action))
                continue
            }
            if let until = key.until {
                let action = "bulla trust add its successor, and sign the version, before \(until)"
                found.append(TrustAdvice(code: .keyExpires, subject: subject, due: until, action: action))
            }
            // The other half of a pair outlives these days.
            guard key.key.mldsa87 == nil else { continue }
            found += AlgorithmDeadline.all.map {
                TrustAdvice(code: $0.code, subject: subject, due: $0.at, action: $0.action)
            }
        }
        return found
    }

    private func weaknesses(_ role: Role, at time: Timestamp) -> [TrustAdvice] {
        let people = Set(live(at: time).filter { $0.roles.contains(role) }.map(\.person)).count
        let wanted = threshold(role)
        let code: TrustAdvice.Code
        let action: String
        switch people {
        case 0:
            code = .roleEmpty
            action = "no valid key: add one, if the role is needed"
        case ..<wanted:
            code = .thresholdUnmet
            action = "\(people) of \(wanted) people: add people, or lower the threshold"
        case wanted:
            code = .thresholdFragile
            action = "\(people) of \(wanted) people: the loss of one key stops it; add a spare"
        default: return []
        }
        return [TrustAdvice(code: code, subject: role.rawValue, due: nil, action: action)]
    }

    /// Says where no more people can show how old a signature is than are wanted: the loss of one is the loss of all.
    private func sightingsFew(at time: Timestamp) -> [TrustAdvice] {
        let roles = Set(Sighting.Means.allCases.flatMap(\.roles))
        let sealers = Set(keys.filter { $0.roles.contains(.exporter) }.map(\.person))
        let people = Set(
            live(at: time).filter { $0.revoked == nil && !roles.isDisjoint(with: $0.roles) }.map(\.person)
        ).subtracting(sealers)
        guard people.count <= sightingsWanted else { return [] }
        return [
            TrustAdvice(
                code: .sightingsFew,
                subject: "policy.sightings",
                due: nil,
                action:
                    "\(people.count) people can show the age of a signature, the policy needs \(sightingsWanted): add "
                    + "witnesses, inspectors, custodians or archivists who do not seal"
            )
        ]
    }

    /// People who hold roles that `Custody/roles.md` keeps apart.
    private func together() -> [TrustAdvice] {
        people.compactMap { person in
            let held = Set(keys.filter { $0.person == person.id }.flatMap(\.roles))
            guard let role = held.sorted().first(where: { !$0.apart.isDisjoint(with: held) }) else {
                return nil
            }
            let others = held.intersection(role.apart).sorted().map(\.rawValue).joined(separator: ", ")
            return TrustAdvice(
                code: .rolesTogether,
                subject: person.id,
                due: nil,
                action: "holds \(role.rawValue) beside \(others): give them to different people; "
                    + "bulla trust exclude enforces that"
            )
        }
    }
}

/// A day after which an algorithm is no longer good enough for new signatures.
private struct AlgorithmDeadline {
    let code: TrustAdvice.Code
    let text: String
    let action: String

    var at: Timestamp? { try? Timestamp(text) }

    // NIST IR 8547 (initial public draft) table 2: ECDSA and EdDSA of 112 and more bits deprecated after 2030, disallowed after
    // 2035. CNSA 2.0: ML-DSA-87 alone for signatures of software from 2030 on; others are replaced by 2031.
    static let all = [
        AlgorithmDeadline(
            code: .mldsa87Due,
            text: "2030-01-01T00:00:00Z",
            action: "CNSA 2.0 requires ML-DSA-87 by 2030: make a key with --with-mldsa"
        ),
        AlgorithmDeadline(
            code: .algorithmDeprecated,
            text: "2031-01-01T00:00:00Z",
            action:
                "Ed25519 or P-384 alone is deprecated after 2030 (NIST IR 8547 draft): make a key with --with-mldsa"
        ),
        AlgorithmDeadline(
            code: .algorithmDisallowed,
            text: "2036-01-01T00:00:00Z",
            action:
                "Ed25519 or P-384 alone is disallowed after 2035 (NIST IR 8547 draft): renew what it signed"
        ),
    ]
}

extension Role {
    /// The roles that the same person should not hold; `Custody/roles.md`.
    package var apart: Set<Role> {
        switch self {
        case .exporter: [.inspector, .witness, .authority]
        case .log: Set(Role.allCases).subtracting([.log])
        case .trainer: [.inspector, .witness, .authority]
        case .custodian: [.inspector]
        case .witness: [.exporter, .trainer, .inspector]
        case .inspector: [.exporter, .trainer, .custodian, .witness]
        case .archivist: [.exporter, .trainer]
        case .authority: [.exporter, .trainer]
        }
    }
}
