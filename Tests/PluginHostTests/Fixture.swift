import Bytes
import PluginHost
import TestSupport

/// The lying plug-in, a proof for it, and how to ask it.
enum Fixture {
    static let executable = Built.path("lying-plugin")
    static let digest = Result { SHA256.hash(try File.contents(of: executable, limit: 1 << 26)) }
    /// Much shorter than that of a step.
    static let statement = Array(#"{"step":1,"type":"step"}"#.utf8)
    static let nonce = SHA256.hash(Array("nonce".utf8))
    static let limits = PluginDeclaration.Limits(
        wallSeconds: 20,
        cpuSeconds: 10,
        memoryBytes: 256 << 20,
        outputBytes: 65_536
    )
    static let short = PluginDeclaration.Limits(
        wallSeconds: 1,
        cpuSeconds: 10,
        memoryBytes: 256 << 20,
        outputBytes: 65_536
    )

    static func declaration(
        _ format: String,
        name: String = "liar",
        runtime: [PluginDeclaration.RuntimeFile] = [],
        limits: PluginDeclaration.Limits = limits,
        requiredRoles: [String] = ["proof", "vk"],
        accepted: [PluginDeclaration.AcceptedArtifact] = [],
        isolation: PluginDeclaration.Isolation = .required
    ) throws -> PluginDeclaration {
        PluginDeclaration(
            name: name,
            formats: [format],
            path: executable,
            sha256: try digest.get(),
            runtime: runtime,
            limits: limits,
            trust: .transparent,
            requiredRoles: requiredRoles,
            acceptedArtifacts: accepted,
            isolation: isolation
        )
    }

    static func proof(
        _ format: String,
        roles: [String] = ["proof", "vk"],
        inputs: [String] = ["0x01", "0x02"]
    ) -> PluginProof {
        PluginProof(
            format: format,
            artifacts: roles.map { PluginArtifact(role: $0, bytes: Array("bytes of \($0)".utf8)[...]) },
            publicInputs: inputs
        )
    }

    /// Tells the lie in a sandbox; all that is not said is as it should be.
    static func tell(
        _ lie: String,
        limits: PluginDeclaration.Limits = limits,
        tiers: [SandboxTier] = [.isolated],
        isolation: PluginDeclaration.Isolation = .required,
        inputs: [String] = ["0x01", "0x02"],
        without: Int = 0
    ) throws -> PluginRun {
        let format = "lie-\(lie)/1"
        let declaration = try declaration(format, limits: limits, isolation: isolation)
        return try run(declaration, proof(format, inputs: inputs), tiers: tiers, without: without)
    }

    static func run(
        _ declaration: PluginDeclaration,
        _ proof: PluginProof,
        tiers: [SandboxTier] = [.isolated],
        without: Int = 0
    ) throws -> PluginRun {
        let host = PluginHost(temporaryFolder: "/tmp", tiers: tiers, without: UInt32(without))
        let request = PluginRequest(statement: statement, proof: proof, nonce: nonce)
        return host.run(try PluginProgram(declaration), request)
    }

    /// Why this machine cannot shut a plug-in in; nil where it can.
    static let refusal: String? = {
        guard let run = try? tell("none") else { return "the lying plug-in is not built" }
        if case .error(code: .isolation, let detail) = run.outcome { return detail }
        return nil
    }()

    static let isIsolating = refusal == nil
    /// What a skipped test says.
    static let why = "this machine grants no isolation: \(refusal ?? "")"
}

extension PluginOutcome {
    /// The code of an error; nil for a verdict.
    var code: PluginCode? {
        if case .error(let code, _) = self { return code }
        return nil
    }

    /// What an accepting answer names as its verifier.
    var verifier: String? {
        if case .accept(_, let verifier) = self { return verifier }
        return nil
    }
}
