import Bytes
import CustodyChain
import Glibc
import Torrents
import Verification
import VerifyCommands

/// What is seeded: the bundle and its custody under names that follow from the manifest's digest.
///
/// It is put together beside its place and renamed; until then it is removed with the value.
final class SeedFolder {
    /// The first 32 hexadecimal digits of the manifest's digest.
    let name: String
    let plan: TorrentPlan
    /// Where the folder is before it has its name.
    var stage: String { folder.temporaryPath }
    /// Whether the bundle is the same file under another name, not a copy.
    let isLink: Bool
    private let folder: AtomicFolder
    private let bundle: BundleFile

    init(bundle path: String, custody: String?, copying: Bool, in output: String) throws {
        let manifest = try BundleContents.opened(path).manifestDigest
        name = String(manifest.hex.prefix(32))
        guard !Folder.hasEntry("\(output)/\(name)") else {
            throw CommandFailure(
                "\(output)/\(name): already exists",
                hint: "engines may be seeding it: take another folder, or remove it first"
            )
        }
        let events = try custody.map { try SeedFolder.events($0, of: manifest) } ?? []
        folder = try AtomicFolder("\(output)/\(name)")
        let stage = folder.temporaryPath
        let seeded = "\(stage)/\(name).bulla.tar.xz"
        isLink = try SeedFolder.place(path, at: seeded, copying: copying)
        // From here on: the link itself changes what is noted of a file.
        bundle = try BundleFile(seeded)
        guard try BundleContents.opened(seeded).manifestDigest == manifest else {
            throw CommandFailure("\(path): changed while it was read", hint: "copy it and start again")
        }
        try AtomicFile.write(Array(SeedFolder.advice(name).utf8), to: "\(stage)/verify.txt")
        try SeedFolder.write(events, to: "\(stage)/\(name).custody")
        plan = try SeedFolder.plan(name, below: stage)
    }

    /// What stands in `verify.txt`; besides, engines take a lone file of a v2 torrent out of its folder.
    static func advice(_ name: String) -> String {
        """
        A torrent proves nothing about its bytes: whoever made it chose them. Verify the bundle with a program and a
        trust file that you have from elsewhere:

            bulla-verify verify \(name).bulla.tar.xz --trust TRUST --first

        How to do it by hand stands inside, in data/spec/verify-by-hand.md.

        """
    }

    /// Refuses a bundle that was written to meanwhile.
    func checkUnchanged() throws { try bundle.checkUnchanged() }

    /// Gives the folder its name.
    func finish() throws {
        try folder.finish()
    }

    /// The chain's files, and nothing else that lies in the folder.
    private static func events(_ folder: String, of manifest: Digest) throws -> [CustodyFile] {
        let files = try CustodyFolder.files(folder)
        for file in files {
            let event: CustodyEvent
            do { event = try SignedCustodyEvent(canonical: file.bytes).event } catch {
                throw CommandFailure(
                    "\(folder)/\(file.name): not a custody event: \(error)",
                    hint: "remove it: every file in this folder would be published"
                )
            }
            guard event.fileName.isSame(as: file.name) else {
                throw CommandFailure("\(folder)/\(file.name): wrong file name, want \(event.fileName)")
            }
            guard event.manifest == manifest else {
                throw CommandFailure(
                    "\(folder)/\(file.name): an event of another bundle, with manifest \(event.manifest)"
                )
            }
        }
        guard !files.isEmpty else { throw CommandFailure("\(folder): no custody event") }
        return files
    }

    /// Links the file where that can be done, else copies it; says whether it is a link.
    private static func place(_ path: String, at final: String, copying: Bool) throws -> Bool {
        let source = try File.reading(path)
        let status = try source.status()
        if !copying, linkat(AT_FDCWD, path.cPath, AT_FDCWD, final.cPath, AT_SYMLINK_FOLLOW) == 0 {
            let linked = try File.reading(final, noFollow: true).status()
            if linked.st_ino == status.st_ino && linked.st_dev == status.st_dev { return true }
            unlink(final.cPath)
        }
        let target = try AtomicFile(final)
        try target.file.append(source, 0..<Int(status.st_size))
        try target.finish()
        return false
    }

    private static func write(_ events: [CustodyFile], to folder: String) throws {
        guard !events.isEmpty else { return }
        try Folder.create(folder)
        for event in events { try AtomicFile.write(event.bytes, to: "\(folder)/\(event.name)") }
    }

    private static func plan(_ name: String, below folder: String) throws -> TorrentPlan {
        let files = try Folder.files(below: folder).map { path in
            TorrentPlan.Item(
                path: path.pathParts,
                length: try File.reading(path, beneath: folder).size()
            )
        }
        return try TorrentPlan(name: name, files: files)
    }
}
