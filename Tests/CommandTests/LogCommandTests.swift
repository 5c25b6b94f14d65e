import Bytes
import Glibc
import TestSupport
import Testing

/// `bulla run`, `bulla log` and `bulla-train`, as a shell sees them.
@Suite("Log commands", .serialized)
struct LogCommandTests {
    private func run(_ program: String, _ arguments: [String], input: String = "") throws -> Outcome {
        try Command.run(Built.path(program), arguments, input: input)
    }

    private func step(_ number: Int, loss: String = "\"0.5\"") -> String {
        func state(_ number: Int) -> String { String(repeating: String(number), count: 64) }
        return "{\"type\":\"step\",\"step\":\(number),\"state_before\":\"\(state(number - 1))\","
            + "\"state_after\":\"\(state(number))\",\"batch\":\"\(state(0))\",\"metrics\":{\"loss\":\(loss)}}\n"
    }

    @Test("a bad line ends an append with status 2, what came before it durable and acknowledged")
    func badLine() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path
        let log = "\(path)/run"
        #expect(try run("bulla", ["run", "init", log]).status == 0)
        #expect(try run("bulla", ["run", "init", log]).status == 2)
        let outcome = try run(
            "bulla",
            ["log", "append", log, "--batch", "2"],
            input: step(1) + step(2) + step(3) + step(4, loss: "0.5") + step(4)
        )
        #expect(outcome.status == 2 && outcome.messages.contains("line 4"))
        #expect(outcome.messages.contains("hint: send a decimal string"))
        #expect(outcome.output.split(separator: "\n").map { $0.suffix(9) } == ["\"size\":3}", "\"size\":4}"])
        let more = try run("bulla", ["log", "append", log, "--software-session"], input: step(4))
        #expect(more.status == 0 && more.messages == "simulated: software session, no TEE\n")
        #expect(try run("bulla", ["log", "show", log]).output.contains("size    7\n"))
    }

    @Test("nothing is written for a session in which nothing happened")
    func emptySession() throws {
        let scratch = try ScratchFolder()
        let log = "\(scratch.path)/run"
        #expect(try run("bulla", ["run", "init", log]).status == 0)
        let append = ["log", "append", log, "--software-session"]
        for (input, status) in [
            ("x\n", 2), ("", 0), ("\n \n", 0), (step(2), 2), ("{\"type\":\"rewind\",\"to\":9}\n", 2),
        ] {
            let outcome = try run("bulla", append, input: input)
            #expect(outcome.status == status && outcome.output.isEmpty, "\(input): \(outcome)")
            #expect(try run("bulla", ["log", "show", log]).output.contains("size    1\n"), "\(input)")
        }
        // With a batch of one leaf the open is not written alone either.
        #expect(try run("bulla", append + ["--batch", "1"], input: step(2)).status == 2)
        #expect(try run("bulla", ["log", "show", log]).output.contains("size    1\n"))
        // A line that is refused after a good one ends the session, which has a step.
        #expect(try run("bulla", append + ["--batch", "1"], input: step(1) + "x\n").status == 2)
        #expect(try run("bulla", ["log", "show", log]).output.contains("size    4\n"))
    }

    @Test("a witness that remembers signs neither an older size nor a second history")
    func witness() throws {
        let scratch = try ScratchFolder()
        func file(_ name: String) -> String { "\(scratch.path)/\(name)" }
        func bulla(_ arguments: String..., input: String = "") throws -> Outcome {
            try run("bulla", arguments, input: input)
        }
        for log in ["run", "fork"] {
            #expect(try bulla("run", "init", file(log), "--origin", "o").status == 0)
            #expect(try bulla("log", "append", file(log), input: step(1)).status == 0)
        }
        #expect(try bulla("key", "new", "--name", "W", "-o", file("w.key"), "--no-password").status == 0)
        var number = 0
        func cosign(_ log: String, size: Int? = nil, proof: String? = nil) throws -> (
            outcome: Outcome, isWritten: Bool
        ) {
            number += 1
            let (note, output) = (file("\(number).note"), file("\(number).cosigned"))
            let printed = try run(
                "bulla",
                ["log", "checkpoint", file(log)] + (size.map { ["--size", "\($0)"] } ?? [])
            )
            try AtomicFile.write(Array(printed.output.utf8), to: note)
            let outcome = try run(
                "bulla",
                [
                    "log", "cosign", note, "--state", file("seen.json"), "--key", file("w.key"), "--name",
                    "w", "-o", output,
                ]
                    + (proof.map { ["--proof", file($0)] } ?? [])
            )
            return (outcome, Folder.hasEntry(output))
        }
        func check(_ status: Int32, _ code: String, _ got: (outcome: Outcome, isWritten: Bool)) {
            #expect(got.outcome.status == status && got.isWritten == (status == 0), "\(got.outcome)")
            #expect(code.isEmpty || got.outcome.messages.contains("rejected: \(code): o: "), "\(got.outcome)")
        }
        try check(0, "", cosign("run"))  // seen for the first time
        try check(0, "", cosign("run"))  // the same again
        let state = try File.contents(of: file("seen.json"), limit: 1 << 20)
        try check(1, "witness-older", cosign("run", size: 1))
        try check(1, "witness-fork", cosign("fork"))
        #expect(try bulla("log", "append", file("run"), input: step(2) + step(3)).status == 0)
        try check(1, "witness-unproven", cosign("run"))
        #expect(try bulla("log", "append", file("fork"), input: step(2) + step(3)).status == 0)
        #expect(try bulla("log", "prove", file("fork"), "--since", "2", "-o", file("fork.proof")).status == 0)
        try check(1, "witness-fork", cosign("fork", proof: "fork.proof"))
        #expect(try cosign("run", proof: "fork.proof").outcome.status == 2, "a proof of another checkpoint")
        #expect(try File.contents(of: file("seen.json"), limit: 1 << 20) == state)
        #expect(try bulla("log", "prove", file("run"), "--since", "2", "-o", file("run.proof")).status == 0)
        try check(0, "", cosign("run", proof: "run.proof"))
        try check(1, "witness-older", cosign("run", size: 2))
        let text = String(decoding: try File.contents(of: file("seen.json"), limit: 1 << 20), as: UTF8.self)
        #expect(
            text.hasPrefix(#"{"logs":[{"origin":"o","root":""#)
                && text.hasSuffix("\"size\":4}],\"type\":\"bulla-witness/1\"}\n")
        )
        #expect(try bulla("log", "prove", file("run"), "--since", "0").status == 64)
        #expect(try bulla("log", "prove", file("run")).status == 64)
        #expect(try bulla("log", "prove", file("run"), "1", "--since", "1").status == 64)
    }

    @Test("a proof is accepted for its leaf under the log's key, and for nothing else")
    func proofs() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path
        let (log, proof, leaf) = ("\(path)/run", "\(path)/proof", "\(path)/leaf")
        let made = try run("bulla", ["run", "init", log, "--origin", "o"]).output
        let key = try #require(made.split(separator: " ").last.map { $0.dropLast() })
        #expect(try run("bulla", ["log", "append", log], input: step(1) + step(2)).status == 0)
        #expect(try run("bulla", ["log", "prove", log, "1", "-o", proof]).status == 0)
        let show = ["log", "show", log, "--json", "--from", "1", "--to", "2"]
        let text = try run("bulla", show).output
        func check(_ leafText: String, _ key: String, _ program: String = "bulla-verify") throws -> Int32 {
            try AtomicFile.write(Array(leafText.utf8), to: leaf)
            return try run(program, ["log", "check", proof, "--leaf", leaf, "--key", key]).status
        }
        #expect(try check(text, String(key)) == 0)
        #expect(try check(text, String(key), "bulla") == 0)
        #expect(try check(text.replacing("0.5", with: "0.6"), String(key)) == 1)
        let other = try run("bulla", ["run", "init", "\(path)/other", "--origin", "o"]).output
        #expect(try check(text, String(other.split(separator: " ").last?.dropLast() ?? "")) == 1)
    }

    @Test("a commitment's secret goes to a file of one's own, and its digest into the log, in this order")
    func commitment() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path
        let (log, secret) = ("\(path)/run", "\(path)/secret")
        #expect(try run("bulla", ["log", "commit", log, "-o", secret]).status == 2)
        #expect(!Folder.hasEntry(secret))
        #expect(try run("bulla", ["run", "init", log]).status == 0)
        #expect(try run("bulla", ["log", "append", log], input: step(1)).status == 0)
        let outcome = try run("bulla", ["log", "commit", log, "-o", secret])
        #expect(outcome.status == 0 && outcome.messages.isEmpty)
        let bytes = try File.contents(of: secret, limit: 100)
        #expect(try File.reading(secret).status().st_mode & 0o777 == 0o600)
        #expect(bytes.count == 65 && bytes.last == UInt8(ascii: "\n"))
        let digest = SHA256.hash(try Hex.decode(String(decoding: bytes.dropLast(), as: UTF8.self)))
        #expect(outcome.output == "leaf    2\ndigest  \(digest)\n")
        let leaf = try run("bulla", ["log", "show", log, "--json", "--from", "2"]).output
        #expect(leaf.hasPrefix("{\"digest\":\"\(digest)\",\"kind\":\"commitment\","))
        let again = try run("bulla", ["log", "commit", log, "-o", secret])
        #expect(again.status == 2 && again.messages.contains("already exists"))
        #expect(try File.contents(of: secret, limit: 100) == bytes)
        let other = try run("bulla", ["log", "commit", log, "-o", "\(path)/other"])
        #expect(other.status == 0 && !other.output.contains(digest.hex))
    }

    @Test("a secret that cannot be written puts nothing into the log")
    func commitmentWithoutFile() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path
        let log = "\(path)/run"
        #expect(try run("bulla", ["run", "init", log]).status == 0)
        #expect(try run("bulla", ["log", "commit", log, "-o", "\(path)/nowhere/secret"]).status == 2)
        #expect(try run("bulla", ["log", "show", log]).output.contains("size    1\n"))
    }

    @Test("training taken up again, or gone back, reaches the state of training in one go")
    func training() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path
        func train(_ name: String, _ arguments: String...) throws -> Outcome {
            let data = ["--data", "\(Vectors.packageRoot)/Samples/digits/digits.csv", "--seed", "7"]
            return try run("bulla-train", ["\(path)/\(name)"] + data + arguments)
        }
        func lastState(_ name: String) throws -> Substring? {
            let leaves = try run("bulla", ["log", "show", "\(path)/\(name)", "--json"]).output
            return leaves.split(separator: "\n").last { $0.contains("\"step\":30,\"type\"") }?
                .split(separator: "\"state_after\":\"").last?.prefix(64)
        }
        #expect(try train("whole", "--steps", "30").status == 0)
        #expect(try train("whole", "--steps", "30").status == 2)
        #expect(try train("parts", "--steps", "12", "--session-steps", "5").status == 0)
        // The weights kept are older than the log, as a crash leaves them: training finds its way.
        let kept = try File.contents(of: "\(path)/parts/state", limit: 1 << 20)
        #expect(try train("parts", "--continue", "--steps", "8").status == 0)
        try AtomicFile.write(kept, to: "\(path)/parts/state")
        let rest = try train(
            "parts",
            "--continue",
            "--steps",
            "10",
            "--rewind-at",
            "25",
            "--rewind-to",
            "9",
            "--replay",
            "100%"
        )
        #expect(rest.status == 0 && rest.output.contains("26 taken, at step 30, 26 with openings"))
        #expect(try lastState("whole") != nil && lastState("whole") == lastState("parts"))
    }
}
