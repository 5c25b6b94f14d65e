import Bytes

/// Somebody who signs; thresholds count people.
package struct Person: Hashable, Sendable {
    /// Lower-case letters, digits and single hyphens between them; `Formats/trust-v1.md` section 1.1.
    package let id: String
    package let name: String

    private static let idLimit = 100
    /// What an id that is made of a name may have, so that a number fits behind it.
    private static let madeLimit = 90

    /// Makes an id of a name in any script, whoever has it already.
    package static func id(from name: String) -> String {
        let made = trimmed(spelled(name).prefix(madeLimit))
        return made.isEmpty ? "p-\(SHA256.hash(Array(name.utf8)).hex.prefix(8))" : made
    }

    package static func isID(_ text: String) -> Bool {
        (1...idLimit).contains(text.utf8.count) && spelled(text).utf8.elementsEqual(text.utf8)
    }

    /// Letters and digits of ASCII in lower case, every run of other characters of ASCII between them one hyphen.
    private static func spelled(_ text: String) -> String {
        var id = ""
        func take(_ byte: UInt8) {
            switch byte {
            case 0x61...0x7a, 0x30...0x39: id.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x41...0x5a: id.unicodeScalars.append(Unicode.Scalar(byte + 0x20))
            default: if !id.isEmpty, id.last != "-" { id.append("-") }
            }
        }
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                take(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                ASCIILetters[scalar]?.utf8.forEach(take)
            }
        }
        return trimmed(id[...])
    }

    private static func trimmed(_ id: Substring) -> String { String(id.last == "-" ? id.dropLast() : id) }
}

extension Trust {
    /// The id of a new person of a name: made of it, with the first number behind it that makes it nobody else's.
    func freeID(for name: String) -> String {
        let made = Person.id(from: name)
        guard person(made) != nil else { return made }
        // Of so many ids no more than the people of the file can be taken.
        let free = (2...people.count + 2).lazy.map { "\(made)-\($0)" }.first { self.person($0) == nil }
        return free ?? made
    }

    /// The person that is meant by a name and perhaps an id; not in the file yet where nobody is.
    func meant(_ name: String, id: String?) throws(TrustError) -> Person {
        if let id {
            guard let known = person(id) else { return Person(id: id, name: name) }
            guard known.name.utf8.elementsEqual(name.utf8) else {
                throw TrustError(
                    .duplicatePerson,
                    at: id,
                    "already belongs to \"\(known.name)\", not \"\(name)\""
                )
            }
            return known
        }
        let known = people.filter { $0.name.utf8.elementsEqual(name.utf8) }
        guard known.count <= 1 else {
            let ids = known.map(\.id).joined(separator: " or ")
            throw TrustError(.duplicatePerson, at: "\"\(name)\"", "is the name of several; hint: --id \(ids)")
        }
        return known.first ?? Person(id: freeID(for: name), name: name)
    }
}
