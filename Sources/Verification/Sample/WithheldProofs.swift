package import Audit
import Bytes
import Layout
import Leaves

extension OpenBundle {
    /// The withheld proofs of the drawn steps of some kinds, each leaf's inclusion checked.
    ///
    /// Ascending by pick, then by kind, as a challenge wants them.
    func withheldProofs(of strata: [DrawnStratum], kinds: [String]) throws -> [Challenge.Opening] {
        let kinds = Set(kinds).intersection(manifest.withheld)
        guard !kinds.isEmpty else { return [] }
        let leaves = LeafReader(self)
        var index = StepIndex(self, picks: SampleChoice(drawnFrom: strata).picks[...])
        var found: [Challenge.Opening] = []
        while let job = try index.next() {
            guard let first = job.picks.first, (manifest.from..<manifest.to).contains(first.leaf) else {
                throw Fault(.sampleLeaf, "index", "points to a leaf that is not in the segment")
            }
            let entries = try leaves.entries(holding: first.leaf)
            for (pick, leaf, _) in job.picks {
                guard let bytes = entries.leaf(leaf), case .step(let step) = try Leaf(canonical: bytes) else {
                    throw Fault(.sampleLeaf, "leaf \(leaf)", "the index points to no step leaf")
                }
                for proof in step.proofs where kinds.contains(proof.kind) {
                    guard let digest = proof.blob else { continue }
                    found.append(
                        Challenge.Opening(
                            kind: proof.kind,
                            leaf: leaf,
                            pick: pick.pick,
                            sha256: digest,
                            size: proof.size,
                            stratum: pick.stratum ?? 1
                        )
                    )
                }
            }
        }
        return found
    }
}

extension BundleContents {
    /// What a finished ceremony asks the producer to open, by what the bundle says.
    package func challenge(of ceremony: Ceremony, strata: [DrawnStratum]) throws -> Challenge {
        do {
            return Challenge(
                ceremony: ceremony,
                openings: try bundle.withheldProofs(of: strata, kinds: ceremony.planned.openings)
            )
        } catch { throw UnreadableBundle(Fault(error), path: "data/log") }
    }
}
