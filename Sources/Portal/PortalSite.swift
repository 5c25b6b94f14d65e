import Audit
package import Bytes

/// A site as values: its releases, their logs, and by whose trust file they were judged.
package struct PortalSite: Sendable {
    /// Whose signatures were checked, and as of when.
    package struct Judge: Sendable {
        package let trust: Digest
        package let version: Int
        package let asOf: Timestamp

        package init(trust: Digest, version: Int, asOf: Timestamp) {
            self.trust = trust
            self.version = version
            self.asOf = asOf
        }
    }

    package let title: String
    /// What absolute addresses in the feed begin with, with a slash at its end; nil where they are relative.
    package let base: String?
    package let judge: Judge?
    /// Newest first.
    package let releases: [Release]
    /// By origin.
    package let logs: [Log]
    /// Files that belong to no release.
    package let others: [SiteFile]

    /// - Parameter tiles: folders of the standard layout, by the origin of their log.
    package init(
        title: String,
        base: String? = nil,
        judge: Judge? = nil,
        releases: [Release],
        tiles: [String: SiteFile] = [:],
        others: [SiteFile] = []
    ) {
        self.title = title
        self.base = base
        self.judge = judge
        self.releases = releases.sorted(by: Release.isNewer)
        self.others = others
        logs = Dictionary(grouping: self.releases, by: \.segment.origin)
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .enumerated()
            .map { Log(number: $0 + 1, origin: $1.key, releases: $1.value, tiles: tiles[$1.key]) }
    }

    /// The log that a release is a segment of.
    func log(of release: Release) -> Log? { logs.first { $0.history.origin == release.segment.origin } }
}

extension PortalSite {
    /// The segments of one log, in their order.
    package struct Log: Sendable {
        /// From 1, in the order of origins.
        let number: Int
        let history: SegmentHistory
        /// The log's folder in the standard layout, if it is published here.
        let tiles: SiteFile?
        /// Files by manifest; of copies all.
        let releases: [Digest: [Release]]

        init(number: Int, origin: String, releases: [Release], tiles: SiteFile?) {
            self.number = number
            self.tiles = tiles
            self.releases = Dictionary(grouping: releases, by: \.segment.manifest)
            // Whether another segment is owed is no business of a site: no clock is asked.
            history = SegmentHistory(
                origin: origin,
                records: releases.map(\.segment),
                at: .last,
                isEnded: true
            )
        }

        var id: String { "log-\(number)" }

        /// What is wrong or open, without lateness: dates are claims, and no reader of a page can use them.
        var findings: [StatusFinding] { history.findings.filter { $0.code != .late } }
    }
}

extension PortalSite {
    /// The address of a site with a slash at its end; nil where it is none that a feed can hold.
    package static func base(_ text: String) -> String? {
        let starts = ["http://", "https://"].filter { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
        let isPlain = text.utf8.allSatisfy {
            (0x21...0x7e).contains($0) && ![0x22, 0x3c, 0x3e, 0x3f, 0x23].contains($0)
        }
        guard !starts.isEmpty, isPlain, text.utf8.count <= 500 else { return nil }
        return text.hasSuffix("/") ? text : text + "/"
    }
}
