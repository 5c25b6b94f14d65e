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
    /// Who else shows that the manifest existed, by when.
    package let shown: ManifestSighting?

    /// What the signature is worth, in words.
    package var words: String {
        let place = shown.map { "; seen by \($0.person) at \($0.at) (\($0.means.rawValue))" } ?? ""
        switch standing {
        case .valid: return "valid" + place
        case .validThen(let end): return "valid then, key \(end.words)" + place
        case .ended(let end): return "key \(end.words), and nothing shows that it signed before"
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
