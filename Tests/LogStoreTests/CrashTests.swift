import Bytes
import Foundation
import LogStore
import MerkleLog
import TestSupport
import Testing

/// A writer killed at any instant.
@Suite("Log crashes", .serialized)
struct CrashTests {
    private func start(_ arguments: [String]) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Built.path("log-crash-probe"))
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return (process, output.fileHandleForReading)
    }

    /// What the killed writer had acknowledged: its last whole line.
    ///
    /// The kill comes some time after the first acknowledgement, or else after the start.
    private func runAndKill(
        _ log: String,
        seed: UInt64,
        after microseconds: UInt32,
        waiting: Bool
    ) throws -> (size: Int, root: String)? {
        let (process, output) = try start([log, "\(seed)"])
        var text = waiting ? output.availableData : Data()
        usleep(microseconds)
        kill(process.processIdentifier, SIGKILL)
        text += output.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
        return try Self.lines(text).last.map { line in
            let fields = line.split(separator: " ")
            return (try #require(Int(fields[0])), String(fields[1]))
        }
    }

    private static func lines(_ text: Data) -> [String] {
        let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[..<$0] } ?? Data()
        return whole.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("after a failed write the store takes no more, and opens again at the last commit")
    func failedWrite() throws {
        let scratch = try Scratch()
        try scratch.fill([])
        let (process, output) = try start([scratch.log, "7", "200000"])
        var lines = Self.lines(output.readDataToEndOfFile())
        process.waitUntilExit()
        #expect(lines.suffix(2) == ["log-file", "log-stopped"])
        lines.removeLast(2)
        let last = try #require(lines.last).split(separator: " ")
        let log = try LogStore.open(at: scratch.log, forWriting: true)
        #expect(String(log.size) == last[0] && log.root.hex == last[1])
        #expect(log.root == expectedRoot(log.size))
    }

    @Test("killed again and again, a log holds all that was acknowledged and at most one whole batch more")
    func killed() throws {
        let rounds = Effort.rounds(200, usual: 30)
        var choices = Choices(seed: 20_261_122)
        var scratch = try Scratch()
        try scratch.fill([])
        var size = 0
        var range = CompactRange()
        for round in 0..<rounds {
            if round % (rounds / 4 + 1) == rounds / 4 {
                scratch = try Scratch()
                try scratch.fill([])
                (size, range) = (0, CompactRange())
            }
            let pause = UInt32.random(in: 0...30_000, using: &choices)
            let last = try runAndKill(scratch.log, seed: UInt64(round), after: pause, waiting: round % 2 == 0)
            let reader = try LogStore.open(at: scratch.log, forWriting: false)
            let log = try LogStore.open(at: scratch.log, forWriting: true)
            #expect(reader.size == log.size && reader.root == log.root)
            let acknowledged = last?.size ?? size
            #expect(log.size == acknowledged || (1...300).contains(log.size - acknowledged))
            if let last { #expect(try log.root(at: last.size).hex == last.root) }
            #expect(Self.boundaries(from: size, seed: UInt64(round), to: log.size))
            size = try append(log, from: size, to: &range)
            #expect(log.root == range.root)
        }
    }

    /// Whether `end` is where one of the probe's batches ends.
    private static func boundaries(from start: Int, seed: UInt64, to end: Int) -> Bool {
        var choices = Choices(seed: seed)
        var size = start
        while size < end { size += Int.random(in: 1...300, using: &choices) }
        return size == end
    }

    /// Checks the entries from `start` against what they must be, and folds them into the frontier.
    private func append(_ log: LogStore, from start: Int, to range: inout CompactRange) throws -> Int {
        var reader = try log.bundles(from: start, to: log.size)
        while let (tile, bytes) = try reader.next() {
            let places = try EntryBundle.ranges(in: bytes, count: tile.width)
            for (index, place) in zip(tile.start..., places) where index >= start {
                let entry = LogEntries.entry(index)
                #expect(bytes[place].elementsEqual(entry))
                range.append(TreeHash.leaf(entry))
            }
        }
        return log.size
    }
}
