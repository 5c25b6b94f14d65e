import Bytes
import LogStore
import LogTiles
import MerkleLog
import TestSupport
import Testing

/// A check of the layout that was written from the specification alone.
@Suite(
    "Tiles in the eyes of another program",
    .enabled(if: Python.has("cryptography"), Comment(rawValue: Python.missing))
)
struct SecondOpinionTests {
    static let script = "\(Vectors.packageRoot)/Tests/LogTilesTests/Fixtures/tlog_fsck.py"

    private static func opinion(_ log: StoredLog, _ folder: String, minimum: Int = 0) throws -> Outcome {
        try Python.run([script, folder, "--key", try log.verifierKey, "--minimum", "\(minimum)"])
    }

    @Test("are whole", arguments: [[1], [256], [300, 400, 700], [65_535, 65_536, 66_000]])
    func whole(_ cuts: [Int]) throws {
        let log = try StoredLog(cuts.last ?? 0)
        try LayoutTests.layOut(log.segments(cuts), log.folder("site"))
        let outcome = try Self.opinion(log, log.folder("site"))
        #expect(outcome.status == 0 && outcome.output.contains(log.store.root.hex), "\(outcome)")
    }

    @Test("are whole but for what a minimum index leaves out")
    func pruned() throws {
        let log = try StoredLog(70_000)
        try LayoutTests.layOut([log.segment(66_000, 70_000)], log.folder("site"), isPruned: true)
        #expect(try Self.opinion(log, log.folder("site"), minimum: 66_000).status == 0)
        #expect(try Self.opinion(log, log.folder("site"), minimum: 65_000).status == 1)
        #expect(try Self.opinion(log, log.folder("site")).status == 1)
    }

    @Test("are not whole with a byte changed, a file missing, too short, too wide or too many")
    func damaged() throws {
        let log = try StoredLog(700)
        let folder = log.folder("site")
        try LayoutTests.layOut(log.segments([600, 700]), folder)
        let files = try LayoutTests.files(folder).sorted { $0.key < $1.key }
        for (turn, (path, bytes)) in files.enumerated() {
            let file = "\(folder)/\(path)"
            for place in Effort.cases([0, bytes.count / 2, bytes.count - 1], usual: [turn % 3]) {
                var changed = bytes
                changed[place] ^= 1
                try AtomicFile.write(changed, to: file)
                #expect(try Self.opinion(log, folder).status == 1, "\(path), byte \(place)")
            }
            try AtomicFile.write(bytes.dropLast(), to: file)
            #expect(try Self.opinion(log, folder).status == 1, "\(path), cut off")
            try AtomicFile.write(bytes, to: file)
        }
        let needed = try LayoutTests.files(folder).keys.filter { !$0.hasSuffix(".p/88") }
        for path in needed {
            let bytes = try File.contents(of: "\(folder)/\(path)", limit: 1 << 20)
            try Folder.remove("\(folder)/\(path)")
            #expect(try Self.opinion(log, folder).status == 1, "\(path) is missing")
            try AtomicFile.write(bytes, to: "\(folder)/\(path)")
        }
        for (from, to) in [("tile/0/002.p/188", "tile/0/002.p/189"), ("tile/0/001", "tile/0/003")] {
            try AtomicFile.write(
                try File.contents(of: "\(folder)/\(from)", limit: 1 << 20),
                to: "\(folder)/\(to)"
            )
            #expect(try Self.opinion(log, folder).status == 1, "\(to) is too many")
            try Folder.remove("\(folder)/\(to)")
        }
        #expect(try Self.opinion(log, folder).status == 0, "the knock-out")
    }
}
