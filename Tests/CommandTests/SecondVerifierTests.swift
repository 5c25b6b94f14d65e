import Bytes
import TestSupport
import Testing

/// `Formats/verify.py`, which shares no code with the program, as its second opinion.
@Suite("The verifier in Python", .enabled(if: Python.isThere, "install python3"))
struct SecondVerifierTests {
    /// A change to a bundle's bytes, by somebody without keys.
    struct Change: CustomStringConvertible {
        let description: String
        let bytes: [UInt8]
        /// The frame of the file is broken: then one that reads from the front and one that reads from the end
        /// find different faults first.
        var isOfFrame = true
    }

    /// Changes that follow from the seed: bytes flipped, appended, cut off, and blobs that changed places.
    static func changes(_ good: [UInt8], swapping blocks: [Golden.Block]) -> [Change] {
        var choices = Choices(seed: 40)
        var changes = (0..<30).map { _ in
            var bytes = good
            let index = Int.random(in: bytes.indices, using: &choices)
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &choices)
            return Change(description: "byte \(index) flipped", bytes: bytes, isOfFrame: false)
        }
        for count in [1, 4, 12, 512] {
            let zeros = [UInt8](repeating: 0, count: count)
            changes.append(Change(description: "\(count) zeros appended", bytes: good + zeros))
            changes.append(Change(description: "\(count) bytes cut off", bytes: good.dropLast(count)))
        }
        changes.append(Change(description: "appended to itself", bytes: good + good))
        changes.append(swapped(good, blocks) ?? Change(description: "empty", bytes: []))
        // Two bytes flipped, two kinds of end, one file twice, and the blobs.
        return Effort.cases(changes, usual: [0, 1, 30, 31, 36, 37, 38, 39])
    }

    private static func swapped(_ good: [UInt8], _ blocks: [Golden.Block]) -> Change? {
        guard blocks.count == 2 else { return nil }
        let parts = blocks.map { good[$0.fileOffset..<$0.fileOffset + $0.fileSize] }
        let bytes = good[..<parts[0].startIndex] + parts[1] + parts[0] + good[parts[1].endIndex...]
        return Change(description: "two blobs exchanged", bytes: Array(bytes))
    }

    /// What each says: the code of the first fault, or `accepted`.
    static func verdict(_ outcome: Outcome) throws -> [String] {
        if outcome.status == 0 { return ["accepted"] }
        var report = try JSONObject(JSON(parsing: Array(outcome.output.utf8), limits: .manifest), path: "")
        return try report.objects("findings").compactMap {
            var finding = $0
            return try finding.string("outcome") == "fail" ? finding.string("code") : nil
        }
    }

    static func pythonVerdict(_ outcome: Outcome) -> String {
        if outcome.status == 0 { return "accepted" }
        let parts = outcome.output.split(separator: ":")
        return parts.count > 1 ? parts[1].trimmingPrefix(" ").description : outcome.description
    }

    @Test("accepts what the program accepts", arguments: Golden.numbers)
    func golden(_ number: Int) throws {
        let previous = number == 1 ? ["--first"] : ["--previous", Golden.checkpoint(number - 1)]
        let rest = [Golden.bundle(number), "--trust", Golden.trust, "--at", Golden.time] + previous
        let ours = try Command.run(
            Built.path("bulla-verify"),
            ["verify"] + rest
        )
        let theirs = try Python.verify(rest)
        #expect(ours.status == 0 && theirs.status == 0, "\(ours) \(theirs)")
    }

    @Test(
        "agrees on tampered bundles, and on the reason where one fault comes first",
        arguments: Subject.allCases
    )
    func tampered(_ subject: Subject) throws {
        let place = try subject.make()
        let good = try File.contents(of: place.bundle, limit: 1 << 24)
        #expect(try place.verify(place.bundle).status == 0)
        #expect(try place.verifyInPython(place.bundle).status == 0)
        let scratch = try ScratchFolder()
        let blobs = subject == .golden ? Array(try Golden(1).blocks.dropLast().suffix(2)) : []
        let changes = Self.changes(good, swapping: blobs)
        #expect(changes.count == Effort.rounds(40, usual: 8))
        for change in changes {
            let path = "\(scratch.path)/changed"
            try AtomicFile.write(change.bytes, to: path)
            let (ours, theirs) = (try place.verify(path), try place.verifyInPython(path))
            #expect(ours.status == 1 && theirs.status == 1, "\(change): \(ours) \(theirs)")
            let (codes, code) = (try Self.verdict(ours), Self.pythonVerdict(theirs))
            #expect(codes.contains(code) || change.isOfFrame, "\(change): \(codes) and \(code)")
        }
    }
}
