import Bytes

/// The state of a log after one durable batch, as the file `state` holds it.
///
///     magic "bulla-log-state1" (16) ‖ sequence u64 ‖ size u64 ‖ bytes u64 ‖ indexed u64
///     ‖ root (32) ‖ SHA-256 of all that (32)
///
/// `state` has two such slots, each at the start of its own 4,096-byte page. A commit overwrites the
/// older one, so that a torn write leaves the commit before it; the slot with the higher sequence counts.
struct CommitSlot: Equatable {
    var sequence: UInt64 = 0
    /// Entries in the log.
    var size = 0
    /// Bytes of `entries` that belong to them.
    var bytes = 0
    /// Full bundles whose places and hashes are durable in the index files.
    var indexed = 0
    var root = TreeHash.empty

    static let page = 4_096
    private static let magic = Array("bulla-log-state1".utf8)
    private static let length = 112

    /// Where this commit is written.
    var offset: Int { sequence.isMultiple(of: 2) ? 0 : CommitSlot.page }

    var encoded: [UInt8] {
        var bytes = CommitSlot.magic
        bytes.append(bigEndian: sequence)
        for value in [size, self.bytes, indexed] { bytes.append(bigEndian: UInt64(value)) }
        bytes.append(root)
        bytes.append(SHA256.hash(bytes))
        return bytes
    }

    init() {}

    /// Nil if the slot was never written, or torn, or damaged.
    private init?(_ bytes: ArraySlice<UInt8>) {
        guard let slot = try? CommitSlot(parsing: bytes), slot.encoded == Array(bytes) else { return nil }
        self = slot
    }

    private init(parsing bytes: ArraySlice<UInt8>) throws(FormatError) {
        var cursor = ByteCursor(bytes)
        _ = try cursor.take(CommitSlot.magic.count)
        sequence = try cursor.bigEndian(UInt64.self)
        size = Int(truncatingIfNeeded: try cursor.bigEndian(UInt64.self) & UInt64(Int.max))
        self.bytes = Int(truncatingIfNeeded: try cursor.bigEndian(UInt64.self) & UInt64(Int.max))
        indexed = Int(truncatingIfNeeded: try cursor.bigEndian(UInt64.self) & UInt64(Int.max))
        root = try cursor.digest()
    }

    /// The last whole commit in a file's bytes; nil if there is none.
    static func newest(in state: [UInt8]) -> CommitSlot? {
        [0, page].compactMap { offset -> CommitSlot? in
            guard state.count >= offset + length else { return nil }
            guard let slot = CommitSlot(state[offset..<offset + length]) else { return nil }
            return slot.offset == offset ? slot : nil
        }
        .max { $0.sequence < $1.sequence }
    }
}
