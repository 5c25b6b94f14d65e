import Bytes
import Markup
import Reports

extension ReportPage {
    /// Pictures on the page, and those that are unfolded from the start.
    private static let pictureLimit = 12
    private static let openLimit = 2

    /// The Merkle paths of sampled steps; those that fail come first.
    var paths: Section? {
        guard let bundle = document.bundle else { return nil }
        let known = document.steps.filter { !$0.path.isEmpty }
        guard !known.isEmpty else { return nil }
        let ordered = known.filter { !$0.isValid } + known.filter(\.isValid)
        let shown = ordered.prefix(Self.pictureLimit).enumerated().map { index, step in
            picture(step, bundle, number: index + 1)
        }
        return Section(
            "paths",
            "Merkle paths",
            .paragraph(
                "A step stands in the signed log if its leaf, hashed with one sibling at each level, gives the root. ",
                "A leaf’s hash is the SHA-256 of a byte 0 and the leaf; a node’s that of a byte 1 and its two children."
            ),
            .note(
                "\(Words.count(shown.count)) of \(Words.plural(known.count, "path")) drawn",
                known.contains { !$0.isValid } ? ", steps that fail first" : "",
                ". All are in report.json."
            ),
            .row(shown)
        )
    }

    private func picture(
        _ step: SampledStep,
        _ bundle: Report.Bundle,
        number: Int
    ) -> Markup {
        let title =
            "Step \(Words.count(step.step)), leaf \(Words.count(step.leaf))"
            + (step.isValid ? "" : ", whose proof fails")
        guard let path = MerklePath(leaf: step.leaf, size: bundle.segment.to, hashes: step.path) else {
            return .details(title, open: false, .paragraph("Its path does not fit the size of the tree."))
        }
        return .details(
            title,
            open: number <= Self.openLimit,
            Markup(
                "div",
                ["class": "path"],
                MerklePicture(path: path, root: bundle.segment.root, id: "path-\(number)").markup,
                table(path)
            )
        )
    }

    private func table(_ path: MerklePath) -> Markup {
        let rows = path.siblings.enumerated().map { level, sibling -> [Markup] in
            let first = Words.count(sibling.leaves.lowerBound)
            let last = Words.count(sibling.leaves.upperBound - 1)
            return [
                .text(String(level)), sibling.isLeft ? "left" : "right",
                .text(sibling.leaves.count == 1 ? first : "\(first) to \(last)"), .digest(sibling.digest),
            ]
        }
        return Table(
            caption:
                "Siblings of leaf \(Words.count(path.leaf)) in the tree of \(Words.count(path.size))",
            columns: ["Level", "Side", "Leaves below", "SHA-256"],
            rows: rows,
            style: "numbers told"
        ).markup
    }
}
