package import Bytes
import Layout
import Leaves
package import Provenance
package import Verification

/// What a bundle says of the step that a model's file is the state of.
package struct ReleasedModel {
    package let run: TrainingProvenance.Run
    package let place: TrainingProvenance.Place
    /// The state that the step ended in.
    package let state: Digest

    /// Looks the step up: the segment's last, or the one of a number; the leaf's inclusion is checked.
    package init(_ contents: BundleContents, step number: Int?) throws {
        do {
            guard let step = try contents.liveStep(number) else {
                let wanted = number.map { "step \($0), live at the segment's end" } ?? "a live step"
                throw CommandFailure("the bundle does not have \(wanted)", hint: "name a step with --step")
            }
            let leaf = try contents.runDocument().leaf
            run = TrainingProvenance.Run(
                run: leaf.run,
                origin: leaf.origin,
                recipe: leaf.recipe,
                dataset: leaf.dataset,
                genesis: leaf.genesis,
                seed: leaf.seed
            )
            place = TrainingProvenance.Place(
                manifest: contents.manifestDigest,
                checkpoint: contents.manifest.checkpoint,
                leaf: step.digest,
                index: step.index,
                step: step.leaf.step
            )
            state = step.leaf.stateAfter
        } catch let error as UnreadableBundle {
            throw try error.commandError()
        }
    }

    /// SHA-256 of a model's file.
    package static func digest(_ path: String) throws(FileError) -> Digest {
        try ModelFolder.digest(File.reading(path))
    }
}
