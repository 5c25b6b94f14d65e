import ArgumentParser
package import Bytes
import Sampling

/// A time on the command line: `2027-01-01T00:00:00Z`.
package struct TimeArgument: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
    package let value: Timestamp

    package init?(argument: String) {
        guard let time = try? Timestamp(argument) else { return nil }
        value = time
    }

    package var description: String { value.description }
}

/// What people type who threw dice: the one rule for blanks in it.
///
/// Spaces group the digits and are left out. Any other white space is a slip of whoever copied the text, and refused.
package enum Typed {
    /// The decimal digits of dice.
    package static func digits(_ text: String) throws -> String {
        let digits = try withoutSpaces(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError("want decimal digits and spaces")
        }
        return digits
    }

    /// The seed of a draw, which need not be digits.
    package static func seed(_ text: String) throws -> String {
        let seed = try withoutSpaces(text)
        do { _ = try Sampler(seed: seed, population: 1) } catch { throw ValidationError(error.detail) }
        return seed
    }

    private static func withoutSpaces(_ text: String) throws -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != " " {
            guard !scalar.properties.isWhitespace else {
                throw ValidationError("want no white space but spaces, which are left out")
            }
            kept.append(scalar)
        }
        return String(kept)
    }
}
