import Bytes
import TestSupport
import Testing

/// `bulla session`: two halves of each event, as a shell sees them.
@Suite("Session commands")
struct SessionCommandTests {
    /// A folder with files of made-up evidence.
    private static func evidence(_ ceremony: Ceremony, _ name: String, _ files: [String: String]) throws
        -> String
    {
        let folder = ceremony.file(name)
        try Folder.create(folder)
        for (file, text) in files { try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(file)") }
        return folder
    }

    private static func start() throws -> Ceremony {
        let ceremony = try Ceremony()
        try ceremony.done("run", "init", ceremony.run, "--origin", "lab.example/run/1")
        return ceremony
    }

    /// A request, and the evidence that answers it.
    private static func event(
        _ name: String,
        _ ceremony: Ceremony,
        _ more: [String] = []
    ) throws -> (request: Outcome, answer: Outcome) {
        let file = ceremony.file("\(name).json")
        let folder = try evidence(ceremony, "\(name).evidence", ["report.bin": name, "vcek.der": "made up"])
        let bulla = Built.path("bulla")
        let request = try Command.run(bulla, ["session", name, ceremony.run, "--request", file] + more)
        let answering = ["session", name, ceremony.run, "--answer", file, "--evidence", folder]
        // Made-up evidence is refused; whoever wants it in the log all the same has to say so.
        let refusal = try Command.run(bulla, answering)
        #expect(refusal.status == 2 && refusal.messages.contains("evidence"), "\(refusal)")
        return (request, try Command.run(bulla, answering + ["--unchecked"]))
    }

    private static let key = String(repeating: "ab", count: 32)

    @Test("open, beat and close a session with evidence, which is sealed along")
    func whole() throws {
        let ceremony = try Self.start()
        let open = try Self.event("open", ceremony, ["--kind", "sev-snp", "--key", Self.key, "--gpus", "1"])
        let lines = open.request.lines
        #expect(open.request.status == 0 && lines.count == 4, "\(open.request)")
        let session = try #require(lines.first?.split(separator: " ").last)
        #expect(
            lines[2].hasPrefix("report_data, 64 bytes: ") && lines[3].hasPrefix("GPU 0, nonce, 32 bytes: ")
        )
        #expect(open.answer.output == "session  \(session)\nsize     2\n", "\(open.answer)")
        let request = try JSON(
            canonical: File.contents(of: ceremony.file("open.json"), limit: 1 << 20),
            limits: .document
        )
        guard case .object(let members) = request else { return #expect(Bool(false)) }
        #expect(Set(members.keys) == ["bound", "event", "gpu_nonces", "kind", "leaf", "type"])

        let beat = try Self.event("heartbeat", ceremony)
        #expect(beat.answer.output.hasSuffix("size     3\n"), "\(beat)")
        let close = try Self.event("close", ceremony)
        #expect(close.answer.output.hasSuffix("size     4\n"), "\(close)")
        #expect(
            try Folder.files(below: "\(ceremony.run)/sessions")
                == [
                    "close/report.bin", "close/vcek.der", "heartbeat-1/report.bin", "heartbeat-1/vcek.der",
                    "open/report.bin", "open/vcek.der",
                ].map { "\(session)/\($0)" }
        )
        let listed = try Command.bulla("inspect", ceremony.seal(), "--json")
        #expect(listed.output.contains("\(session)/heartbeat-1/report.bin"), "\(listed)")
    }

