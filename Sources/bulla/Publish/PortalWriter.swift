import Bytes
import Glibc
import Portal
import VerifyCommands

/// Puts pages into a site's folder, over pages of its own kind only.
struct PortalWriter {
    let folder: String

    struct Outcome {
        var written = 0
        var kept = 0
        var removed = 0
    }

    /// Looks at all places before it writes the first page; pages of releases that are gone are removed.
    func write(_ pages: PortalPages) throws -> Outcome {
        let paths = pages.paths
        let releases = "\(folder)/\(PortalPages.folder)"
        try prepare(releases)
        // A name that is not UTF-8 is none of ours.
        let old = try Folder.entries(in: releases).compactMap(\.text).map { "\(PortalPages.folder)/\($0)" }
        let standing = Set(old.map { ByteName($0) })
        for path in paths where standing.contains(ByteName(path)) || Folder.hasEntry("\(folder)/\(path)") {
            try refuseForeign(path)
        }
        var outcome = Outcome()
        for (index, path) in paths.enumerated() {
            if try put(pages.page(index), at: path) { outcome.written += 1 } else { outcome.kept += 1 }
        }
        let wanted = Set(paths.map { ByteName($0) })
        for path in old where !wanted.contains(ByteName(path)) && path.ends(with: ".html") && isOurs(path) {
            try Folder.remove("\(folder)/\(path)")
            outcome.removed += 1
        }
        try Folder.synchronize(releases)
        return outcome
    }

    /// A folder, and no link to one elsewhere.
    private func prepare(_ releases: String) throws {
        guard Folder.hasEntry(releases) else { return try Folder.create(releases) }
        _ = try File.opening(releases, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }

    private func isOurs(_ path: String) -> Bool {
        guard let file = try? File.reading("\(folder)/\(path)", noFollow: true), let size = try? file.size(),
            let head = try? file.read(min(size, 4_096), at: 0)
        else { return false }
        return PortalPages.isOurs(head)
    }

    private func refuseForeign(_ path: String) throws {
        guard isOurs(path) else {
            throw CommandFailure(
                "\(folder)/\(path): not written by `bulla publish portal`, and not overwritten",
                hint: "move it away, or publish to another folder"
            )
        }
    }

    /// Whether it had to be written: a page that says the same keeps its date, and mirrors need not fetch it.
    private func put(_ bytes: [UInt8], at path: String) throws -> Bool {
        let place = "\(folder)/\(path)"
        if let old = try? File.contents(of: place, limit: bytes.count, noFollow: true), old == bytes {
            return false
        }
        let file = try AtomicFile(place, over: .own)
        try file.write(bytes)
        // A page can be made again; the folder is made durable once.
        try file.finish(isDurable: !path.hasPrefix(PortalPages.folder))
        return true
    }
}
