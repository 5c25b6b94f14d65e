import Bytes
import CSandbox
import Glibc

/// Asks a plug-in one question in a sandbox, and believes the answer only as far as it may.
///
/// `Formats/plugin-v1.md` sections 4 and 5.
package struct PluginHost: Sendable {
    /// Where working folders are made when the kernel grants no private root.
    package static let temporaryFolder = "/tmp"

    private let temporaryFolder: String
    private let tiers: [SandboxTier]
    private let without: UInt32

    package init(temporaryFolder: String = PluginHost.temporaryFolder) {
        self.init(temporaryFolder: temporaryFolder, tiers: [.isolated, .bestEffort])
    }

    /// For tests: tries these only, in this order, and in a debug build leaves out parts of the sandbox, named
    /// by bits of `BULLA_WITHOUT_` in `sandbox.h`.
    package init(temporaryFolder: String, tiers: [SandboxTier], without: UInt32 = 0) {
        self.temporaryFolder = temporaryFolder
        self.tiers = tiers
        self.without = without
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
        var refusal = "isolation was not attempted"
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
        let artifacts = PackedFiles(request.proof)
        do {
            let input = try SealedFile(name: "request", bytes: request.bytes)
            if let starter = PluginStarter.current {
                return PluginHost.finish(
                    try starter.start(program, artifacts, input, tier),
                    program,
                    deadline
                )
            }
            let place = tier == .isolated ? nil : try TemporaryFolder(below: temporaryFolder)
            let folder = WorkingFolder(program, artifacts: artifacts)
            let sandbox = Sandbox(
                program: program,
                folder: folder,
                input: input,
                place: place?.path,
                without: without
            )
            // The folder is removed when `place` goes, which must not be before the program has ended.
            return withExtendedLifetime((place, input)) {
                PluginHost.finish(sandbox.start().map { ($0, .here) }, program, deadline)
            }
        } catch {
            throw PluginError(.start, error)
        }
    }

    private static func finish(
        _ started: Result<(bulla_sandbox_child, RunningSandbox.Parent), SandboxFailure>,
        _ program: PluginProgram,
        _ deadline: Int
    ) -> SandboxEnding {
        switch started {
        case .success((let child, let parent)):
            return RunningSandbox(child, of: parent).finish(
                outputLimit: program.declaration.limits.outputBytes,
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
            throw PluginError(.timeout, at: name, "not finished within \(declaration.limits.wallSeconds) s")
        case .outputTooLarge:
            throw PluginError(
                .outputTooLarge,
                at: name,
                "more than \(declaration.limits.outputBytes) bytes of output"
            )
        case nil: break
        }
        guard let status = ending.waitStatus else {
            throw PluginError(.killed, at: name, "ended by another process")
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
