/// One of several equal parts of the work.
struct Shard: Hashable, Sendable {
    /// More shards than that are no help, and a number to bound what is read.
    static let most = 10_000

    /// From 1.
    let index: Int
    let count: Int

    /// The shard's part of `total` items.
    func slice(of total: Int) -> Range<Int> {
        Shard.cut(index - 1, of: total, shards: count)..<Shard.cut(index, of: total, shards: count)
    }

    /// ⌊`total` · `number` / `shards`⌋, also where the product would not fit.
    static func cut(_ number: Int, of total: Int, shards: Int) -> Int {
        total / shards * number + total % shards * number / shards
    }
}

extension VerificationRequest {
    /// The most shards that there may be.
    package static let mostShards = Shard.most

    /// Nil where the whole is done here.
    var shard: Shard? {
        guard case .shard(let index, let count) = part else { return nil }
        return Shard(index: index, count: count)
    }

    /// What the shards reported; nil where everything is looked at here.
    var partials: [PartialReport]? {
        guard case .merged(let reports) = part else { return nil }
        return reports
    }
}
