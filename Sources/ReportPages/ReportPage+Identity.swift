import Bytes
import Markup
import Reports

extension ReportPage {
    /// What was verified, by its digests.
    var identity: Section {
        Section("identity", "What was verified", unknown, .facts(bundleFacts + asked))
    }

    private var unknown: Markup {
        guard document.bundle == nil else { return .nothing }
        return .paragraph("The bundle could not be read far enough to say what it is.")
    }

    private var bundleFacts: [(String, Markup)] {
        guard let bundle = document.bundle else { return [] }
        return [
            ("Bundle", .text(bundle.name)),
            ("Manifest", .digest(bundle.manifest)),
            ("Run", .digest(bundle.segment.run)),
            ("Segment", .text(segment(bundle))),
            ("Root of the log", .digest(bundle.segment.root)),
            ("Marking", .text(bundle.marking)),
            ("Sealed at", ["\(bundle.sealedAt) ", Markup("em", [:], "claimed by the producer")]),
        ]
    }

    private func segment(_ bundle: Report.Bundle) -> String {
        let steps = Words.plural(bundle.population, "step")
        guard bundle.segment.to > bundle.segment.from else { return "no leaves, \(steps)" }
        return "leaves \(Words.count(bundle.segment.from)) to \(Words.count(bundle.segment.to - 1)), \(steps)"
    }

    private var asked: [(String, Markup)] {
        [
            ("Judged as of", .text(document.asOf.description)),
            ("Trust file", ["version \(document.trustVersion), SHA-256 ", .digest(document.trustDigest)]),
        ]
            + (document.trustFirst.map { [("First version of its chain", Markup.digest($0))] } ?? [])
            + [("Scope", .text("\(document.scope.rawValue): \(document.scope.meaning)"))]
            + document.signers.map { ("Signed by", .telling($0.words)) }
    }
}

extension Scope {
    var meaning: String {
        switch self {
        case .all: "every byte was read"
        case .log: "every leaf was read, but not every blob"
        case .sample: "only what the drawn steps need was read"
        }
    }
}
