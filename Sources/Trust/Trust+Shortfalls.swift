package import Bytes
import Keys

/// A role that has fewer people than it needs.
package struct Shortfall: Hashable, Sendable {
    package let role: Role
    package let people: Int
    package let threshold: Int
}

extension Trust {
    /// The roles that needed no more people before a change than they had, and need more after it.
    ///
    /// - Parameter time: from when on keys whose `until` has passed do not count.
    package func shortfalls(since before: Trust, at time: Timestamp) -> [Shortfall] {
        Role.allCases.compactMap { role in
            let wanted = threshold(role)
            let (had, has) = (before.active(role, at: time), active(role, at: time))
            guard had >= before.threshold(role), has < wanted else { return nil }
            return Shortfall(role: role, people: has, threshold: wanted)
        }
    }

    /// How many people have a key in a role of which no end is stated, and whose span goes beyond a time.
    private func active(_ role: Role, at time: Timestamp) -> Int {
        let counting = keys.filter { key in
            key.roles.contains(role) && key.retired == nil && key.revoked == nil
                && key.until.map { time < $0 } ?? true && (!policy.requireMLDSA87 || key.key.mldsa87 != nil)
        }
        return Set(counting.map(\.person)).count
    }
}
