import Bytes
import PluginHost
import TestSupport
import Testing

@Suite("Proofs for plug-ins")
struct ProofTests {
    private let blob = Fixture.proof("ezkl-halo2kzg/23").bytes

    private func code(_ blob: [UInt8]) -> PluginCode? {
        do throws(PluginError) {
            _ = try PluginProof(blob)
            return nil
        } catch {
            return error.code
        }
    }

    private func changed(_ part: String, _ other: String) -> [UInt8] {
        Array(String(decoding: blob, as: UTF8.self).replacing(part, with: other).utf8)
    }

    @Test("a blob is read as it was written")
    func roundTrip() throws {
        #expect(try PluginProof(blob) == Fixture.proof("ezkl-halo2kzg/23"))
        #expect(try PluginProof(blob).bytes == blob)
    }

    @Test("no byte can change unseen")
    func flips() throws {
        for index in blob.indices {
            var other = blob
            other[index] ^= 1
            // A flip inside a public input or the format's name is another proof; nothing else is a proof.
            if let read = try? PluginProof(other) {
                #expect(read.bytes == other && read != Fixture.proof("ezkl-halo2kzg/23"))
                #expect(read.artifacts.map(\.sha256) == Fixture.proof("a/1").artifacts.map(\.sha256))
            }
        }
    }

    @Test("every cut is refused")
    func cuts() {
        for count in blob.indices { #expect(code(Array(blob[..<count])) != nil) }
        #expect(code(blob + [0]) == .proofSize)
    }

    @Test(
        "a blob that is not in its one form is refused",
        arguments: [
            ("\"format\"", " \"format\"", PluginCode.proof), ("proof/1", "proof/2", .proof),
            ("ezkl-halo2kzg/23", "ezkl", .proof), ("\"role\":\"vk\"", "\"role\":\"a\"", .proof),
            ("\"role\":\"vk\"", "\"role\":\"proof\"", .proof), ("0x01", "", .proof), ("0x01", "0 01", .proof),
            ("\"size\":11", "\"size\":-1", .proof), ("\"size\":11", "\"size\":67108865", .proof),
            ("\"size\":11", "\"size\":67108864", .proofTooLarge), ("\"size\":11", "\"size\":12", .proofSize),
            ("bytes of vk", "bytes of vc", .artifactDigest), ("\n", "", .proof),
        ]
    )
    func refuses(_ part: String, _ other: String, _ code: PluginCode) {
        #expect(self.code(changed(part, other)) == code)
    }

    @Test("a proof that the declaration does not ask for is not given to the plug-in")
    func notAsked() throws {
        let format = "lie-none/1"
        let declaration = try Fixture.declaration(format)
        #expect(try Fixture.run(declaration, Fixture.proof("other/1")).outcome.code == .format)
        let half = Fixture.proof(format, roles: ["proof"])
        #expect(try Fixture.run(declaration, half).outcome.code == .roleMissing)
        let other = PluginDeclaration.AcceptedArtifact(role: "vk", sha256: .zero)
        let strict = try Fixture.declaration(format, accepted: [other])
        #expect(try Fixture.run(strict, Fixture.proof(format)).outcome.code == .artifactNotAccepted)
    }

    @Test("a verifier takes the blobs of its own kind", .enabled(if: Fixture.isIsolating, "\(Fixture.why)"))
    func verifier() throws {
        let program = try PluginProgram(Fixture.declaration("lie-none/1"))
        let verifier = try #require(PluginVerifier.all(program).first)
        #expect(verifier.kind == "plugin-lie-none/1")
        func verify(_ blob: [UInt8]) -> PluginOutcome {
            verifier.verify(statement: Fixture.statement, proof: blob, nonce: Fixture.nonce).outcome
        }
        #expect(verify(Fixture.proof("lie-none/1").bytes).verifier == "honest 1")
        #expect(verify(Fixture.proof("lie-hang/1").bytes).code == .format)
        #expect(verify([]).code == .proof)
    }
}
