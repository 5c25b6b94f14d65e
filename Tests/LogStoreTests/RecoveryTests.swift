import Bytes
import LogStore
import TestSupport
import Testing

/// What a crash, or a damaged medium, can leave in the files.
@Suite("Log recovery")
struct RecoveryTests {
    /// The files after the first commit and after the second, which adds a few small entries.
    private func twoCommits(_ scratch: Scratch) throws -> (
        before: [String: [UInt8]], after: [String: [UInt8]]
    ) {
        let store = try LogStore.create(at: scratch.log, origin: "o")
        func files() throws -> [String: [UInt8]] {
            var all: [String: [UInt8]] = [:]
            for name in ["entries", "state", "bundles", "tiles-1"] { all[name] = try scratch.bytes(name) }
            return all
        }
        try store.append(batch: LogEntries.entries(0..<254))
        let before = try files()
        try store.append(batch: LogEntries.entries(254..<258))
        return (before, try files())
    }

    private static let roots = (0...263).map(expectedRoot)

    private func expectLog(_ scratch: Scratch, size: Int) throws {
        let log = try LogStore.open(at: scratch.log, forWriting: true)
        #expect(log.size == size && log.root == Self.roots[size])
        #expect(
            try scratch.bytes("entries").count == (0..<size).reduce(0) { $0 + 2 + LogEntries.entry($1).count }
        )
        try log.append(batch: LogEntries.entries(size..<size + 5))
        #expect(log.root == Self.roots[size + 5])
    }

    @Test("a batch torn at any byte, or garbled, is gone when the log opens again")
    func tornEntries() throws {
        let scratch = try Scratch()
        let (before, after) = try twoCommits(scratch)
        let start = try #require(before["entries"]?.count)
        let whole = try #require(after["entries"])
        let lengths = Effort.places(whole.count - start, oneIn: 8).map { start + $0 }
        for length in lengths + [whole.count] {
            for garbled in [false, true] where !garbled || length > start {
                for (name, bytes) in before { try scratch.put(bytes, as: name) }
                var torn = Array(whole[..<length])
                if garbled { torn[length - 1] ^= 0x55 }
                try scratch.put(torn, as: "entries")
                try expectLog(scratch, size: 254)
            }
        }
    }

    @Test("a commit torn or garbled at any byte falls back to the one before")
    func tornState() throws {
        let scratch = try Scratch()
        let (before, after) = try twoCommits(scratch)
        let (old, new) = (try #require(before["state"]), try #require(after["state"]))
        let changed = (0..<new.count).filter { $0 >= old.count || old[$0] != new[$0] }
        for place in 0..<112 {
            let offset = try #require(changed.first) / 4_096 * 4_096 + place
            for (name, bytes) in after { try scratch.put(bytes, as: name) }
            var garbled = new
            garbled[offset] ^= 0x55
            try scratch.put(garbled, as: "state")
            try expectLog(scratch, size: 254)
            guard offset < old.count else { continue }
            // Written up to this byte only, the slot's former content after it.
            let torn = Array(new[..<offset]) + old[offset...]
            for (name, bytes) in after { try scratch.put(bytes, as: name) }
            try scratch.put(torn, as: "state")
            try expectLog(scratch, size: torn == new ? 258 : 254)
        }
    }

    @Test("without any whole commit the log is damaged")
    func noState() throws {
        let scratch = try Scratch()
        try scratch.fill([10, 10])
        for state in [[], [UInt8](repeating: 0, count: 8_192), [UInt8](repeating: 0xff, count: 100)] {
            try scratch.put(state, as: "state")
            for writing in [true, false] {
                #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: writing) } == .damaged)
            }
        }
    }

    @Test("committed entries that are cut off or changed are told as damage, never dropped")
    func damagedEntries() throws {
        let scratch = try Scratch()
        let (_, after) = try twoCommits(scratch)
        let whole = try #require(after["entries"])
        for place in stride(from: 0, to: whole.count, by: 1_999) {
            for (name, bytes) in after { try scratch.put(bytes, as: name) }
            try scratch.put(Array(whole[..<place]), as: "entries")
            #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: true) } == .damaged)
            var changed = whole
            changed[place] ^= 1
            try scratch.put(changed, as: "entries")
            #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: true) } == .damaged)
        }
    }

    @Test(
        "the index is rebuilt when it is missing or wrong; a reader asks for that",
        arguments: [true, false]
    )
    func index(closed: Bool) throws {
        let scratch = try Scratch()
        try scratch.fill([65_536, 4_464], closing: closed)
        let good = try ["bundles", "tiles-1", "tiles-2"].map { (name: $0, bytes: try scratch.bytes($0)) }
        for (name, bytes) in good {
            // Only what the frontier needs is checked: in the closed log that is the end of each file.
            let flipped = closed ? [bytes.map { $0 ^ 1 }] : []
            for bad in [[], Array(bytes.dropLast(1))] + flipped {
                try scratch.put(bad, as: name)
                #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: false) } == .needsRecovery)
                let log = try LogStore.open(at: scratch.log, forWriting: true)
                #expect(log.size == 70_000)
                for (name, bytes) in good { #expect(try scratch.bytes(name) == bytes) }
            }
        }
    }

    @Test("a format file of another version, or with no origin, is refused")
    func format() throws {
        let scratch = try Scratch()
        try scratch.fill([1])
        for text in ["", "bulla-log-store/v2\no\n", "bulla-log-store/v1\no", "bulla-log-store/v1\n\n"] {
            try scratch.put(Array(text.utf8), as: "format")
            #expect(code { _ = try LogStore.open(at: scratch.log, forWriting: false) } == .damaged)
        }
    }
}
