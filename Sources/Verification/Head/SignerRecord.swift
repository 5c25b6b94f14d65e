package import Bytes
package import Trust

/// A key that signed the manifest, what that is worth, and what shows it.
package struct SignerRecord: Hashable, Sendable {
    /// The person's id.
    package let person: String
    package let key: Digest
    /// Whether the signature counts towards the threshold.
    package let counts: Bool
    package let standing: Standing
    /// How old others show the signature to be; nil where its key has no end.
    package let age: SignatureAge?

    /// What the signature is worth, in words.
    package var words: String {
        let seen = (age?.shownBy ?? []).map { "; seen by \($0.person) at \($0.at) (\($0.means.rawValue))" }
            .joined()
        switch standing {
        case .valid: return "valid"
        case .validThen(let end): return "valid then, key \(end.words)" + seen
        case .ended(let end):
            let few = age.map { "\($0.shownBy.count) of \($0.wanted)" } ?? "no"
            return "key \(end.words), and \(few) people show that it signed before" + seen
        case .notYet(let from): return "key counts only from \(from) on"
        }
    }
}

extension KeyEnd {
    fileprivate var words: String {
        switch kind {
        case .revoked: "revoked since \(at)"
        case .retired: "retired at \(at)"
        case .expired: "expires at \(at)"
        }
    }
}
