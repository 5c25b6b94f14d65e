import Bytes
import Glibc
import PluginHost
import TestSupport
import Testing

@Suite("What is run")
struct ProgramTests {
    private func code(_ declaration: PluginDeclaration) -> PluginCode? {
        do throws(PluginError) {
            _ = try PluginProgram(declaration)
            return nil
        } catch {
            return error.code
        }
    }

    private func declaration(
        _ path: String,
        _ digest: Digest,
        runtime: [PluginDeclaration.RuntimeFile] = []
    ) -> PluginDeclaration {
        PluginDeclaration(
            name: "script",
            formats: ["script/1"],
            path: path,
            sha256: digest,
            runtime: runtime,
            limits: Fixture.limits,
            trust: .trustedSetup,
            requiredRoles: ["proof"],
            isolation: .bestEffort
        )
    }

    @Test("an executable with another digest is refused")
    func swapped() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/plugin"
        try AtomicFile.write(Array("#!/bin/sh\n".utf8), to: path)
        let digest = SHA256.hash(Array("#!/bin/sh\n".utf8))
        #expect(code(declaration(path, digest)) == nil)
        try AtomicFile.write(Array("#!/bin/sh\nexit 1\n".utf8), to: path)
        #expect(code(declaration(path, digest)) == .executableDigest)
    }

    @Test("a runtime file with another digest is refused, and so is one that is missing")
    func runtime() throws {
        let scratch = try ScratchFolder()
        let (path, data) = ("\(scratch.path)/plugin", "\(scratch.path)/data")
        try AtomicFile.write([1], to: path)
        try AtomicFile.write([2], to: data)
        func with(_ digest: Digest, _ path: String) -> PluginDeclaration {
            let file = PluginDeclaration.RuntimeFile(name: "data", path: path, sha256: digest)
            return declaration(self.path(path, "plugin"), SHA256.hash([1]), runtime: [file])
        }
        #expect(code(with(SHA256.hash([2]), data)) == nil)
        #expect(code(with(SHA256.hash([3]), data)) == .runtimeDigest)
        #expect(code(with(SHA256.hash([2]), "\(scratch.path)/none")) == .file)
    }

    private func path(_ beside: String, _ name: String) -> String { "\(Folder.parent(of: beside))/\(name)" }

    @Test(
        "what was loaded runs, whatever happens to the file",
        .enabled(if: Fixture.isIsolating, "\(Fixture.why)")
    )
    func sealed() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/plugin"
        let bytes = try File.contents(of: Fixture.executable, limit: 1 << 26)
        try AtomicFile.write(bytes, to: path)
        let program = try PluginProgram(declaration(path, SHA256.hash(bytes)))
        try AtomicFile.write(Array("#!/bin/false\n".utf8), to: path)
        let request = PluginRequest(
            statement: Fixture.statement,
            proof: Fixture.proof("script/1", roles: ["proof"]),
            nonce: Fixture.nonce
        )
        #expect(PluginHost().run(program, request).outcome.verifier == "honest 1")
    }

    @Test("runtime files lie below runtime/", .enabled(if: Fixture.isIsolating, "\(Fixture.why)"))
    func runtimeFolder() throws {
        let scratch = try ScratchFolder()
        let data = "\(scratch.path)/data"
        try AtomicFile.write(Array("content".utf8), to: data)
        let empty = "\(scratch.path)/empty"
        try AtomicFile.write([], to: empty)
        let declaration = try Fixture.declaration(
            "lie-folder/1",
            runtime: [
                .init(name: "empty", path: empty, sha256: SHA256.hash([])),
                .init(name: "lib/data.txt", path: data, sha256: SHA256.hash(Array("content".utf8))),
            ]
        )
        let run = try Fixture.run(declaration, Fixture.proof("lie-folder/1"))
        #expect(run.outcome.verifier == ". 2 artifacts 2 runtime 2 content 1")
    }

    /// Answers nothing, but tells on standard error what a script sees.
    @Test(
        "a script is run by its interpreter, without a shell or a path",
        .enabled(if: Fixture.isIsolating, "\(Fixture.why)"),
        arguments: [([SandboxTier.isolated], "/plugin"), ([.bestEffort], "/dev/fd/3")]
    )
    func script(_ tiers: [SandboxTier], _ place: String) throws {
        let scratch = try ScratchFolder()
        let script = Array("#!/bin/sh\necho \"$0 $* $#\" >&2\nexit 9\n".utf8)
        let path = "\(scratch.path)/script"
        try AtomicFile.write(script, to: path)
        let proof = Fixture.proof("script/1", roles: ["proof"])
        let run = try Fixture.run(declaration(path, SHA256.hash(script)), proof, tiers: tiers)
        #expect(run.outcome.code == .exit)
        #expect(run.messages == "\(place) --bulla-plugin=verify-v1 1")
    }

    @Test("what cannot be executed does not start", .enabled(if: Fixture.isIsolating, "\(Fixture.why)"))
    func notExecutable() throws {
        let scratch = try ScratchFolder()
        let proof = Fixture.proof("script/1", roles: ["proof"])
        for text in ["no program", "#!/no/such/interpreter\n"] {
            let path = "\(scratch.path)/plugin"
            try AtomicFile.write(Array(text.utf8), to: path)
            let run = try Fixture.run(declaration(path, SHA256.hash(Array(text.utf8))), proof)
            #expect(run.outcome.code == .start)
        }
    }
}
