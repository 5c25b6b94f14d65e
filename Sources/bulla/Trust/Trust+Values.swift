import Bytes
import Keys
import Trust

extension Trust {
    /// What `trust show --json` says: the file's people, keys and thresholds; the policy stands in the file.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of the file.
    ///   - versions: digests of the chain's versions; empty where no chain was given.
    func values(_ digest: Digest, _ versions: [Digest]) -> [String: JSON] {
        [
            "apart": .array(exclusions.map { .array($0.map { .string($0.rawValue) }) }),
            "keys": .array(keys.map { value($0) }), "sha256": .digest(digest),
            "thresholds": .object(
                Dictionary(
                    uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, .number(threshold($0))) }
                )
            ), "version": .number(version), "versions": .array(versions.map { .digest($0) }),
        ]
    }

    private func value(_ key: TrustedKey) -> JSON {
        var members: [String: JSON] = [
            "algorithm": .string(key.key.primary.algorithm.title), "identifier": .digest(key.key.identifier),
            "name": .string(person(key.person)?.name ?? key.person), "person": .string(key.person),
            "roles": .array(key.roles.map { .string($0.rawValue) }),
        ]
        members["mldsa87"] = key.key.mldsa87Identifier.map { .digest($0) }
        members["from"] = key.from.map { .string($0.description) }
        members["until"] = key.until.map { .string($0.description) }
        members["retired"] = key.retired.map {
            ["at": .string($0.at.description), "reason": .string($0.reason.rawValue)]
        }
        members["revoked"] = key.revoked.map {
            ["reason": .string($0.reason.rawValue), "since": .string($0.since.description)]
        }
        return .object(members)
    }
}
