import Bytes
import TestSupport
import Testing

@testable import CustodyForm

@Suite("Lines of digits")
struct DigestLineTests {
    static let lines = Papers.digests(6).enumerated().flatMap { number, digest in
        DigestLine.lines(of: digest, as: FormDigest.allCases[number % 5])
    }

    @Test("are those of the specification for the digest of nothing")
    func specified() {
        #expect(
            DigestLine.lines(of: SHA256.hash([UInt8]()), as: .manifest).map(\.text) == [
                "M1  e3b0 c442 98fc 1c14 9afb f4c8 996f b924  68 29",
                "M2  27ae 41e4 649b 934c a495 991b 7852 b855  31 71",
            ]
        )
    }

    @Test("say of any single wrong digit which it is and what it should be", arguments: lines.prefix(3))
    func oneDigit(_ line: DigestLine) {
        for place in line.digits.indices {
            let others = (0..<16).filter { $0 != line.digits[place] }
            for digit in Effort.cases(others, usual: [place % 4, 4 + place % 4, 8 + place % 4, 14]) {
                var digits = line.digits
                digits[place] = digit
                let typed = DigestLine(line.digest, half: line.half, digits: digits)
                #expect(
                    typed.slips(want: line.sums) == [.digit(place, shouldBe: line.digits[place])]
                )
            }
        }
    }

    @Test("see any two different digits in each other's place, and name neighbours", arguments: lines)
    func exchanged(_ line: DigestLine) {
        for first in line.digits.indices {
            for second in line.digits.indices.dropFirst(first + 1) {
                guard line.digits[first] != line.digits[second] else { continue }
                // Usually each place with its neighbour and with every fifth behind it.
                guard Effort.isExhaustive || (second - first) % 5 == 1 else { continue }
                var digits = line.digits
                digits.swapAt(first, second)
                let typed = DigestLine(line.digest, half: line.half, digits: digits)
                #expect(typed.sums.plain == line.sums.plain && typed.sums.weighted != line.sums.weighted)
                guard second == first + 1 else { continue }
                #expect(typed.slips(want: line.sums).contains(.exchanged(first, second)))
            }
        }
    }

    @Test("see a line in the place of any other")
    func otherPlace() throws {
        for line in Self.lines {
            for digest in FormDigest.allCases {
                for half in 1...2 where digest != line.digest || half != line.half {
                    #expect(DigestLine(digest, half: half, digits: line.digits).sums != line.sums)
                }
            }
        }
    }

    @Test("see nearly all other mistakes: of 20,000 lines made of nothing but mistakes, at most ten fit")
    func rest() throws {
        let line = try #require(Self.lines.first)
        let unseen = Papers.digests(20_000).flatMap { DigestLine.lines(of: $0, as: line.digest).prefix(1) }
            .count { $0.sums == line.sums }
        #expect(unseen <= 10)
    }
}
