/// The rules by which a sighting shows how old a signature is; `Formats/trust-v1.md` section 2.3.
///
/// Every judgement has them all. That they are a value is for tests, which leave out one and look what comes of it: no
/// command and no file reaches them.
package struct AgeRules: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A sighting shows the signatures that stand in its tree, and not the manifest's others.
    package static let signatures = AgeRules(rawValue: 1 << 0)
    /// A tree that was seen stays good when signatures are appended.
    package static let growth = AgeRules(rawValue: 1 << 1)
    /// Who sealed the manifest shows nothing of anybody's signature.
    package static let sealers = AgeRules(rawValue: 1 << 2)
    /// The key that saw has a role of the means.
    package static let role = AgeRules(rawValue: 1 << 3)
    /// One person is one, whatever keys and means.
    package static let once = AgeRules(rawValue: 1 << 4)
    /// A key that was ever revoked shows nothing, not even what it saw before.
    package static let revoked = AgeRules(rawValue: 1 << 5)
    /// The key that saw was in office at the time that it states.
    package static let office = AgeRules(rawValue: 1 << 6)
    /// A key that retired or ran out since still shows what it saw in its time.
    package static let retired = AgeRules(rawValue: 1 << 7)
    /// The time of the last person who is wanted counts, not that of the first.
    package static let last = AgeRules(rawValue: 1 << 8)
    /// A revocation wants a time before it, not of the same second.
    package static let before = AgeRules(rawValue: 1 << 9)

    package static let all: AgeRules = [
        .signatures, .growth, .sealers, .role, .once, .revoked, .office, .retired, .last, .before,
    ]
}
