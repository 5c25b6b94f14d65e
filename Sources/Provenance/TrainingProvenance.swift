package import Bytes

/// Where a model's file comes from: an in-toto Statement with SLSA's predicate, as `Formats/provenance-v1.md` has it.
///
/// The file's SHA-256 is the state that a step of the log names, so that the statement says nothing that the log does not.
package struct TrainingProvenance: Hashable, Sendable {
    package static let statementType = "https://in-toto.io/Statement/v1"
    package static let predicateType = "https://slsa.dev/provenance/v1"
    package static let payloadType = "application/vnd.in-toto+json"
    package static let buildType = "urn:bulla:training:v1"
    package static let limits = JSON.Limits(bytes: 1 << 16, depth: 8)

    /// The file that is released.
    package struct Model: Hashable, Sendable {
        package let name: String
        package let sha256: Digest

        /// Refuses names that no bundle may have: letters, digits, `.`, `_` and `-`, at most 64.
        package init(name: String, sha256: Digest) throws(ProvenanceError) {
            guard TrainingProvenance.isName(name) else {
                throw ProvenanceError(
                    .statement,
                    at: "subject[0].name",
                    "want [A-Za-z0-9][A-Za-z0-9._-]{0,63}"
                )
            }
            (self.name, self.sha256) = (name, sha256)
        }
    }

    /// The run, as leaf 0 of its log says it.
    package struct Run: Hashable, Sendable {
        package let run: Digest
        package let origin: String
        package let recipe: Digest
        package let dataset: Digest
        package let genesis: Digest
        package let seed: Digest

        package init(
            run: Digest,
            origin: String,
            recipe: Digest,
            dataset: Digest,
            genesis: Digest,
            seed: Digest
        ) {
            (self.run, self.origin, self.recipe) = (run, origin, recipe)
            (self.dataset, self.genesis, self.seed) = (dataset, genesis, seed)
        }
    }

    /// The step whose state the file is, and the bundle that holds it.
    package struct Place: Hashable, Sendable {
        /// SHA-256 of the bundle's manifest.
        package let manifest: Digest
        /// SHA-256 of the text of the segment's checkpoint.
        package let checkpoint: Digest
        /// SHA-256 of the step's leaf.
        package let leaf: Digest
        /// The leaf's index in the log.
        package let index: Int
        package let step: Int

        package init(manifest: Digest, checkpoint: Digest, leaf: Digest, index: Int, step: Int) {
            (self.manifest, self.checkpoint, self.leaf) = (manifest, checkpoint, leaf)
            (self.index, self.step) = (index, step)
        }
    }

    package let model: Model
    package let run: Run
    package let place: Place

    package init(model: Model, run: Run, place: Place) {
        (self.model, self.run, self.place) = (model, run, place)
    }

    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                case 0x2d, 0x2e, 0x5f: index > 0
                default: false
                }
            }
    }
}
