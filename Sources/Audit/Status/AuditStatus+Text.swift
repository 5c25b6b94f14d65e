package import Bytes
import Sampling

extension AuditStatus {
    /// The status for a person: the state and its first reason, the weeks as a table, then what was drawn.
    ///
    /// - Parameter trust: digest and version of the trust file.
    package func lines(trust: Digest, version: Int) -> [String] {
        let head = [headline, "", "as of      \(time)", "trust      version \(version), SHA-256 \(trust)"]
        return
            (head + histories.flatMap { lines($0) } + auditLines + keptLines + togetherLines + findingLines)
            .map(\.escaped)
    }

    private var headline: String {
        let reasons = findings.filter { $0.outcome != .note }
        let first = reasons.first.map { ": \($0.code.rawValue): \($0.subject): \($0.detail)" } ?? ""
        let more = reasons.count > 1 ? " (and \(reasons.count - 1) more)" : ""
        return "\(state.rawValue.uppercased())\(first)\(more)"
    }

    private func lines(_ history: SegmentHistory) -> [String] {
        let segments = history.entries.map { entry in (entry.segment.from, row(entry)) }
        let gaps = history.gaps.map { gap in
            (gap.lowerBound, [Table.leaves(gap), "MISSING", "", "", "", "", "", ""])
        }
        let rows = (segments + gaps).enumerated()
            .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map(\.element.1)
        let head = ["leaves", "sealed", "next due", "steps", "manifest", "bundle", "drawn", "accepted"]
        return ["", "log        \(history.origin)"] + history.runs.map { "run        \($0)" }
            + Table.lines([head] + rows) + ["next       \(due(history))"]
    }

    private func row(_ entry: SegmentHistory.Entry) -> [String] {
        let segment = entry.segment
        let manifests = entry.records.map(\.manifest)
        let drawn = manifests.flatMap { audits(of: $0) }.filter { $0.state == .drawn }
        let accepted = manifests.flatMap { receipts(of: $0) }
        var sealed = Table.day(segment.sealedAt)
        if entry.lateBy != nil { sealed += " LATE" }
        if entry.isForked { sealed += " FORKED" }
        return [
            Table.leaves(segment.from..<segment.to), sealed, segment.nextExport.map { Table.day($0) } ?? "-",
            "\(segment.steps)", Table.short(segment.manifest), segment.name,
            drawn.isEmpty
                ? "-" : drawn.map { "\($0.sampled) of \($0.plan.population)" }.joined(separator: " + "),
            Table.accepted(accepted),
        ]
    }

    private func due(_ history: SegmentHistory) -> String {
        guard let next = history.nextExport else { return "no date for leaf \(history.end) and on" }
        return "\(next)\(history.overdueBy == nil ? "" : " OVERDUE"), from leaf \(history.end)"
    }

    private var auditLines: [String] {
        guard !audits.isEmpty else { return [] }
        let head = [
            "state", "planned", "drawn", "round", "steps", "by", "inspectors", "witnesses", "plan",
            "manifest",
        ]
        let rows = audits.map { audit in
            [
                audit.state.rawValue, Table.day(audit.plan.plannedAt),
                audit.draw.map { Table.day($0.drawnAt) } ?? "-",
                "\(audit.plan.round) \(audit.plan.purpose.rawValue)",
                "\(audit.sampled) of \(audit.plan.population)", audit.chance,
                Table.people(audit.inspectors), Table.people(audit.witnesses), Table.short(audit.digest),
                Table.short(audit.plan.manifest),
            ]
        }
        return ["", "audits     \(Table.count(audits.count, "plan")), \(chain.redraws) of them redraws"]
            + Table.lines([head] + rows)
    }

    private var keptLines: [String] {
        guard !kept.isEmpty else { return [] }
        return [""]
            + kept.map { kept in
                let found = histories.flatMap { $0.matches(kept) }
                    .map { $0.to == kept.size ? "the end of \($0.name)" : "the beginning of \($0.name)" }
                let words =
                    found.isEmpty ? "matches no bundle here" : "is \(found.joined(separator: " and "))"
                return "kept       \(kept.source), size \(kept.size), \(words)"
            }
    }

    private var togetherLines: [String] {
        let count = together.budget.confidences.count
        guard count > 0 else { return [] }
        let wanted = Percent.text(basisPoints: Together.wanted)
        let each =
            together.each.map { "each needs \(Percent.text(basisPoints: $0))" } ?? "no two decimals suffice"
        return [
            "",
            "together   \(Table.count(count, "draw")): the chance that some bound is wrong is \(together.budget.independent) if they",
            "           err independently, and at most \(together.budget.union) in any case",
            "           for \(together.planned) of them to hold together at \(wanted), \(each); or draw once over all segments",
        ]
    }

    private var findingLines: [String] {
        guard !findings.isEmpty else { return [] }
        return ["", "findings"]
            + findings.map {
                "  \($0.outcome.rawValue.padded(5))\($0.code.rawValue): \($0.subject): \($0.detail)"
            }
    }
}

/// Columns for a person.
private enum Table {
    /// `1 plan`, `2 plans`.
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// Rows under each other, each column as wide as its widest cell; two blanks between.
    static func lines(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let line = zip(row, widths).map { $0.padded($1) }.joined(separator: " ")
            return "  "
                + String(
                    line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]
                )
        }
    }

    /// The day by which enough inspectors had accepted it, and their names.
    static func accepted(_ receipts: [ReceiptRecord]) -> String {
        guard let last = receipts.last else { return "-" }
        let people = Set(receipts.compactMap(\.signer.person)).sorted().joined(separator: ", ")
        return "\(day(last.acceptedAt)) \(people)"
    }

    static func leaves(_ range: Range<Int>) -> String { "\(range.lowerBound)-\(range.upperBound - 1)" }
    static func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }
    static func short(_ digest: Digest) -> String { String(digest.hex.prefix(12)) }
    static func people(_ people: [String]) -> String { people.isEmpty ? "-" : people.joined(separator: ",") }
}
