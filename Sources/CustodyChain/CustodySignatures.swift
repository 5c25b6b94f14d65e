import Bytes
import Keys
import Trust

/// Whose signatures on one event count, and what is wrong with the others.
struct CustodySignatures {
    /// What the keys that signed may vouch for, of people whose signatures count.
    var roles: [String: Set<Role>] = [:]
    var faults: [CustodyFault] = []

    /// Judges all events of a chain, from the last to the first: who signed later shows that the earlier was there.
    static func judge(
        _ events: [SignedCustodyEvent],
        trust: Trust,
        at time: Timestamp
    ) -> (signatures: [CustodySignatures], sightings: [ManifestSighting]) {
        var found: [CustodySignatures] = []
        var seen: [ManifestSighting] = []
        for signed in events.reversed() {
            let judge = Judge(signed: signed, trust: trust, time: time, seen: seen)
            let signatures = judge.signatures()
            for person in signatures.roles.keys where signed.event.manifest == events[0].event.manifest {
                seen.append(ManifestSighting(at: signed.event.at, person: person, means: .custody))
            }
            found.append(signatures)
        }
        return (found.reversed(), seen.sorted())
    }
}

extension CustodySignatures {
    /// Judges one event.
    private struct Judge {
        let signed: SignedCustodyEvent
        let trust: Trust
        let time: Timestamp
        /// By whom and when the chain was seen after this event.
        let seen: [ManifestSighting]

        var event: CustodyEvent { signed.event }

        func signatures() -> CustodySignatures {
            var result = CustodySignatures()
            let plain = trust.signatories(of: signed.envelope, at: time)
            let here = plain.people.map { ManifestSighting(at: event.at, person: $0.person, means: .custody) }
            let seen = self.seen + here
            for person in event.signers {
                let shown = seen.filter { $0.person != person }.map(\.at).min()
                let judged =
                    plain.people.contains { $0.person == person } || shown == nil
                    ? plain : trust.signatories(of: signed.envelope, at: time, shownBy: shown)
                let (roles, fault) = look(at: person, judged)
                if let fault { result.faults.append(fault) } else { result.roles[person] = roles }
            }
            result.faults += uninvited(plain)
            return result
        }

        /// The roles of a person whose signature counts, or why it does not.
        private func look(at person: String, _ judged: Signatories) -> (Set<Role>, CustodyFault?) {
            let keys = trust.keys.filter { $0.person == person }
            let signed = Set(judged.people.filter { $0.person == person }.map(\.key))
            let counted = keys.filter { signed.contains($0.key.identifier) }
            let good = counted.filter { ended($0) == nil }
            if !good.isEmpty { return (Set(good.flatMap(\.roles)), nil) }
            if let key = counted.first, let code = ended(key) {
                return ([], fault(code, "\(person): claims \(event.at), and the key counts \(key.period)"))
            }
            for key in keys {
                for fault in judged.faults where fault.subject == key.key.identifier.hex {
                    return ([], self.fault(code(fault.code, key, person), "\(person): \(fault.detail)"))
                }
            }
            return ([], fault(missing(person), "\(person) has not signed"))
        }

        /// Why a key does not count at the time that the event itself claims.
        private func ended(_ key: TrustedKey) -> CustodyFaultCode? {
            if let from = key.from, event.at < from { return .keyEarly }
            return key.ends.first { $0.at <= event.at }.map { CustodySignatures.code($0.kind) }
        }

        private func code(_ code: TrustFault.Code, _ key: TrustedKey, _ person: String) -> CustodyFaultCode {
            switch code {
            case .signatureInvalid: .signatureInvalid
            case .keyNotYetValid: .keyEarly
            case .keyRetired, .keyExpired, .keyRevoked: ended(key) ?? .keyUnshown
            default: missing(person)
            }
        }

        private func missing(_ person: String) -> CustodyFaultCode {
            if person == event.actor { return .unsigned }
            return event.witnesses.contains(person) ? .witnessUnsigned : .approverUnsigned
        }

        /// Signatures that nobody is named for.
        private func uninvited(_ judged: Signatories) -> [CustodyFault] {
            signed.envelope.signatures.compactMap { signature in
                guard let key = trust.keys.first(where: { $0.key.isNamed(by: signature) }) else {
                    return fault(
                        .signatureUninvited,
                        "key \(signature.keyIdentifier) is not in the trust file"
                    )
                }
                guard !event.signers.contains(key.person) else { return nil }
                return fault(.signatureUninvited, "\(key.person) signed and is not named")
            } + strayed(judged)
        }

        /// Invalid signatures of people who have a good one as well.
        private func strayed(_ judged: Signatories) -> [CustodyFault] {
            judged.faults.filter { $0.code == .signatureInvalid }.compactMap { fault in
                guard let key = trust.keys.first(where: { $0.key.identifier.hex == fault.subject }),
                    judged.people.contains(where: { $0.person == key.person })
                else { return nil }
                return self.fault(.signatureInvalid, fault.detail)
            }
        }

        private func fault(_ code: CustodyFaultCode, _ detail: String) -> CustodyFault {
            CustodyFault(code, event.subject, detail)
        }
    }

    fileprivate static func code(_ kind: KeyEnd.Kind) -> CustodyFaultCode {
        switch kind {
        case .revoked: .keyRevoked
        case .retired: .keyRetired
        case .expired: .keyExpired
        }
    }
}

extension CustodyEvent {
    /// What faults call it, such as `002-receive`.
    package var subject: String {
        String(fileName.prefix { $0 != "." })
    }
}
