import Audit
import Bytes
import Container
import Glibc
import Keys
import Portal
import Trust
import Verification
import VerifyCommands

/// Reads what lies in a site's folder; what is damaged, forged or contradicts is a fault, and is left out.
struct PortalFolder {
    /// Files of all kinds together, folders not looked into.
    static let fileLimit = 100_000
    /// The longest name: that of its page, and of the temporary file of that, must be one, too.
    private static let nameLimit = 200

    struct Judge: Sendable {
        let trust: Trust
        let digest: Digest
        let time: Timestamp
        /// Who has seen the bundles' signatures, as far as that lies in the folder.
        var evidence = EvidenceOfAge()
    }

    let path: String
    private(set) var judge: Judge?
    private(set) var faults: [PortalFault] = []
    var releases: [Release] = []
    var orphans: [SiteFile] = []
    /// Receipts that were read, until it is known which of them agree.
    var receipts: [(signed: SignedReceipt, record: ReceiptRecord?, name: String, places: [Int])] = []
    /// Places in `releases`, of copies several.
    private var byManifest: [Digest: [Int]] = [:]
    private var byStem: [ByteName: Int] = [:]
    private var byTorrent: [String: [Int]] = [:]

    init(path: String, judge: Judge?) {
        self.path = path
        self.judge = judge
    }

    /// Reads everything; the bundles side by side.
    mutating func site(title: String, base: String?) async throws -> PortalSite {
        let names = try names()
        if let known = judge {
            judge?.evidence = FolderEvidence.read(path, names: names, trust: known.trust, at: known.time)
        }
        try await readBundles(names.filter { $0.ends(with: Release.suffix) })
        for (index, release) in releases.enumerated() {
            byManifest[release.segment.manifest, default: []].append(index)
            byTorrent[String(release.segment.manifest.hex.prefix(32)), default: []].append(index)
            byStem[ByteName(release.stem)] = index
        }
        readPapers(names)
        return PortalSite(
            title: title,
            base: base,
            judge: judge.map { .init(trust: $0.digest, version: $0.trust.version, asOf: $0.time) },
            releases: releases,
            tiles: tiles(),
            others: orphans
        )
    }

    /// Names that can stand in a page and in a command line; the site's own pages are none of them.
    private mutating func names() throws -> [String] {
        let names = try Folder.entries(in: path)
        guard names.count <= PortalFolder.fileLimit else {
            throw CommandFailure("\(path): got \(names.count) files, want at most \(PortalFolder.fileLimit)")
        }
        return names.compactMap { name in
            guard !["index.html", "feed.atom", "releases", "tiles"].contains(name) else { return nil }
            guard let text = name.text, Escape.isVisible(text), name.bytes.count <= PortalFolder.nameLimit
            else {
                note(
                    .name,
                    "\(name)",
                    "want UTF-8 without hidden characters, at most \(PortalFolder.nameLimit) bytes"
                )
                return nil
            }
            return text
        }
    }

    func full(_ name: String) -> String { "\(path)/\(name)" }

    mutating func note(_ code: PortalFault.Code, _ name: String, _ detail: String) {
        faults.append(PortalFault(code, name, detail))
    }

    private mutating func readBundles(_ names: [String]) async throws {
        var rest = names[...]
        var (found, faults): ([Release], [PortalFault]) = ([], [])
        let (path, judge) = (path, judge)
        try await Pipeline.run(
            width: Inputs.width,
            next: { rest.popFirst() },
            transform: { name in PortalBundle.read(name, in: path, judge: judge) },
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
            guard origin.pathParts.allSatisfy({ !["", ".", ".."].contains($0) }) else { continue }
            let file = SiteFile("tiles/\(origin)")
            guard (try? File.reading(full("\(file.path)/checkpoint"))) != nil else { continue }
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
