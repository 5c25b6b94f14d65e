package import Bytes

/// Something about a statement of provenance that does not hold.
package struct ProvenanceFault: Hashable, Sendable {
    /// Stable across releases, and explained in `Docs/error-codes.md`.
    package enum Code: String, StableCode {
        case unsigned = "provenance-unsigned"
        case otherModel = "provenance-other-model"
        case otherBundle = "provenance-other-bundle"
        case otherState = "provenance-other-state"
    }

    package let code: Code
    package let detail: String

    package init(code: Code, detail: String) {
        (self.code, self.detail) = (code, detail)
    }
}

extension TrainingProvenance {
    /// Why a file is not the state that a step of the log names; nil where it is.
    package static func fault(of model: Digest, against state: Digest, of step: Int) -> ProvenanceFault? {
        guard model != state else { return nil }
        return ProvenanceFault(
            code: .otherState,
            detail: "the file has SHA-256 \(model), step \(step) ended in state \(state)"
        )
    }

    /// Whether this is the file that the statement is about; its name does not matter.
    package func faults(of model: Digest) -> [ProvenanceFault] {
        guard model != self.model.sha256 else { return [] }
        return [
            ProvenanceFault(
                code: .otherModel,
                detail: "is about \(self.model.sha256), this file has \(model)"
            )
        ]
    }

    /// Whether a bundle says what the statement says.
    package func faults(of run: Run, _ place: Place) -> [ProvenanceFault] {
        let pairs: [(String, String, String)] = [
            ("manifest", self.place.manifest.hex, place.manifest.hex),
            ("checkpoint", self.place.checkpoint.hex, place.checkpoint.hex),
            ("leaf", self.place.leaf.hex, place.leaf.hex),
            ("index", "\(self.place.index)", "\(place.index)"),
            ("step", "\(self.place.step)", "\(place.step)"),
            ("run", self.run.run.hex, run.run.hex), ("origin", self.run.origin, run.origin),
            ("recipe", self.run.recipe.hex, run.recipe.hex),
            ("dataset", self.run.dataset.hex, run.dataset.hex),
            ("genesis", self.run.genesis.hex, run.genesis.hex), ("seed", self.run.seed.hex, run.seed.hex),
        ]
        return pairs.filter { $0.1 != $0.2 }.map {
            ProvenanceFault(code: .otherBundle, detail: "\($0.0): states \($0.1), the bundle has \($0.2)")
        }
    }
}
