package import Bytes

/// Judges the proofs of one format with one plug-in; what a verifier of steps registers for its kind.
package struct PluginVerifier: Sendable {
    package let program: PluginProgram
    /// The kind of proof, such as `plugin-ezkl-halo2kzg/23`.
    package let kind: String
    private let format: String
    private let host: PluginHost

    /// - Precondition: `format` is one of those that the plug-in is declared for.
    package init(_ program: PluginProgram, format: String, host: PluginHost = PluginHost()) {
        precondition(program.declaration.formats.contains(format))
        self.program = program
        self.format = format
        self.host = host
        kind = PluginWords.kind(ofFormat: format)
    }

    /// One verifier for each format of a plug-in.
    package static func all(_ program: PluginProgram, host: PluginHost = PluginHost()) -> [PluginVerifier] {
        program.declaration.formats.map { PluginVerifier(program, format: $0, host: host) }
    }

    /// What one has to trust when such a proof holds, in one plain sentence.
    package var restsOn: String {
        let declaration = program.declaration
        let plugin = "the plug-in \(declaration.name) that the auditor's trust file declares"
        switch declaration.trust {
        case .transparent: return plugin
        case .trustedSetup: return "\(plugin), and whoever made the parameters of its trusted setup"
        }
    }

    /// Whether the blob shows what the step with this statement states.
    ///
    /// - Parameter nonce: fresh for each call, unless two runs are to be compared.
    package func verify(statement: [UInt8], proof blob: [UInt8], nonce: Digest) -> PluginRun {
        let proof: PluginProof
        do {
            proof = try PluginProof(blob)
        } catch {
            return PluginRun(outcome: .error(code: error.code, detail: "\(error.location): \(error.detail)"))
        }
        guard proof.format == format else {
            let detail = "got \(proof.format), want \(format)"
            return PluginRun(outcome: .error(code: .format, detail: detail))
        }
        return host.run(program, PluginRequest(statement: statement, proof: proof, nonce: nonce))
    }
}
