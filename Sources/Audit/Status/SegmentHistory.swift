package import Bytes

/// The segments of one log in their order, and what is wrong with the row of them.
///
/// Every bundle states two roots: that of the log up to its first leaf, and that up to its last. Two different roots at
/// one size are two histories. From heads alone nothing more can be said of bundles that overlap otherwise.
package struct SegmentHistory: Hashable, Sendable {
    /// A segment, with all bundles that hold it.
    package struct Entry: Hashable, Sendable {
        /// The one that was sealed first, as its signers claim.
        package let segment: SegmentRecord
        /// Other manifests over the same leaves and roots, by the time of sealing.
        package let resealed: [SegmentRecord]
        /// Seconds after the date that the segment before had promised; nil where it kept it.
        package internal(set) var lateBy: Int64?
        /// Another bundle states another root at its beginning or end.
        package internal(set) var isForked = false

        /// All bundles of it, the first sealed first.
        package var records: [SegmentRecord] { [segment] + resealed }
        /// The earliest date that was promised for the segment after.
        var promised: Timestamp? { records.compactMap(\.nextExport).min() }
    }

    package let origin: String
    /// By first leaf, end and roots.
    package private(set) var entries: [Entry]
    /// Leaves that no bundle has, ascending.
    package private(set) var gaps: [Range<Int>] = []
    /// When the next segment is due; nil where no date was promised, or the run has ended.
    package private(set) var nextExport: Timestamp?
    /// Seconds since then; nil where it lies ahead.
    package private(set) var overdueBy: Int64?
    /// In the order of `StatusFinding.sorted`.
    package private(set) var findings: [StatusFinding] = []

    /// The root that each bundle states at a size, and the manifests that do.
    private var stated: [Int: [Digest: Set<Digest>]] = [:]
    private var endings: [Ending: [Int]] = [:]

    /// The end of a segment, where the next one goes on.
    private struct Ending: Hashable {
        let size: Int
        let root: Digest
    }

    /// The leaf after the last one of all.
    package var end: Int { entries.map(\.segment.to).max() ?? 0 }
    /// The runs that bundles of this log name; one, where nothing is wrong.
    package var runs: [Digest] { Set(entries.flatMap(\.records).map(\.run)).sorted() }

    /// Puts records of one origin in their order, whatever order they come in.
    ///
    /// - Parameter time: as of when something is overdue.
    /// - Parameter isEnded: whether no further segment is owed.
    package init(
        origin: String,
        records: [SegmentRecord],
        at time: Timestamp,
        isEnded: Bool = false,
        remembered: [RememberedRoot] = []
    ) {
        self.origin = origin
        let merged = SegmentRecord.merged(records.filter { $0.origin == origin })
        entries = SegmentHistory.entries(merged)
        for (index, entry) in entries.enumerated() {
            endings[Ending(size: entry.segment.to, root: entry.segment.root), default: []].append(index)
        }
        for record in merged {
            stated[record.from, default: [:]][record.rootBefore, default: []].insert(record.manifest)
            stated[record.to, default: [:]][record.root, default: []].insert(record.manifest)
        }
        findForks()
        findGaps()
        findLate()
        findUnchained()
        if !isEnded { findDue(time) }
        remembered.filter { $0.origin == origin }.forEach { compare($0) }
        findings = StatusFinding.sorted(findings)
    }

    private struct Key: Hashable {
        let from, to: Int
        let rootBefore, root: Digest
    }

    private static func entries(_ records: [SegmentRecord]) -> [Entry] {
        Dictionary(grouping: records) {
            Key(from: $0.from, to: $0.to, rootBefore: $0.rootBefore, root: $0.root)
        }
        .sorted {
            ($0.key.from, $0.key.to, $0.key.root, $0.key.rootBefore)
                < ($1.key.from, $1.key.to, $1.key.root, $1.key.rootBefore)
        }
        .compactMap { _, same in
            same.first.map { Entry(segment: $0, resealed: Array(same.dropFirst())) }
        }
    }

    private mutating func note(
        _ outcome: StatusFinding.Outcome,
        _ code: StatusCode,
        _ place: String,
        _ detail: String
    ) {
        findings.append(StatusFinding(outcome, code, "\(origin) \(place)", detail))
    }

    /// The segments that end where this one begins, by the same root.
    private func before(_ segment: SegmentRecord) -> [Entry] {
        endings[Ending(size: segment.from, root: segment.rootBefore), default: []].map { entries[$0] }
    }
}

// Forks and gaps.
extension SegmentHistory {
    private mutating func findForks() {
        for (size, roots) in stated.sorted(by: { $0.key < $1.key }) where roots.count > 1 {
            let words = roots.sorted { $0.key < $1.key }.map { root, manifests in
                "root \(root) in manifest \(manifests.sorted().map(\.hex).joined(separator: ", "))"
            }
            note(.fail, .forked, "size \(size)", words.joined(separator: "; "))
        }
        for index in entries.indices {
            let segment = entries[index].segment
            entries[index].isForked = [segment.from, segment.to].contains { (stated[$0]?.count ?? 0) > 1 }
        }
        let runs = runs
        if runs.count > 1 {
            note(.fail, .otherRun, "run", "got \(runs.map(\.hex).joined(separator: ", ")), want one")
        }
    }

