import Bytes
import Glibc
import MerkleLog

/// The files of a log in one folder; `LogStore` says what they hold.
struct LogFiles {
    let folder: String
    let state: File
    let entries: File
    let bundles: File
    /// `tiles[L - 1]` holds level L.
    let tiles: [File]

    static let header = "bulla-log-store/v1\n"

    static func path(_ folder: String, _ name: String) -> String { "\(folder)/\(name)" }

    init(_ folder: String, writing: Bool) throws(FileError) {
        func open(_ name: String) throws(FileError) -> File {
            let path = LogFiles.path(folder, name)
            return writing
                ? try File.opening(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
                : try File.reading(path, noFollow: true)
        }
        self.folder = folder
        state = try open("state")
        entries = try open("entries")
        bundles = try open("bundles")
        var tiles: [File] = []
        for level in 1...TileIndex.levelLimit { tiles.append(try open("tiles-\(level)")) }
        self.tiles = tiles
    }

    static let names =
        ["state", "entries", "bundles"] + (1...TileIndex.levelLimit).map { "tiles-\($0)" }

    /// Makes the index durable, so that recovery need not begin before it.
    func synchronizeIndex() throws(FileError) {
        try bundles.synchronizeData()
        for file in tiles { try file.synchronizeData() }
    }

    /// Whether the index is long enough for that many full bundles.
    func holdIndex(of bundles: Int) throws(FileError) -> Bool {
        guard try self.bundles.size() >= bundles * 8 else { return false }
        for (below, file) in tiles.enumerated()
        where try file.size() < (bundles >> (8 * below)) * Digest.byteCount { return false }
        return true
    }

    /// The hashes [range) of a level above 0, 32 bytes each.
    func hashes(level: Int, _ range: Range<Int>) throws(FileError) -> [UInt8] {
        try tiles[level - 1].read(range.count * Digest.byteCount, at: range.lowerBound * Digest.byteCount)
    }

    /// Where full bundle `number` ends in `entries`.
    func bundleEnd(_ number: Int) throws(FileError) -> Int {
        guard number >= 0 else { return 0 }
        let bytes = try bundles.read(8, at: number * 8)
        return Int(truncatingIfNeeded: bytes.reduce(0 as UInt64) { $0 << 8 | UInt64($1) } & UInt64(Int.max))
    }
}
