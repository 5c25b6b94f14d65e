import Bytes
import PluginHost
import Testing

@Suite("A plug-in that lies", .enabled(if: Fixture.isIsolating, "\(Fixture.why)"))
struct LieTests {
    @Test("an honest answer is taken, with what shut the plug-in in")
    func honest() throws {
        let run = try Fixture.tell("none")
        #expect(run.outcome == .accept(statementBound: false, verifier: "honest 1"))
        #expect(run.messages == "")
    }

    @Test("a verdict against the proof is its own outcome")
    func rejects() throws {
        let outcome = try Fixture.tell("rejects").outcome
        #expect(outcome == .reject(code: "bad-pairing"))
        #expect(outcome.fault?.code == .rejected)
    }

    @Test(
        "an answer that is none to the request is an error, whatever its verdict",
        arguments: [
            ("wrong-nonce", PluginCode.nonce), ("wrong-request", .requestDigest),
            ("wrong-inputs", .publicInputs), ("wrong-protocol", .output), ("unchecked", .rolesUnchecked),
            ("half-checked", .rolesUnchecked), ("wrong-checked", .checked), ("unknown-role", .checked),
            ("repeated-role", .checked), ("extra-key", .output), ("duplicate-key", .output),
            ("float", .output), ("ok-reject", .output), ("maybe", .output), ("errs", .verdictError),
            ("two-values", .output), ("trailing", .output), ("silent", .output), ("bad-exit", .exit),
        ]
    )
    func lies(_ lie: String, _ code: PluginCode) throws {
        #expect(try Fixture.tell(lie).outcome.code == code)
    }

    @Test("a gigabyte of output is cut off at its limit")
    func flood() throws {
        #expect(try Fixture.tell("flood").outcome.code == .outputTooLarge)
    }

    @Test("much on standard error is read, and 4 KiB of it kept with control characters escaped")
    func chatter() throws {
        let run = try Fixture.tell("chatter")
        #expect(run.outcome.verifier == "honest 1")
        #expect(run.messages.hasPrefix("\\x1b[31mred\\x1b[0m \\u{202e}xxx"))
        #expect(run.messages.utf8.count < 4_096 + 64)
    }

    @Test("a plug-in that does not end is ended, even after its answer", arguments: ["hang", "answer-hang"])
    func hang(_ lie: String) throws {
        #expect(try Fixture.tell(lie, limits: Fixture.short).outcome.code == .timeout)
    }

    @Test("a plug-in that reads nothing answers nothing that counts")
    func deaf() throws {
        let format = "lie-none/1"
        let run = try Fixture.run(Fixture.declaration(format, name: "deaf"), Fixture.proof(format))
        #expect(run.outcome.code == .output)
    }

    @Test("limits of processor time and memory end a plug-in")
    func limits() throws {
        let limits = PluginDeclaration.Limits(
            wallSeconds: 20,
            cpuSeconds: 1,
            memoryBytes: 64 << 20,
            outputBytes: 4_096
        )
        #expect(try Fixture.tell("spin", limits: limits).outcome.code == .cpuLimit)
        #expect(try Fixture.tell("hungry", limits: limits).outcome.code == .killed)
        #expect(try Fixture.tell("crash", limits: limits).outcome.code == .killed)
    }

    @Test(
        "a plug-in that tries to break out finds the way barred",
        arguments: [
            ("fork", "fork EPERM"), ("fork-bomb", "forks 0"), ("threads", "threads some"),
            ("socket", "EPERM EPERM EPERM"), ("write", "EROFS EROFS EROFS EPERM"),
            ("calls", "all refused"), ("look", "0 3 0 2 bulla"), ("pry", "nothing"),
            ("folder", ". 2 artifacts 2 runtime 0"), ("arguments", "liar"),
        ]
    )
    func escapes(_ lie: String, _ saw: String) throws {
        let outcome = try Fixture.tell(lie).outcome
        #expect(outcome.verifier?.split(separator: " ") == "\(saw) 1".split(separator: " "), "\(outcome)")
    }
}
