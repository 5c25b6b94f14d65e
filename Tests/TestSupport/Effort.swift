import Foundation

/// How many of its cases a test tries: a fixed subset before each commit, or all where `BULLA_EXHAUSTIVE` is set.
///
/// A subset follows from the list alone, so that a failure is there again in the next run, and holds at least one case of
/// each kind. `make test` tries the subsets, `make test-all` everything.
package enum Effort {
    package static let isExhaustive = ProcessInfo.processInfo.environment["BULLA_EXHAUSTIVE"] != nil

    /// Why a test was skipped that has no subset.
    package static let skipped = "runs in make test-all"

    /// So many rounds of what is repeated with other random choices.
    package static func rounds(_ all: Int, usual: Int) -> Int { isExhaustive ? all : usual }

    /// All cases, or those at these places, which the caller chose so that each kind is among them.
    package static func cases<Case>(_ all: [Case], usual places: [Int]) -> [Case] {
        isExhaustive ? all : places.map { all[$0] }
    }

    /// All cases, or the first of each kind.
    package static func kinds<Case, Kind: Hashable>(_ all: [Case], by kind: (Case) -> Kind) -> [Case] {
        var seen: Set<Kind> = []
        return all.filter { isExhaustive || seen.insert(kind($0)).inserted }
    }

    /// All cases, or so many of them at even distances, the first and the last among them.
    package static func spread<Case>(_ all: [Case], usual count: Int) -> [Case] {
        guard !isExhaustive, count < all.count else { return all }
        guard count > 1 else { return Array(all.prefix(count)) }
        return (0..<count).map { all[$0 * (all.count - 1) / (count - 1)] }
    }

    /// All cases, or one in each run of so many, at another place of each run.
    package static func share<Case>(_ all: [Case], oneIn usual: Int) -> [Case] {
        places(all.count, oneIn: usual).map { all[$0] }
    }

    /// The bytes of a sample that are changed: each, or one of so many.
    ///
    /// Each run of `usual` bytes gives one, at the next offset each time: a field at the same offset of every record is
    /// met, too.
    ///
    /// - Parameter part: this part of so many `parts`, for tests that divide the work.
    package static func places(_ count: Int, oneIn usual: Int, part: Int = 0, of parts: Int = 1) -> [Int] {
        let step = isExhaustive ? 1 : usual
        let places = stride(from: 0, to: count, by: step).enumerated().map { $1 + $0 % step }
        return places.enumerated().filter { $0.offset % parts == part && $0.element < count }.map(\.element)
    }

    /// The bits of a byte that are changed: each, or one that follows from the byte's place.
    package static func bits(at place: Int) -> [Int] { isExhaustive ? Array(0..<8) : [place % 8] }

    /// Rows of places in lists of these sizes: every combination, or so few that each two values stand together once.
    ///
    /// A row begins with the first two values that did not meet yet; each other column takes the value that meets most
    /// new ones.
    package static func rows(_ sizes: [Int]) -> [[Int]] {
        guard !isExhaustive else {
            return sizes.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
        }
        return Pairs(sizes).rows
    }
}

/// Rows in which each value of a column stands beside each value of every other.
private struct Pairs {
    /// Values of two columns, the left one first.
    private struct Pair: Hashable {
        let left: Int
        let right: Int
        let values: [Int]
    }

    private(set) var rows: [[Int]] = []
    private var missing: Set<Pair> = []

    init(_ sizes: [Int]) {
        let columns = sizes.indices.flatMap { right in (0..<right).map { ($0, right) } }
        let pairs = columns.flatMap { left, right in
            (0..<sizes[left] * sizes[right]).map {
                Pair(left: left, right: right, values: [$0 / sizes[right], $0 % sizes[right]])
            }
        }
        missing = Set(pairs)
        for pair in pairs where missing.contains(pair) {
            var row: [Int?] = sizes.map { _ in nil }
            (row[pair.left], row[pair.right]) = (pair.values[0], pair.values[1])
            for column in sizes.indices where row[column] == nil {
                let gains = (0..<sizes[column]).map { value in
                    var tried = row
                    tried[column] = value
                    return met(tried).count
                }
                row[column] = gains.firstIndex(of: gains.max() ?? 0)
            }
            missing.subtract(met(row))
            rows.append(row.map { $0 ?? 0 })
        }
    }

    /// What a row, not yet whole, holds of what is missing.
    private func met(_ row: [Int?]) -> Set<Pair> {
        missing.filter { row[$0.left] == $0.values[0] && row[$0.right] == $0.values[1] }
    }
}
