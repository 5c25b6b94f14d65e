package import Bytes

/// Half a digest as it is printed and typed: label, eight groups of four hexadecimal digits, four check digits.
///
///     M1  b0b5 5ae5 0e69 0c6a 89e6 88f1 a3b0 8d2f  37 05
///
/// The check digits (`Formats/form-v1.md` section 2) are two sums modulo 97. One wrong digit changes both, and they
/// say which it is; two digits in each other's place change the second.
package struct DigestLine: Equatable, Sendable {
    package static let digitCount = 32
    static let modulus = 97
    /// A primitive root of 97: no two places of a line weigh the same.
    static let weight = 5

    package let digest: FormDigest
    /// 1 or 2.
    package let half: Int
    /// 32 values of 0 to 15.
    package let digits: [Int]

    init(_ digest: FormDigest, half: Int, digits: [Int]) {
        self.digest = digest
        self.half = half
        self.digits = digits
    }

    /// Both lines of a digest.
    package static func lines(of value: Digest, as digest: FormDigest) -> [DigestLine] {
        let digits = value.bytes.flatMap { [Int($0 >> 4), Int($0 & 15)] }
        return [
            DigestLine(digest, half: 1, digits: Array(digits.prefix(digitCount))),
            DigestLine(digest, half: 2, digits: Array(digits.dropFirst(digitCount))),
        ]
    }

    package var label: String { "\(digest.rawValue)\(half)" }

    /// Eight groups of four digits.
    package var groups: [String] {
        stride(from: 0, to: digits.count, by: 4).map { start in
            digits[start..<min(start + 4, digits.count)].map { String($0, radix: 16) }.joined()
        }
    }

    /// Two numbers of two decimal digits.
    package var check: String { "\(Self.two(sums.plain)) \(Self.two(sums.weighted))" }

    package var text: String { "\(label)  \(groups.joined(separator: " "))  \(check)" }

    /// Digits added up, and digits taken as those of a number with the base 5; both begin with the line's number.
    var sums: Sums {
        let start = digest.place * 2 + half
        return digits.reduce(into: Sums(plain: start, weighted: start)) { sums, digit in
            sums.plain = (sums.plain + digit) % Self.modulus
            sums.weighted = (sums.weighted * Self.weight + digit) % Self.modulus
        }
    }

    struct Sums: Equatable {
        var plain: Int
        var weighted: Int
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
