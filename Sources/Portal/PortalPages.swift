/// The site's own pages, one by one, so that no more than one is held.
package struct PortalPages: Sendable {
    package static let folder = "releases"

    private let site: PortalSite
    private let pictures: [LogPicture]

    package init(_ site: PortalSite) {
        self.site = site
        pictures = site.logs.map { LogPicture($0) }
    }

    /// Paths below the site's folder: releases first, so that no link leads to a page that is not there yet.
    package var paths: [String] { site.releases.map(\.page.path) + ["feed.atom", "index.html"] }

    /// The page at that place of `paths`.
    package func page(_ index: Int) -> [UInt8] {
        guard index < site.releases.count else {
            return index == site.releases.count ? AtomFeed(site: site).xml : IndexPage(site: site).html
        }
        let release = site.releases[index]
        let log = site.log(of: release)
        let picture = log.map { pictures[$0.number - 1] }
        return ReleasePage(release: release, site: site, log: log, picture: picture).html
    }

    /// Whether a page was made here, by its first bytes, and may be made again.
    package static func isOurs(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head.prefix(4_096), as: UTF8.self)
        return head.isEmpty || text.contains("<meta name=\"generator\" content=\"\(Parts.generator)\"/>")
            || text.contains("<generator>\(Parts.generator)</generator>")
    }
}
