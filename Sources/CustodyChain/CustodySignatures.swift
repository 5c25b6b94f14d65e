import Bytes
import Keys
import Trust

/// Whose signatures on one event count, and what is wrong with the others.
struct CustodySignatures {
    /// That only who acts in an event has seen something, for tests that look what comes of leaving it out.
    static let actorRule = "custody-actor"

    /// What the keys that signed may vouch for, of people whose signatures count.
    var roles: [String: Set<Role>] = [:]
    var faults: [CustodyFault] = []

    /// What one chain shows: of the signatures of its events, and of the bundle's.
    struct Judged {
        /// One for each event, in their order.
        var signatures: [CustodySignatures] = []
        var sightings: [Sighting] = []
    }

    /// Judges all events of a chain, from the last to the first: who acts later shows which signatures were there before.
    static func judge(_ events: [SignedCustodyEvent], trust: Trust, at time: Timestamp) -> Judged {
        var found = Judged()
        // Those who acted later, with the keys that signed; none past a break in the chain of files.
        var later: [Sighting] = []
        let chain = events.first?.digest
        for index in events.indices.reversed() {
            let signed = events[index]
            let tree = SealTree(signed.envelope)
            let ages = AgeJudge(
                keys: trust.keys,
                tree: tree,
                sightings: later.map { $0.naming(tree.head) },
                sealers: trust.sealers(of: signed.envelope, role: nil),
                wanted: trust.threshold(.custodian)
            )
            let judge = Judge(signed: signed, trust: trust, time: time, ages: ages)
            found.signatures.append(judge.signatures())
            let acting = sightings(in: signed, tree.head, trust)
            let isLinked = index > 0 && signed.event.previous == events[index - 1].fileDigest
            later = isLinked ? later + acting : []
            if let open = events.first?.event, let sealed = open.sealed, signed.event.isOf(open, chain) {
                found.sightings += acting.map { $0.naming(sealed) }
            }
        }
        found.signatures.reverse()
        found.sightings.sort()
        return found
    }

    /// Whoever acts in an event, by each key that signed it; the time is that of signing, signed by that very person.
    private static func sightings(
        in signed: SignedCustodyEvent,
        _ seen: SealTree.Head,
        _ trust: Trust
    ) -> [Sighting] {
        trust.seers(of: signed.envelope).filter {
            $0.person == signed.event.actor || KnockOut.isOff(CustodySignatures.actorRule)
        }.map {
            Sighting(
                at: signed.event.at,
                person: $0.person,
                key: $0.key.identifier,
                means: .custody,
                seen: seen
            )
        }
    }
}

extension Sighting {
    /// The same, of another tree that the same signature names.
    fileprivate func naming(_ seen: SealTree.Head) -> Sighting {
        Sighting(at: at, person: person, key: key, means: means, seen: seen)
    }
}

extension CustodyEvent {
    /// Whether the event stands in the chain that an event of digest `chain` begins, and is of its bundle.
    fileprivate func isOf(_ open: CustodyEvent, _ chain: Digest?) -> Bool {
        manifest == open.manifest && (number == 0 ? self == open : self.chain == chain)
    }
}

extension CustodySignatures {
    /// Judges one event.
    private struct Judge {
        let signed: SignedCustodyEvent
        let trust: Trust
        let time: Timestamp
        /// How old those who acted later show the signatures to be.
        let ages: AgeJudge

        var event: CustodyEvent { signed.event }

        func signatures() -> CustodySignatures {
            var result = CustodySignatures()
            let judged = trust.signatories(of: signed.envelope, at: time, ages: ages)
            for person in event.signers {
                let (roles, fault) = look(at: person, judged)
                if let fault { result.faults.append(fault) } else { result.roles[person] = roles }
            }
            result.faults += uninvited(judged)
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
                return fault(.signatureUninvited, "\(key.person) signed but is not named")
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