    @Test("an answer is refused once the log has grown, and when it answers something else")
    func stale() throws {
        let ceremony = try Self.start()
        let file = ceremony.file("open.json")
        let folder = try Self.evidence(ceremony, "evidence", ["document.cbor": "made up"])
        try ceremony.done(
            line: "session open \(ceremony.run) --kind nitro --key \(Self.key) --request \(file)"
        )
        let wrong = try Command.bulla(
            line: "session close \(ceremony.run) --answer \(file) --evidence \(folder)"
        )
        #expect(wrong.status == 2 && wrong.messages.contains("bulla session open"), "\(wrong)")
        let state = String(repeating: "0", count: 64)
        let event = #"{"type":"event","kind":"audit","digest":"\#(state)"}"#
        try ceremony.done("log", "append", ceremony.run, input: event)
        let late = try Command.bulla("session", "open", ceremony.run, "--answer", file, "--evidence", folder)
        #expect(late.status == 2, "\(late)")
        #expect(late.messages.contains("the log has grown since the request; make a new one"), "\(late)")
        #expect(try Folder.names(in: "\(ceremony.run)/sessions").isEmpty)
    }

    @Test("a Nitro session has a nonce, a witness stands among the evidence")
    func nitro() throws {
        let ceremony = try Self.start()
        let note = try ceremony.done("log", "checkpoint", ceremony.run).output
        try AtomicFile.write(Array(note.utf8), to: ceremony.file("day.note"))
        let more = [
            "--kind", "nitro", "--key", ceremony.publicKey(1), "--witness", ceremony.file("day.note"),
        ]
        let open = try Self.event("open", ceremony, more)
        let words = open.request.lines.map { $0.prefix { $0 != ":" } }
        #expect(words.suffix(3) == ["user_data, 64 bytes", "nonce, 32 bytes", "witness.note"], "\(open)")
        #expect(open.answer.status == 2 && open.answer.messages.contains("session-binding"), "\(open)")
        let files = ["document.cbor": "made up", "witness.note": note]
        let folder = try Self.evidence(ceremony, "whole", files)
        let file = ceremony.file("open.json")
        let answer = ["session", "open", ceremony.run, "--answer", file, "--evidence", folder, "--unchecked"]
        let taken = try Command.run(Built.path("bulla"), answer)
        #expect(taken.status == 0, "\(taken)")
    }

    @Test("a software session needs no second half; one that was open ends with it")
    func software() throws {
        let ceremony = try Self.start()
        let keys = ["ab", "cd"].map { String(repeating: $0, count: 32) }
        for (number, key) in keys.enumerated() {
            let open = try ceremony.done("session", "open", ceremony.run, "--kind", "software", "--key", key)
            #expect(open.output.hasSuffix("size     \(2 + 2 * number)\n"))
            try ceremony.done("session", "heartbeat", ceremony.run)
        }
        try ceremony.done("session", "close", ceremony.run)
        let none = try Command.bulla("session", "close", ceremony.run)
        #expect(none.status == 2 && none.messages.contains("bulla session open"), "\(none)")
        let again = try Command.bulla("session", "open", ceremony.run, "--kind", "software", "--key", keys[0])
        #expect(again.status == 2 && again.messages.contains("session-reused"), "\(again)")
        let bundle = try ceremony.seal()
        let report = try Command.bulla(
            line: "verify \(bundle) --trust \(ceremony.trust) --at \(Ceremony.sealedAt) --first"
        )
        #expect(report.output.contains("session-truncated"), "\(report)")
    }

    @Test(
        "halves that do not belong together are a matter of usage",
        arguments: [
            ["open", "RUN"], ["open", "RUN", "--kind", "tdx"],
            ["open", "RUN", "--kind", "abacus", "--key", key],
            ["open", "RUN", "--kind", "tdx", "--key", key, "--gpus", "17"],
            ["open", "RUN", "--kind", "software", "--key", key, "--request", "f"],
            ["open", "RUN", "--answer", "f"], ["close", "RUN", "--evidence", "d"],
            ["close", "RUN", "--request", "f", "--answer", "f", "--evidence", "d"],
            ["open", "RUN", "--answer", "f", "--evidence", "d", "--gpus", "1"],
        ]
    )
    func usage(_ arguments: [String]) throws {
        #expect(try Command.run(Built.path("bulla"), ["session"] + arguments).status == 64)
    }
}
