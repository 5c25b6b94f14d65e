import Bytes
package import Leaves
package import PluginHost

/// `plugin-…`: somebody else's proof, judged by a program that the auditor's trust file declares and pins.
///
/// `Formats/plugin-v1.md`.
package struct PluginProofVerifier: ProofVerifier {
    package let kind: ProofKind
    package let restsOn: String
    private let verifier: Result<PluginVerifier, PluginError>

    /// One verifier for each format that the plug-in judges; where it cannot be loaded, they say why and accept
    /// nothing.
    package static func all(_ declaration: PluginDeclaration) -> [PluginProofVerifier] {
        do {
            let program = try PluginProofVerifier.program(declaration)
            return PluginVerifier.all(program).map {
                PluginProofVerifier(kind: $0.kind, declaration, .success($0), restsOn: $0.restsOn)
            }
        } catch {
            return declaration.kinds.map {
                PluginProofVerifier(kind: $0, declaration, .failure(error), restsOn: "")
            }
        }
    }

    /// What this program's starter has loaded, where there is one: that is what it will run.
    private static func program(_ declaration: PluginDeclaration) throws(PluginError) -> PluginProgram {
        guard let loaded = PluginStarter.current?.program(declaration) else {
            return try PluginProgram(declaration)
        }
        return try loaded.get()
    }

    private init(
        kind: String,
        _ declaration: PluginDeclaration,
        _ verifier: Result<PluginVerifier, PluginError>,
        restsOn: String
    ) {
        self.kind = ProofKind(kind, discloses: .unknown)
        self.verifier = verifier
        self.restsOn =
            "\(restsOn) [\(declaration.trust.rawValue)], SHA-256 \(declaration.sha256), "
            + "isolation \(declaration.isolation.rawValue)"
    }

    package func verify(_ step: StepLeaf, proof: [UInt8], _ context: ProofContext) -> ProofOutcome {
        switch verifier {
        case .failure(let error):
            return .invalid(code: error.code.rawValue, detail: "\(error.location): \(error.detail)")
        case .success(let verifier):
            var source = SystemRandomNumberGenerator()
            let nonce = Digest(words: (source.next(), source.next(), source.next(), source.next()))
            let run = verifier.verify(statement: step.statement, proof: proof, nonce: nonce)
            if let fault = run.outcome.fault {
                return .invalid(code: fault.code.rawValue, detail: fault.detail)
            }
            guard case .accept(let isBound, let words) = run.outcome else { return .valid() }
            let unbound = "the proof does not name its step: the producer claims that it is this one"
            return .valid(
                note: isBound ? "" : unbound,
                judge: "it is named \(words); the kernel granted \(run.isolation.joined(separator: ", "))"
            )
        }
    }
}
