/// What a person may have typed wrong in a line, as its check digits see it.
extension DigestLine {
    enum Slip: Equatable, Sendable {
        /// The digit at this place, from 0, should be another one.
        case digit(Int, shouldBe: Int)
        /// The digits at these places have changed places.
        case exchanged(Int, Int)
        /// The digits may be right and one of the two check numbers wrong.
        case check
    }

    /// Every single slip after which the line would fit these sums: one wrong digit and nothing else; or exchanges that
    /// people make, of neighbours; or a wrong check; or, where there is no likelier one, other exchanges.
    func slips(want: Sums) -> [Slip] {
        let wrong = digits.indices.flatMap { place in
            (0..<16).filter { fits(want, [place: $0]) }.map { Slip.digit(place, shouldBe: $0) }
        }
        guard wrong.isEmpty else { return wrong }
        let exchanged = exchanges.filter { fits(want, [$0.0: digits[$0.1], $0.1: digits[$0.0]]) }
        let near = exchanged.filter { $0.1 - $0.0 == 1 }
        let isCheck = (sums.plain == want.plain) != (sums.weighted == want.weighted)
        return near.map { .exchanged($0.0, $0.1) } + (isCheck ? [.check] : [])
            + (near.isEmpty ? exchanged.map { .exchanged($0.0, $0.1) } : [])
    }

    private var exchanges: [(Int, Int)] {
        digits.indices.flatMap { first in
            digits.indices.dropFirst(first + 1).filter { digits[$0] != digits[first] }.map { (first, $0) }
        }
    }

    private func fits(_ want: Sums, _ changes: [Int: Int]) -> Bool {
        var digits = digits
        for (place, digit) in changes { digits[place] = digit }
        return DigestLine(digest, half: half, digits: digits).sums == want
    }
}