    private mutating func findGaps() {
        var reached = 0
        var seen: Set<Range<Int>> = []
        for entry in entries {
            let (segment, range) = (entry.segment, entry.segment.from..<entry.segment.to)
            if segment.from > reached {
                gaps.append(reached..<segment.from)
                let named = segment.previousManifest.map { "; manifest \($0) ends there" } ?? ""
                note(
                    .open,
                    .missing,
                    SegmentHistory.leaves(reached..<segment.from),
                    "no bundle here contains them\(named)"
                )
            } else if segment.from < reached && !seen.contains(range) {
                let detail = "manifest \(segment.manifest) begins before leaf \(reached), where others end"
                note(.open, .overlap, SegmentHistory.leaves(range), detail)
            }
            for again in entry.resealed {
                let detail = "manifest \(again.manifest) has the same leaves as \(segment.manifest)"
                note(.note, .resealed, SegmentHistory.leaves(range), detail)
            }
            seen.insert(range)
            reached = max(reached, segment.to)
        }
    }

    /// Leaves in words.
    package static func leaves(_ range: Range<Int>) -> String {
        "leaves \(range.lowerBound) to \(range.upperBound - 1)"
    }
}

// Dates and the chain of manifests.
extension SegmentHistory {
    private mutating func findLate() {
        for index in entries.indices {
            let segment = entries[index].segment
            guard let due = before(segment).compactMap(\.promised).min(), segment.sealedAt > due else {
                continue
            }
            let late = segment.sealedAt.seconds - due.seconds
            entries[index].lateBy = late
            note(
                .open,
                .late,
                SegmentHistory.leaves(segment.from..<segment.to),
                "due \(due), sealed \(segment.sealedAt) (claimed): \(Span.words(late)) late"
            )
        }
    }

    private mutating func findDue(_ time: Timestamp) {
        let end = end
        nextExport = entries.filter { $0.segment.to == end }.compactMap(\.promised).min()
        guard let due = nextExport else {
            guard !entries.isEmpty else { return }
            return note(
                .open,
                .noDate,
                "from leaf \(end)",
                "the last bundle promises no date for the next one; whether one is due is unknown"
            )
        }
        guard time > due else { return }
        let late = time.seconds - due.seconds
        overdueBy = late
        note(.open, .overdue, "from leaf \(end)", "due \(due), as of \(time) \(Span.words(late)) ago")
    }

    private mutating func findUnchained() {
        for entry in entries {
            let expected = Set(before(entry.segment).flatMap(\.records).map(\.manifest))
            for record in entry.records { check(record, follows: expected) }
        }
    }

    private mutating func check(_ record: SegmentRecord, follows expected: Set<Digest>) {
        let place = SegmentHistory.leaves(record.from..<record.to)
        guard let named = record.previousManifest else {
            if record.from > 0 {
                note(.note, .unchained, place, "manifest \(record.manifest) names no previous bundle")
            }
            return
        }
        // Where the bundle before is missing, its name says which one to ask for.
        guard !expected.contains(named), !expected.isEmpty || record.from == 0 else { return }
        let want = expected.isEmpty ? "none" : expected.sorted().map(\.hex).joined(separator: " or ")
        let detail = "manifest \(record.manifest) names \(named) as the previous one, want \(want)"
        note(.open, .unchained, place, detail)
    }
}

// What was seen before.
extension SegmentHistory {
    /// The segments that end at a remembered root, or begin there.
    package func matches(_ remembered: RememberedRoot) -> [SegmentRecord] {
        guard remembered.origin == origin else { return [] }
        return entries.map(\.segment).filter {
            $0.to == remembered.size && $0.root == remembered.root
                || $0.from == remembered.size && $0.rootBefore == remembered.root
        }
    }

    /// Whether bundles state other roots than this one at its size, and none states this one.
    package func contradicts(_ remembered: RememberedRoot) -> Bool {
        guard remembered.origin == origin, let roots = stated[remembered.size] else { return false }
        return roots[remembered.root] == nil
    }

    /// What is to be said of a root that bundles contradict.
    func contradiction(_ remembered: RememberedRoot) -> StatusFinding {
        let others = (stated[remembered.size] ?? [:]).keys.sorted().map(\.hex).joined(separator: ", ")
        return StatusFinding(
            .fail,
            .contradicted,
            "\(origin) size \(remembered.size)",
            "\(remembered.source) has root \(remembered.root), bundles have \(others)"
        )
    }

    private mutating func compare(_ remembered: RememberedRoot) {
        let place = "size \(remembered.size)"
        guard stated[remembered.size] != nil else {
            return remembered.size > end
                ? note(
                    .open,
                    .behind,
                    place,
                    "\(remembered.source) is ahead of the last bundle, which ends at \(end)"
                )
                : note(
                    .open,
                    .notComparable,
                    place,
                    "no bundle begins or ends where \(remembered.source) does"
                )
        }
        if contradicts(remembered) { findings.append(contradiction(remembered)) }
    }
}
