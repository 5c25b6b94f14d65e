import Audit
import BundleFolder
import Bytes
import Container
import Portal
import Trust
import VerifyCommands

/// Reads what lies in a site's folder; what is damaged, forged or contradicts is a fault, and is left out.
struct PortalFolder {
    /// Files of all kinds together, folders not looked into.
    static let fileLimit = 100_000
    /// The longest name: that of its page, and of the temporary file of that, must be one, too.
    private static let nameLimit = 200
    static let nameRule = "want UTF-8 without hidden characters, at most \(nameLimit) bytes"
    /// The site's own pages and logs.
    private static let own: Set<ByteName> = ["index.html", "feed.atom", "releases", "tiles"]

    struct Judge: Sendable {
        let trust: Trust
        let digest: Digest
        let time: Timestamp
    }

    let folder: BundleFolder
    let judge: Judge?
    private(set) var faults: [PortalFault] = []
    var releases: [Release] = []
    var orphans: [SiteFile] = []
    /// Receipts that were read, until it is known which of them agree.
    var receipts: [(signed: SignedReceipt, record: ReceiptRecord?, name: String, places: [Int])] = []
    /// Places in `releases`, of copies several.
    private var byManifest: [Digest: [Int]] = [:]
    private var byStem: [ByteName: Int] = [:]
    private var byTorrent: [String: [Int]] = [:]

    init(path: String, judge: Judge?) throws {
        folder = try BundleFolder(path, limit: PortalFolder.fileLimit, ignoring: PortalFolder.own)
        self.judge = judge
        faults = folder.faults.map { PortalFault($0) }
        Console.note(leftBehind: folder.leftBehind, in: path)
    }

    /// Reads everything; the bundles side by side.
    mutating func site(title: String, base: String?) async throws -> PortalSite {
        let items = items()
        try await readBundles(items.filter { $0.kind == .bundle })
        for (index, release) in releases.enumerated() {
            byManifest[release.segment.manifest, default: []].append(index)
            byTorrent[String(release.segment.manifest.hex.prefix(32)), default: []].append(index)
            byStem[ByteName(release.stem)] = index
        }
        readPapers(items.filter { $0.kind != .bundle })
        return PortalSite(
            title: title,
            base: base,
            judge: judge.map { .init(trust: $0.digest, version: $0.trust.version, asOf: $0.time) },
            releases: releases,
            tiles: tiles(),
            others: orphans
        )
    }

    /// Those whose names can stand in a page and in a command line.
    private mutating func items() -> [BundleFolder.Item] {
        folder.items.filter { item in
            let isShort = item.name.utf8.count <= PortalFolder.nameLimit
            if !isShort { note(PortalFault(.name, item.name, PortalFolder.nameRule)) }
            return isShort
        }
    }

    mutating func note(_ fault: PortalFault) { faults.append(fault) }

    private mutating func readBundles(_ items: [BundleFolder.Item]) async throws {
        var rest = items[...]
        var (found, faults): ([Release], [PortalFault]) = ([], [])
        let folder = folder
        let judge = judge.map { ExporterJudge(trust: $0.trust, time: $0.time, folder: folder) }
        try await Pipeline.run(
            width: Inputs.width,
            next: { rest.popFirst() },
            transform: { item in PortalBundle.read(item, in: folder, judge: judge) },
            consume: { (result: Result<Release, PortalFault>) in
                switch result {
                case .success(let release): found.append(release)
                case .failure(let fault): faults.append(fault)
                }
            }
        )
        releases = found
        self.faults += faults
    }

    /// The folders of the standard layout, by the logs whose segments are here.
    private func tiles() -> [String: SiteFile] {
        var found: [String: SiteFile] = [:]
        for origin in Set(releases.map(\.segment.origin)) {
            let file = SiteFile("tiles/\(origin)")
            // Refuses an origin that leads out of the folder.
            guard (try? folder.file("\(file.path)/checkpoint")) != nil else { continue }
            found[origin] = file
        }
        return found
    }
}

// Whose paper it is.
extension PortalFolder {
    func places(of manifest: Digest) -> [Int] { byManifest[manifest, default: []] }

    /// By the identifier that names of torrents begin with, else as any paper.
    func places(ofTorrent name: String) -> [Int] {
        byTorrent[String(Substring(name.utf8.prefix { $0 != UInt8(ascii: ".") }))] ?? place(of: name).map {
            [$0]
        } ?? []
    }

    /// The release whose name and a dot this one begins with; of several the longest.
    func place(of name: String) -> Int? {
        var end = name.endIndex
        while let dot = name.utf8[..<end].lastIndex(of: UInt8(ascii: ".")) {
            if let index = byStem[ByteName(name[..<dot])] { return index }
            end = dot
        }
        return nil
    }
}
