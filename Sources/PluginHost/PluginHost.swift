import Bytes
import Glibc

/// Asks a plug-in one question in a sandbox, and believes the answer only as far as it may.
///
/// `Formats/plugin-v1.md` sections 4 and 5.
package struct PluginHost: Sendable {
    /// Where working folders are made when the kernel grants no private root.
    package let temporaryFolder: String
    private let tiers: [SandboxTier]

    package init(temporaryFolder: String = "/tmp") {
        self.init(temporaryFolder: temporaryFolder, tiers: [.isolated, .bestEffort])
    }

    /// For tests: tries these only, in this order.
    package init(temporaryFolder: String, tiers: [SandboxTier]) {
        self.temporaryFolder = temporaryFolder
        self.tiers = tiers
    }

    /// Runs `program` on a proof; everything that goes wrong is an outcome.
    package func run(_ program: PluginProgram, _ request: PluginRequest) -> PluginRun {
        do {
            try PluginHost.check(request.proof, program.declaration)
            return try attempt(program, request)
        } catch {
            return PluginRun(outcome: .error(code: error.code, detail: PluginHost.detail(error)))
        }
    }

    /// Whether the plug-in is one for this proof, and the proof one for this auditor.
    private static func check(
        _ proof: PluginProof,
        _ declaration: PluginDeclaration
    ) throws(PluginError) {
        guard declaration.formats.contains(proof.format) else {
            throw PluginError(.format, at: "format", "\(declaration.name) does not judge \(proof.format)")
        }
        for role in declaration.requiredRoles where !proof.artifacts.contains(where: { $0.role == role }) {
            throw PluginError(.roleMissing, at: role, "the proof has no such artifact")
        }
        for artifact in proof.artifacts {
            let accepted = declaration.acceptedArtifacts.filter { $0.role == artifact.role }
            guard accepted.isEmpty || accepted.contains(where: { $0.sha256 == artifact.sha256 }) else {
                throw PluginError(
                    .artifactNotAccepted,
                    at: artifact.role,
                    "\(artifact.sha256) is not one that the auditor accepts"
                )
            }
        }
    }

    private func attempt(_ program: PluginProgram, _ request: PluginRequest) throws(PluginError) -> PluginRun
    {
        var refusal = "no isolation was tried"
        for tier in tiers {
            if tier == .bestEffort && program.declaration.isolation == .required { continue }
            let ending = try run(program, request, tier)
            guard let failure = ending.failure, failure.isIsolation else {
                return PluginHost.judge(ending, program.declaration, request)
            }
            refusal = failure.description
        }
        throw PluginError(.isolation, at: program.declaration.name, "the kernel refuses: \(refusal)")
    }

    private func run(
        _ program: PluginProgram,
        _ request: PluginRequest,
        _ tier: SandboxTier
    ) throws(PluginError) -> SandboxEnding {
        let deadline = RunningSandbox.now() + program.declaration.limits.wallSeconds * 1_000
        let folder = WorkingFolder(program, request.proof)
        do {
            let place = tier == .isolated ? nil : try TemporaryFolder(below: temporaryFolder)
            let input = try SealedFile(name: "request", bytes: request.bytes)
            let sandbox = Sandbox(program: program, folder: folder, input: input, place: place?.path)
            // The folder is removed when `place` goes, which must not be before the program has ended.
            return withExtendedLifetime((place, input)) { PluginHost.run(sandbox, deadline) }
        } catch {
            throw PluginError(.start, at: error.path, "\(error.code.rawValue): \(error.detail)")
        }
    }

    private static func run(_ sandbox: Sandbox, _ deadline: Int) -> SandboxEnding {
        switch sandbox.start() {
        case .success(let running):
            return running.finish(
                outputLimit: sandbox.program.declaration.limits.outputBytes,
                deadline: deadline
            )
        case .failure(let failure): return SandboxEnding(failure: failure)
        }
    }

    private static func detail(_ error: PluginError) -> String {
        error.location.isEmpty ? error.detail : "\(error.location): \(error.detail)"
    }
}

extension PluginHost {
    private static func judge(
        _ ending: SandboxEnding,
        _ declaration: PluginDeclaration,
        _ request: PluginRequest
    ) -> PluginRun {
        let said = ending.errors.reversed().drop { [0x0a, 0x0d, 0x20].contains($0) }.reversed()
        let messages = Escape.line(Array(said))
        let outcome: PluginOutcome
        do {
            try checkEnd(ending, declaration)
            outcome = try PluginResponse(ending.output)
                .outcome(of: request, requiredRoles: declaration.requiredRoles)
        } catch {
            let words = messages.isEmpty ? "" : "; it said: \(messages)"
            outcome = .error(code: error.code, detail: detail(error) + words)
        }
        return PluginRun(outcome: outcome, isolation: Grants.list(ending.granted), messages: messages)
    }

    private static func checkEnd(
        _ ending: SandboxEnding,
        _ declaration: PluginDeclaration
    ) throws(PluginError) {
        let name = declaration.name
        if let failure = ending.failure { throw PluginError(.start, at: name, failure.description) }
        switch ending.stop {
        case .timeout:
            throw PluginError(.timeout, at: name, "no end within \(declaration.limits.wallSeconds) s")
        case .outputTooLarge:
            throw PluginError(
                .outputTooLarge,
                at: name,
                "more than \(declaration.limits.outputBytes) bytes of output"
            )
        case nil: break
        }
        guard let status = ending.waitStatus else {
            throw PluginError(.killed, at: name, "ended from outside")
        }
        let signal = status & 0x7f
        if signal == SIGXCPU {
            throw PluginError(.cpuLimit, at: name, "more than \(declaration.limits.cpuSeconds) s of CPU time")
        }
        guard signal == 0 else { throw PluginError(.killed, at: name, "killed by signal \(signal)") }
        let code = status >> 8 & 0xff
        guard code == 0 else { throw PluginError(.exit, at: name, "exit status \(code), want 0") }
    }
}

/// An empty folder of the machine for one run, removed with this value.
private final class TemporaryFolder {
    let path: String

    init(below folder: String) throws(FileError) {
        var template = Array("\(folder)/bulla-plugin-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last(.cannotWrite, folder) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The program may run as somebody else.
        chmod(path, 0o755)
    }

    deinit { try? Folder.remove(path) }
}
