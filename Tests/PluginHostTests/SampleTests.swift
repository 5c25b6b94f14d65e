import Bytes
import Glibc
import PluginHost
import TestSupport
import Testing

@Suite(
    "The sample plug-in",
    .enabled(if: access(Python.system, X_OK) == 0, "there is no \(Python.system)"),
    .enabled(if: Fixture.isIsolating, "\(Fixture.why)")
)
struct SampleTests {
    private static let format = "sha256-preimage/1"

    private func run(_ text: String, _ inputs: [String]) throws -> PluginRun {
        let path = "\(Vectors.packageRoot)/Samples/plugins/preimage.py"
        let declaration = PluginDeclaration(
            name: "preimage",
            formats: [Self.format],
            path: path,
            sha256: SHA256.hash(try File.contents(of: path, limit: 1 << 20)),
            limits: Fixture.limits,
            trust: .transparent,
            requiredRoles: ["proof"]
        )
        let artifact = PluginArtifact(role: "proof", bytes: Array(text.utf8)[...])
        let proof = PluginProof(format: Self.format, artifacts: [artifact], publicInputs: inputs)
        return try Fixture.run(declaration, proof)
    }

    private let digest = SHA256.hash(Array("text".utf8)).hex

    @Test("it accepts what is good, and says whether the proof names the statement")
    func accepts() throws {
        let verifier = "preimage.py 1"
        let bare = try run("text", [digest])
        #expect(bare.outcome == .accept(statementBound: false, verifier: verifier), "\(bare)")
        let bound = try run("text", [digest, SHA256.hash(Fixture.statement).hex])
        #expect(bound.outcome == .accept(statementBound: true, verifier: verifier), "\(bound)")
    }

    @Test("it rejects what is bad, with a code of its own")
    func rejects() throws {
        #expect(try run("other", [digest]).outcome == .reject(code: "wrong-preimage"))
        #expect(try run("text", [digest, digest]).outcome == .reject(code: "wrong-statement"))
        #expect(try run("text", []).outcome == .reject(code: "input-count"))
    }
}

@Suite("The example of Formats/plugin-v1.md")
struct ExampleTests {
    /// The indented lines that begin with a brace: header, request, response.
    private func examples() throws -> [[UInt8]] {
        let path = "\(Vectors.packageRoot)/Formats/plugin-v1.md"
        let page = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        return page.split(separator: "\n").filter { $0.hasPrefix("    {") }.map {
            Array($0.dropFirst(4).utf8)
        }
    }

    @Test("is what the code reads and writes")
    func example() throws {
        let (header, request, response) = try (examples()[0], examples()[1], examples()[2])
        let proof = try PluginProof(header + Array("\ntext".utf8))
        let asked = PluginRequest(statement: Fixture.statement, proof: proof, nonce: Fixture.nonce)
        #expect(asked.bytes == request)
        let answer = try PluginResponse(response)
        #expect(answer.requestDigest == asked.sha256)
        #expect(answer.publicInputsDigest == asked.publicInputsDigest)
        #expect(answer.verifier == "preimage.py 1")
    }
}
