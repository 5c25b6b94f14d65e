import Bytes
import Reports
import TestSupport
import Testing
import Trust
import Verification

/// What `Formats/verify.py` says of every act of `TamperTests`, next to what the program says.
@Suite("A second opinion on tampering", .enabled(if: Python.isThere, "install python3"))
struct SecondOpinionTests {
    static func opinion(_ run: TestRun, _ path: String, trust given: Trust? = nil) throws -> Outcome {
        let trust = "\(run.folder)/trust.json"
        try AtomicFile.write((given ?? run.trust()).fileBytes, to: trust)
        return try Python.verify([path, "--trust", trust, "--first", "--at", TestRun.sealedAt.description])
    }

    /// One act for each part of a bundle: the Index, a blob, a header, the log, the head.
    static let acts = Effort.cases(TamperTests.acts, usual: [0, 5, 8, 12, 15])

    @Test("is the same", arguments: acts)
    func same(_ act: TamperTests.Act) async throws {
        let run = try TamperTests.makeRun()
        let path = try await run.seal()
        let good = try Self.opinion(run, path)
        #expect(good.status == 0, "\(good)")
        var tamperer = try Tamperer(File.contents(of: path, limit: 1 << 24))
        try act.change(&tamperer)
        let bytes = try tamperer.file()
        let ours = try await TamperTests.verdict(run, bytes)
        let theirs = try Self.opinion(run, "\(run.folder)/tampered")
        #expect(ours.verdict == .rejected && theirs.status == 1, "\(theirs)")
        let code = theirs.output.split(separator: ":").dropFirst().first?.dropFirst() ?? ""
        // Where one change makes several faults, the programs come to them in different orders: ours begins with the
        // Index, the other holds every byte against the payload manifest first and the Index last.
        let agrees = act.codes.contains(String(code)) || code == "payload-manifest-mismatch"
        #expect(agrees || ours.faults == ["xz-index"], "\(ours.faults) and \(theirs)")
    }
}
