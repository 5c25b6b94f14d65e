import Audit
import Bytes
import TestSupport
import Testing

@testable import Portal

/// Sites made of values, with texts that nobody means well.
enum Sites {
    static let hostile = "\"><img src=x onerror=alert(1)>&'#?%"

    static func digest(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }

    static func release(
        _ stem: String,
        _ from: Int,
        _ to: Int,
        origin: String = "lab.example/run/1",
        root: String? = nil,
        after: String? = nil,
        copyOf: String? = nil,
        sealedAt: Int64 = 1_780_000_000
    ) throws -> Release {
        let time = try #require(Timestamp(seconds: sealedAt + Int64(from)))
        return Release(
            file: SiteFile("\(stem).bulla.tar.xz", size: 123_456),
            digest: digest("file \(stem)"),
            segment: SegmentRecord(
                files: ["\(stem).bulla.tar.xz"],
                name: "week",
                manifest: digest("manifest \(copyOf ?? stem)"),
                origin: origin,
                segment: Segment(run: digest("run"), from: from, to: to, root: digest(root ?? "root \(to)")),
                previousRoot: from == 0 ? nil : digest("root \(from)"),
                previousManifest: after.map { digest("manifest \($0)") },
                nextExport: nil,
                sealedAt: time,
                steps: to - from,
                exporters: []
            ),
            marking: "TLP-AMBER",
            firstStep: from + 1,
            lastStep: to,
            proofs: ["attested/1": to - from],
            withheld: [],
            software: ["bulla 0.1.0"],
            checkpoint: "\(origin)\n\(to)\n",
            exporters: .notChecked
        )
    }

    static func site(_ releases: [Release], base: String? = nil) -> PortalSite {
        PortalSite(title: "Runs & <b>more</b>", base: base, releases: releases)
    }

    /// All pages by their paths.
    static func pages(_ site: PortalSite) -> [String: String] {
        let pages = PortalPages(site)
        return Dictionary(
            uniqueKeysWithValues: pages.paths.enumerated().map {
                ($1, String(decoding: pages.page($0), as: UTF8.self))
            }
        )
    }
}
