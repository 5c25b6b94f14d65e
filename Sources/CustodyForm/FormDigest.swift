package import Bytes

/// A digest that stands on the paper: what it is of, and the letter that its lines begin with.
///
/// No letter is a hexadecimal digit, so that a label cannot be taken for a part of a line.
package enum FormDigest: String, CaseIterable, Sendable {
    case manifest = "M"
    case file = "T"
    case chain = "H"
    case verifier = "V"
    case specification = "S"

    package var title: String {
        switch self {
        case .manifest: "Manifest"
        case .file: "File"
        case .chain: "Chain head"
        case .verifier: "verify.py"
        case .specification: "Specification"
        }
    }

    /// Where the digest comes from, so that anybody can compute it again.
    package var source: String {
        switch self {
        case .manifest: "names the bundle"
        case .file: "sha256sum of the .tar.xz"
        case .chain: "last custody event"
        case .verifier: "bulla spec verify.py"
        case .specification: "bulla spec bundle-v1.md"
        }
    }

    /// Its place among them all, from 0: check digits depend on it.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The digests of one paper; the head of the chain is there once there is a chain.
package typealias FormDigests = [FormDigest: Digest]
