package import Bytes

/// That somebody other than its signers had seen a manifest by a time: evidence that it existed then.
package struct ManifestSighting: Hashable, Sendable, Comparable {
    /// What the evidence is.
    package enum Means: String, Hashable, Sendable, CaseIterable {
        /// A witness's timestamped line on the note of the manifest.
        case witness
        /// A receipt with which an inspector accepted the bundle.
        case receipt
        /// An event of the chain of custody.
        case custody

        /// The role whose threshold says how many people must have seen it.
        package var role: Role {
            switch self {
            case .witness: .witness
            case .receipt: .inspector
            case .custody: .custodian
            }
        }
    }

    /// The time that whoever saw it states.
    package let at: Timestamp
    /// Id of the person who saw it.
    package let person: String
    package let means: Means

    package init(at: Timestamp, person: String, means: Means) {
        self.at = at
        self.person = person
        self.means = means
    }

    package static func < (a: ManifestSighting, b: ManifestSighting) -> Bool {
        (a.at, a.person, a.means.rawValue) < (b.at, b.person, b.means.rawValue)
    }
}

extension Trust {
    /// The earliest sighting that shows a signature of a person to be so old; nil where nothing does.
    ///
    /// Nobody shows their own signature. Where a role has a threshold of k, the k-th of as many different people is
    /// the one that shows it.
    package func sighting(for signer: String, in sightings: [ManifestSighting]) -> ManifestSighting? {
        ManifestSighting.Means.allCases.compactMap { means in
            var people = Set<String>()
            return sightings.sorted().first { sighting in
                guard sighting.means == means, sighting.person != signer else { return false }
                people.insert(sighting.person)
                return people.count >= threshold(means.role)
            }
        }.min()
    }
}
