/// A tile of a log, named as C2SP tlog-tiles names it: `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
///
/// Hash i of tile (L, N) covers the 256^L leaves from (256·N + i)·256^L; a tile of entries holds the
/// leaves 256·N + i themselves. `<N>` is written in groups of three digits, `x` before all but the last.
package struct TileIndex: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case hashes(level: Int)
        case entries
    }

    package let content: Content
    package let number: Int
    /// How many hashes or entries it holds, 1 to 256.
    package let width: Int

    /// Trees below `MerkleTree.sizeLimit` have no tile above level 6, though tlog-tiles allows 63.
    package static let levelLimit = 6

    /// - Precondition: level, number and width are in range.
    package init(level: Int, number: Int, width: Int = 256) {
        self.init(.hashes(level: level), number, width)
    }

    /// A bundle of entries.
    ///
    /// - Precondition: number and width are in range.
    package init(entries number: Int, width: Int = 256) {
        self.init(.entries, number, width)
    }

    private init(_ content: Content, _ number: Int, _ width: Int) {
        self.content = content
        self.number = number
        self.width = width
        precondition(isInRange)
    }

    /// Takes values from outside; nil where no log can have such a tile.
    init?(checking content: Content, _ number: Int, _ width: Int) {
        self.content = content
        self.number = number
        self.width = width
        guard isInRange else { return nil }
    }

    private var isInRange: Bool {
        (0...TileIndex.levelLimit).contains(level) && (1...256).contains(width) && number >= 0
            && number <= MerkleTree.sizeLimit >> (8 * level + 8)
    }

    /// The tile's level; a bundle of entries belongs to level 0.
    package var level: Int {
        if case .hashes(let level) = content { level } else { 0 }
    }
    package var isPartial: Bool { width < 256 }
    /// The first leaf that the tile covers.
    package var start: Int { number << (8 * level + 8) }
    /// The leaf after the last one that the tile, at this width, covers.
    package var end: Int { start + width << (8 * level) }

    /// The tiles of one level that a tree of `size` leaves has, without those that end at or before `minimum`.
    ///
    /// A tile is kept for the minimum index m if it could, when full, hold a leaf at or after m: then
    /// inclusion of leaves from m on, and consistency between sizes from m on, can still be proved.
    package static func tiles(level: Int, size: Int, minimum: Int = 0) -> [TileIndex] {
        all(.hashes(level: level), level: level, size: size, minimum: minimum)
    }

    /// The bundles of entries that a tree of `size` leaves has, pruned likewise.
    package static func bundles(size: Int, minimum: Int = 0) -> [TileIndex] {
        all(.entries, level: 0, size: size, minimum: minimum)
    }

    private static func all(_ content: Content, level: Int, size: Int, minimum: Int) -> [TileIndex] {
        let hashes = size >> (8 * level)
        let first = minimum >> (8 * level + 8)
        guard first * 256 < hashes else { return [] }
        return (first...(hashes - 1) / 256).map { TileIndex(content, $0, min(256, hashes - $0 * 256)) }
    }
}
