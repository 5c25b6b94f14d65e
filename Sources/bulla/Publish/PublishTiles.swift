import ArgumentParser
import Bytes
import Layout
import LogTiles
import MerkleLog
import Verification
import VerifyCommands

/// `bulla publish tiles`: the log of a run as existing log clients read it.
struct PublishTiles: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "tiles",
        abstract: "Publish the log of one or more segments as C2SP tlog-tiles.",
        discussion: Discussion.text(
            """
            Writes a checkpoint, tiles and entries. Any static server, or a folder on a USB stick, then
            serves a log that tlog clients can read and check. Hashes all leaves: each segment must have
            the root of its checkpoint. Segments can be given in any order. Together they must start at
            leaf 0, or where the log in the folder ends. Proofs in the segments are not checked.

            Never changes what the folder's checkpoint covers. If that checkpoint belongs to another
            log, publishes nothing.

            Examples:
              bulla publish tiles week1.bulla.tar.xz week2.bulla.tar.xz \\
                --trust trust.json -o site/tiles/lab.example/run/7
              bulla publish tiles week3.bulla.tar.xz --trust trust.json \\
                -o site/tiles/lab.example/run/7
            """
        )
    )

    @Argument(help: ArgumentHelp("The bundles of one run.", valueName: "bundle"), completion: .file())
    var bundles: [String]
    @Option(name: .shortAndLong, help: "The log's folder; created if missing.", completion: .directory)
    var output: String
    @Option(help: "Your trust file: its exporters and log keys must have signed.", completion: .file())
    var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Flag(help: "Start the log with the first segment given, as a pruned log, and print its minimum index.")
    var pruned = false
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard !bundles.isEmpty else { throw ValidationError("want one or more bundles") }
    }

    func run() throws {
        let contents = try bundles.map { ($0, try BundleContents.opened($0)) }
        try SegmentTrust.check(contents, trust: trust, at: at)
        let meter = ProgressMeter(.auto, of: output)
        do {
            let chain = try SegmentChain(contents.map { try BundleSegment($0, $1) })
            let outcome = try TileTree.layOut(chain, in: TileFolder(output), isPruned: pruned) {
                done,
                total in
                meter.show(Progress(phase: "leaf", done: done, total: total))
            }
            Console.clearProgress()
            report(outcome)
        } catch let error as TilesError {
            Console.rejected(nil, error)
            throw ExitStatus.rejected
        } catch let error as UnreadableBundle {
            throw try error.commandError()
        }
    }

    private func report(_ outcome: TileTree.Outcome) {
        let checkpoint = outcome.checkpoint
        Console.values([
            "folder": .string(output), "minimum": .number(outcome.minimum),
            "origin": .string(checkpoint.origin), "root": .digest(checkpoint.root),
            "size": .number(checkpoint.size), "unchanged": .number(outcome.unchanged),
            "written": .number(outcome.written),
        ])
        Console.line("log        \(checkpoint.origin)")
        Console.line("size       \(checkpoint.size), root \(checkpoint.root)")
        if outcome.minimum > 0 {
            Console.line("pruned     minimum index \(outcome.minimum): leaves before it are not here")
        }
        Console.line("files      \(outcome.written) written, \(outcome.unchanged) unchanged in \(output)")
    }
}

/// A bundle as a segment of its log.
struct BundleSegment: LogSegment {
    let name: String
    let checkpoint: [UInt8]
    let tiles: [TileIndex]
    private let contents: BundleContents

    init(_ name: String, _ contents: BundleContents) throws {
        self.name = name
        self.contents = contents
        checkpoint = try contents.content(of: MemberPath.checkpoint)
        tiles = contents.tiles
    }

    var from: Int { contents.manifest.from }
    var to: Int { contents.manifest.to }
    var root: Digest { contents.manifest.root }
    var previousRoot: Digest? { contents.manifest.previousRoot }

    func content(of tile: TileIndex) throws -> [UInt8] { try contents.content(of: tile) }
}
