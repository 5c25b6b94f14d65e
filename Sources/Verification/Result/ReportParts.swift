import Bytes
import Layout
import Leaves
import Reports
import Trust

// What the verifier knows, as parts of reports.

extension Report.Bundle {
    init(_ manifest: Manifest, digest: Digest) {
        self.init(
            name: manifest.name,
            manifest: digest,
            segment: manifest.segment,
            marking: manifest.marking,
            sealedAt: manifest.sealedAt,
            population: manifest.steps
        )
    }
}

extension SignerRecord {
    init(_ signer: Signatory) {
        self.init(
            person: signer.person,
            key: signer.key,
            counts: signer.counts,
            standing: signer.standing.word,
            end: signer.standing.end.map { End(kind: $0.kind.rawValue, at: $0.at) },
            age: signer.age?.at,
            shownBy: (signer.age?.shownBy ?? []).map {
                Sighting(person: $0.person, at: $0.at, means: $0.means.rawValue)
            },
            wanted: signer.age?.wanted
        )
    }
}

extension SessionRecord {
    init(_ entry: SessionTable.Entry) {
        self.init(session: entry.leaf.session, kind: entry.leaf.kind.rawValue, opened: entry.index)
    }
}

extension SampledStep.Metric {
    init(_ metric: StepLeaf.Metric) { self.init(name: metric.name, value: metric.value) }
}
