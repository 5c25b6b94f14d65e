import Leaves
package import PluginHost

/// The kinds of proof that can be judged, by name.
package struct ProofVerifiers: Sendable {
    private let verifiers: [String: any ProofVerifier]

    /// All kinds that this build knows: a new one is a file beside this one, and a line here.
    package static let standard = ProofVerifiers([
        AttestedVerifier(),
        ReplayVerifier(),
    ])

    /// - Precondition: no kind stands twice.
    package init(_ verifiers: [any ProofVerifier]) {
        self.verifiers = Dictionary(uniqueKeysWithValues: verifiers.map { ($0.kind.name, $0) })
    }

    /// These, and those that the auditor's plug-ins judge; a plug-in never takes the place of one of these.
    package func adding(_ plugins: [PluginDeclaration]) -> ProofVerifiers {
        let others = plugins.flatMap { PluginProofVerifier.all($0) }.filter { verifiers[$0.kind.name] == nil }
        return ProofVerifiers(Array(verifiers.values) + others)
    }

    /// The verifier of a kind; nil for a kind that nobody here can judge, which is never taken as good.
    package subscript(kind: String) -> (any ProofVerifier)? { verifiers[kind] }

    /// The names of all kinds, sorted.
    package var kinds: [String] { verifiers.keys.sorted() }

    /// The names of the kinds that a run with disclosure `none` must withhold, sorted.
    package var opening: [String] { kinds.filter { verifiers[$0]?.kind.discloses == .opening } }
}
