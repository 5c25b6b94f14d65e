package import Bytes

/// What the signed head of a bundle says of its place in a run.
package struct SegmentRecord: Hashable, Sendable {
    /// Names of the files that hold this bundle, sorted; more than one for copies.
    package var files: [String]
    /// The bundle's own name.
    package var name: String
    /// SHA-256 of `manifest.json`.
    package var manifest: Digest
    package var origin: String
    package var segment: Segment
    /// Nil for a segment from leaf 0.
    package var previousRoot: Digest?
    package var previousManifest: Digest?
    /// When the exporter promised the next segment.
    package var nextExport: Timestamp?
    /// Claimed.
    package var sealedAt: Timestamp
    /// Steps of the segment.
    package var steps: Int
    /// Ids of the exporters whose signatures count, sorted.
    package var exporters: [String]
    /// What a plan is held against beside the head; nil where only the head was read, and nothing can be drawn.
    package var audited: AuditedSegment?

    package init(
        files: [String],
        name: String,
        manifest: Digest,
        origin: String,
        segment: Segment,
        previousRoot: Digest?,
        previousManifest: Digest?,
        nextExport: Timestamp?,
        sealedAt: Timestamp,
        steps: Int,
        exporters: [String],
        audited: AuditedSegment? = nil
    ) {
        self.files = files
        self.name = name
        self.manifest = manifest
        self.origin = origin
        self.segment = segment
        self.previousRoot = previousRoot
        self.previousManifest = previousManifest
        self.nextExport = nextExport
        self.sealedAt = sealedAt
        self.steps = steps
        self.exporters = exporters
        self.audited = audited
    }

    package var run: Digest { segment.run }
    package var from: Int { segment.from }
    package var to: Int { segment.to }
    package var root: Digest { segment.root }
    /// The root of the log up to `from`.
    var rootBefore: Digest { previousRoot ?? TreeHash.empty }

    /// The records, one for each manifest, in an order that does not depend on that of the input.
    static func merged(_ records: [SegmentRecord]) -> [SegmentRecord] {
        Dictionary(grouping: records, by: \.manifest).values.compactMap { copies in
            var record = copies.first
            record?.files = Set(copies.flatMap(\.files)).sorted()
            return record
        }
        .sorted { ($0.from, $0.to, $0.sealedAt, $0.manifest) < ($1.from, $1.to, $1.sealedAt, $1.manifest) }
    }
}

/// The root of a log at a size, as it was seen before: what a history must not contradict.
package struct RememberedRoot: Hashable, Sendable {
    /// Where it comes from, such as `week1.checkpoint`.
    package let source: String
    package let origin: String
    package let size: Int
    package let root: Digest

    package init(source: String, origin: String, size: Int, root: Digest) {
        self.source = source
        self.origin = origin
        self.size = size
        self.root = root
    }
}

/// A length of time in words.
enum Span {
    /// The two largest units: "3 days 4 hours", "12 minutes".
    static func words(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")]
        let counts = units.indices.map { index in
            (index == 0 ? seconds : seconds % units[index - 1].0) / units[index].0
        }
        guard let first = counts.firstIndex(where: { $0 > 0 }) else { return "no time" }
        return (first...min(first + 1, units.count - 1)).filter { counts[$0] > 0 }
            .map { "\(counts[$0]) \(units[$0].1)\(counts[$0] == 1 ? "" : "s")" }
            .joined(separator: " ")
    }
}
