import ArgumentParser
import Sampling

/// A percentage such as `95` or `99.5` on the command line, in basis points.
struct PercentArgument: ExpressibleByArgument, CustomStringConvertible {
    let basisPoints: Int

    /// Decimal text with at most two decimals, above 0 and below 100.
    init?(argument: String) {
        let parts = argument.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, (1...2).contains(whole.count) else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1]) : [UInt8(ascii: "0")]
        let digits = Array(whole) + decimals + (decimals.count == 1 ? [UInt8(ascii: "0")] : [])
        guard (1...2).contains(decimals.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        self.init(basisPoints: digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        guard (1...9_999).contains(basisPoints) else { return nil }
    }

    init(basisPoints: Int) { self.basisPoints = basisPoints }

    /// The same percentage as it is typed: `95`, `99.5`.
    var description: String { String(Percent.text(basisPoints: basisPoints).dropLast(2)) }
}
