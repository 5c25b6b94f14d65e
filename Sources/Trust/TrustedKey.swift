package import Bytes
package import Keys

/// Somebody who signs; thresholds count people.
package struct Person: Hashable, Sendable {
    /// Lower-case letters, digits and hyphens; made from the name.
    package let id: String
    package let name: String

    /// Makes the id: letters and digits in lower case, everything else between them one hyphen.
    package static func id(from name: String) -> String {
        var id = ""
        for byte in name.utf8 {
            switch byte {
            case 0x61...0x7a, 0x30...0x39: id.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x41...0x5a: id.unicodeScalars.append(Unicode.Scalar(byte + 0x20))
            default: if !id.isEmpty, id.last != "-" { id.append("-") }
            }
        }
        if id.last == "-" { id.removeLast() }
        return id
    }

    package static func isID(_ text: String) -> Bool {
        !text.isEmpty && Person.id(from: text).utf8.elementsEqual(text.utf8)
    }
}

/// The orderly end of a key: from `at` on it signs no more, and what it signed before stays good.
package struct Retirement: Hashable, Sendable {
    package let at: Timestamp
    package let reason: RetirementReason
}

/// That a key is trusted no more: from `since` on it may have been in wrong hands.
package struct Revocation: Hashable, Sendable {
    package let since: Timestamp
    package let reason: RevocationReason
}

/// One key of one person, what it may do, and when.
package struct TrustedKey: Hashable, Sendable {
    package let person: String
    /// Carries the person's name.
    package let key: PublicKey
    /// Sorted, not empty.
    package let roles: [Role]
    /// The first second at which it counts.
    package let from: Timestamp?
    /// The first second at which it counts no more.
    package let until: Timestamp?
    /// Never changed once it is there.
    package internal(set) var retired: Retirement?
    /// Never changed once it is there; a retired key can be revoked later.
    package internal(set) var revoked: Revocation?

    /// Why the key does not count at a time; nil when it does.
    ///
    /// - Parameter shownBy: the signature's age: a time by which others had seen it.
    package func fault(at time: Timestamp, shownBy: Timestamp? = nil) -> TrustFault.Code? {
        standing(at: time, shownBy: shownBy).fault
    }
}
