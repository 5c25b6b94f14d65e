import ArgumentParser
import Bytes
import Leaves
import LogStore
import MerkleLog
import Recording
import VerifyCommands

/// `bulla log show`: what a log holds.
struct LogShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a log's size, root and counts, or its leaves as JSON Lines.",
        discussion: Discussion.text(
            """
            Examples:
              bulla log show RUN
              bulla log show RUN --json --from 0 --to 3
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "The index of the first leaf.") var from = 0
    @Option(help: "The index after the last leaf; the log's size by default.") var to: Int?
    @Flag(help: "Print the leaves as JSON, one a line.") var json = false

    func validate() throws {
        guard from >= 0, to ?? from >= from else {
            throw ValidationError("--from and --to: want 0 or more, and --to not before --from")
        }
    }

    func run() throws {
        let store = try RunDirectory(opening: path).store(forWriting: false)
        let end = to ?? store.size
        guard from >= 0, from <= end, end <= store.size else {
            throw CommandFailure("leaves \(from) to \(end): want a range within 0 to \(store.size)")
        }
        var counts: [Leaf.Kind: Int] = [:]
        try eachLeaf(store, from..<end) { bytes in
            if json {
                try show(bytes)
            } else {
                counts[try Leaf(canonical: bytes).kind, default: 0] += 1
            }
        }
        guard !json else { return }
        Console.lines(["origin  \(store.origin)", "size    \(store.size)", "root    \(store.root)"])
        for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
            Console.line("        \(count) \(kind.rawValue)")
        }
    }

    /// The leaf's own bytes, where nothing is hidden in them.
    private func show(_ leaf: ArraySlice<UInt8>) throws {
        guard let text = String(validating: leaf, as: UTF8.self), Escape.isVisible(text) else {
            return Console.json(try JSON(canonical: leaf, limits: .leaf))
        }
        Console.line(text)
    }

    private func eachLeaf(
        _ store: LogStore,
        _ range: Range<Int>,
        _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var reader = try store.bundles(from: range.lowerBound, to: range.upperBound)
        while let (tile, bytes) = try reader.next() {
            let places = try EntryBundle.ranges(in: bytes, count: tile.width)
            for (index, place) in zip(tile.start..., places) where range.contains(index) {
                try body(bytes[place])
            }
        }
    }
}
