import Bytes

@testable import Audit

/// A run of which ten leaves come every week; two worlds agree on nothing but the empty log.
enum Weeks {
    static let origin = "lab.example/run/1"

    /// The end of a week, and some seconds.
    static func time(_ week: Int, plus seconds: Int64 = 0) throws -> Timestamp {
        let start = try Timestamp("2026-06-01T00:00:00Z").seconds
        return Timestamp(seconds: start + Int64(week) * 604_800 + seconds) ?? Timestamp.last
    }

    static func root(_ size: Int, _ world: String = "a") -> Digest { Samples.digest("root \(world) \(size)") }
    static func manifest(_ week: Int, _ world: String = "a") -> Digest {
        Samples.digest("manifest \(world) \(week)")
    }

    /// Week 1 has leaves 0 to 9.
    static func segment(
        _ week: Int,
        _ change: (inout SegmentRecord) throws -> Void = { _ in }
    ) throws -> SegmentRecord {
        var record = SegmentRecord(
            files: ["week\(week).bulla.tar.xz"],
            name: "week\(week)",
            manifest: manifest(week),
            origin: origin,
            segment: Segment(
                run: Samples.digest("run"),
                from: (week - 1) * 10,
                to: week * 10,
                root: root(week * 10)
            ),
            previousRoot: week > 1 ? root((week - 1) * 10) : nil,
            previousManifest: week > 1 ? manifest(week - 1) : nil,
            nextExport: try time(week + 1),
            sealedAt: try time(week),
            steps: 8,
            exporters: ["exporter"]
        )
        try change(&record)
        record.audited = audited(record)
        return record
    }

    static func segments(_ weeks: ClosedRange<Int>) throws -> [SegmentRecord] {
        try weeks.map { try segment($0) }
    }

    /// As of the middle of the week after the third.
    static func history(
        _ records: [SegmentRecord],
        at time: Timestamp? = nil,
        isEnded: Bool = false,
        remembered: [RememberedRoot] = []
    ) throws -> SegmentHistory {
        SegmentHistory(
            origin: origin,
            records: records,
            at: try time ?? Weeks.time(3, plus: 300_000),
            isEnded: isEnded,
            remembered: remembered
        )
    }

    static func kept(_ size: Int, _ world: String = "a", origin: String = origin) -> RememberedRoot {
        RememberedRoot(
            source: "kept",
            origin: origin,
            size: size,
            root: size == 0 ? TreeHash.empty : root(size, world)
        )
    }

    /// What a plan is made for.
    static func audited(_ week: Int) throws -> AuditedSegment { audited(try segment(week)) }

    private static func audited(_ record: SegmentRecord) -> AuditedSegment {
        AuditedSegment(
            manifest: record.manifest,
            origin: record.origin,
            segment: record.segment,
            population: record.steps
        )
    }
}

extension SegmentHistory {
    var codes: [StatusCode] { findings.map(\.code) }
}
