package import Bytes
package import Keys

/// Says how old the signatures over one document are, by what others have seen; `Formats/trust-v1.md` section 2.3.
///
/// Why it holds: if fewer than the wanted people lie, one of the earliest so many is honest, and saw the signature at a true
/// time no later than its age.
package struct AgeJudge: Sendable {
    /// The leaf that the manifest itself is: what a log's key signed is bound by it.
    package static let manifestLeaf = 0

    private let keys: [Digest: TrustedKey]
    private let tree: SealTree
    /// Those who show nothing because they signed the document themselves.
    private let sealers: Set<String>
    private let wanted: Int
    let rules: AgeRules
    /// Whose signatures were verified already; earliest first.
    package let sightings: [Sighting]

    /// - Parameter sightings: by people whose signatures verify; whether they show anything is judged here.
    /// - Parameter wanted: how many different people must have seen a signature, over all means.
    package init(
        keys: [TrustedKey],
        tree: SealTree,
        sightings: [Sighting],
        sealers: Set<String>,
        wanted: Int,
        rules: AgeRules = .all
    ) {
        self.init(
            keysByIdentifier: Dictionary(keys.map { ($0.key.identifier, $0) }) { first, _ in first },
            tree: tree,
            sightings: sightings,
            sealers: sealers,
            wanted: wanted,
            rules: rules
        )
    }

    /// The same, of keys that somebody has put in order before.
    package init(
        keysByIdentifier keys: [Digest: TrustedKey],
        tree: SealTree,
        sightings: [Sighting],
        sealers: Set<String>,
        wanted: Int,
        rules: AgeRules
    ) {
        self.keys = keys
        self.tree = tree
        self.sightings = sightings.sorted()
        self.sealers = sealers
        self.wanted = wanted
        self.rules = rules
    }

    /// The age of a key's signature; of one that is not there, none.
    package func age(of trusted: TrustedKey) -> SignatureAge {
        guard let leaf = tree.leaf(of: trusted.key) else { return .unseen(wanted: wanted) }
        return age(of: trusted.person, leaf: leaf)
    }

    /// The age of what a person signed, which stands in the tree by a leaf.
    package func age(of person: String, leaf: Int) -> SignatureAge {
        var found: [Sighting] = []
        var people = Set<String>()
        for sighting in sightings where fault(of: sighting, for: person, leaf: leaf) == nil {
            let one = rules.contains(.once) ? sighting.person : sighting.key.hex
            guard people.insert(one).inserted else { continue }
            found.append(sighting)
            if found.count == wanted { break }
        }
        let isEnough = found.count == wanted
        let decisive = rules.contains(.last) ? found.last : found.first
        return SignatureAge(wanted: wanted, shownBy: found, at: isEnough ? decisive?.at : nil)
    }

    /// Why a sighting shows nothing of what a person signed; nil where it does.
    package func fault(of sighting: Sighting, for person: String, leaf: Int) -> TrustFault.Code? {
        if !shows(sighting.seen, leaf) { return .sightingManifestOnly }
        guard let key = keys[sighting.key], key.person == sighting.person else { return .sightingRole }
        if sighting.person == person || rules.contains(.sealers) && sealers.contains(sighting.person) {
            return .sightingSealer
        }
        if rules.contains(.role), sighting.means.roles.isDisjoint(with: key.roles) { return .sightingRole }
        if let revoked = key.revoked, rules.contains(.revoked) || sighting.at >= revoked.since {
            return .sightingRevoked
        }
        if rules.contains(.office), !key.isInOffice(at: sighting.at) { return .sightingOffice }
        let hasEnded = key.retired != nil || key.until != nil
        return hasEnded && !rules.contains(.retired) ? .sightingOffice : nil
    }

    private func shows(_ seen: SealTree.Head, _ leaf: Int) -> Bool {
        guard tree.begins(with: seen) else { return false }
        if !rules.contains(.growth), seen != tree.head { return false }
        return seen.size > leaf || !rules.contains(.signatures)
    }
}

extension TrustedKey {
    /// Whether its owner signed with it at a time; a revocation is no matter of office.
    package func isInOffice(at time: Timestamp) -> Bool {
        if let from, time < from { return false }
        return [retired?.at, until].allSatisfy { $0.map { time <= $0 } ?? true }
    }
}

extension Trust {
    /// How many different people must have seen a signature before its key ended, over all means.
    package var sightingsWanted: Int {
        let stated = [Role.exporter, .witness, .inspector, .custodian].compactMap { thresholds[$0] }.max()
        return policy.sightings ?? stated ?? 1
    }

    /// Judges the age of the signatures over a manifest by what others have seen.
    package func ages(
        of envelope: Envelope,
        seen sightings: [Sighting],
        rules: AgeRules = .all
    ) -> AgeJudge {
        AgeJudge(
            keys: keys,
            tree: SealTree(envelope),
            sightings: sightings,
            sealers: sealers(of: envelope),
            wanted: sightingsWanted,
            rules: rules
        )
    }

    /// The people whose signature verifies, whether it counts or not; of a manifest those who sealed it as exporters.
    ///
    /// By no other role: a thief could otherwise silence a witness by appending a signature of a stolen key.
    package func sealers(of envelope: Envelope, role: Role? = .exporter) -> Set<String> {
        let message = envelope.signedBytes
        return Set(
            keys.filter { key in
                role.map { key.roles.contains($0) } ?? true
                    && [.valid, .incomplete].contains(key.key.judge(envelope.signatures, over: message))
            }.map(\.person)
        )
    }

    /// The keys whose signature on a document verifies, as far as policy takes such keys at all.
    package func seers(of envelope: Envelope) -> [TrustedKey] {
        let message = envelope.signedBytes
        return keys.filter { key in
            (!policy.requireMLDSA87 || key.key.mldsa87 != nil)
                && key.key.judge(envelope.signatures, over: message) == .valid
        }
    }
}
