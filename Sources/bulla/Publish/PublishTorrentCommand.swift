import ArgumentParser
import Bytes
import Torrents
import VerifyCommands

extension EngineProfile: ExpressibleByArgument {}

/// A torrent that was made, and its file.
private struct PublishedTorrent {
    let path: String
    let bytes: [UInt8]
    let metainfo: Metainfo

    var line: String {
        "\(path)  \(metainfo.infohashes.joined(separator: " "))  \(metainfo.name)  \(metainfo.totalLength) bytes"
    }

    var json: JSON {
        var members: [String: JSON] = [
            "bytes": .number(metainfo.totalLength), "kind": .string(metainfo.kind.rawValue),
            "name": .string(metainfo.name), "path": .string(path),
        ]
        members["infohash_v1"] = metainfo.infohashV1.map { .string(Hex.encode($0)) }
        members["infohash_v2"] = metainfo.infohashV2.map { .digest($0) }
        return .object(members)
    }
}

/// `bulla publish torrent`: a bundle as torrents, and the folder that engines seed.
struct PublishTorrentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "torrent",
        abstract: "Write torrents of a bundle, and the folder to seed, under neutral names.",
        discussion: Discussion.text(
            """
            The same bundle always gives the same torrents: see `bulla spec torrent-v1.md`. They are
            private, name only the trackers that you give, and contain no date, creator or name of
            yours. They do reveal the sizes of the files and the infohash. The bundle is not verified:
            verify it first.

            --profile writes settings that restrict an engine to the peers of the tracker: DHT, peer
            exchange, local discovery, port mapping and lookups are off. Fill in ADDRESS and PORT on
            each host.

            Examples:
              bulla publish torrent week1.bulla.tar.xz -o replicas
              bulla publish torrent week1.bulla.tar.xz --custody week1.custody \\
                --announce http://192.168.7.1:6969/announce --hybrid -o replicas
              bulla publish torrent week1.bulla.tar.xz \\
                --announce http://192.168.7.1:6969/announce --profile transmission \\
                --profile aria2 -o replicas
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var file: String
    @Option(
        help: "The folder with the chain of custody, to replicate with the bundle.",
        completion: .directory
    ) var custody: String?
    @Option(name: .shortAndLong, help: "The folder to write to; created if missing.", completion: .directory)
    var output: String
    @Flag(help: "Also write a hybrid torrent, v1 and v2 in one.") var hybrid = false
    @Option(help: "The URL of a tracker on the local network (repeatable).")
    var announce: [String] = []
    @Flag(help: "Accept trackers outside the local network.") var allowOutside = false
    @Option(
        help: ArgumentHelp(
            "Write settings that restrict this engine to the tracker's peers (repeatable).",
            valueName: "engine"
        )
    )
    var profile: [EngineProfile] = []
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Copy the bundle instead of making a hard link.") var copy = false

    func validate() throws {
        for text in announce {
            do { _ = try AnnounceURL(text) } catch { throw ValidationError("--announce: \(error)") }
        }
    }

    func run() async throws {
        let trackers = try trackers()
        let folder = try SeedFolder(bundle: file, custody: custody, copying: copy, in: output)
        let digests = try await folder.plan.digests(below: folder.stage)
        try folder.checkUnchanged()
        let torrents = try (hybrid ? Metainfo.Kind.allCases : [.v1, .v2]).map { kind in
            let bytes = try folder.plan.metainfo(kind, digests, trackers: trackers)
            let path = "\(output)/\(folder.name).\(kind.rawValue).torrent"
            return PublishedTorrent(path: path, bytes: bytes, metainfo: try Metainfo(reading: bytes))
        }
        // The folder last: without it the command can be run again.
        for torrent in torrents { try AtomicFile.write(torrent.bytes, to: torrent.path) }
        let profiles = try writeProfiles()
        try folder.finish()
        show(folder, torrents, profiles)
    }

    /// The files of settings; what stood there is replaced, since it says the same for all bundles.
    private func writeProfiles() throws -> [String] {
        try Set(profile).sorted { $0.rawValue < $1.rawValue }.map { engine in
            let path = "\(output)/\(engine.fileName)"
            try AtomicFile.write(Array(engine.text().utf8), to: path)
            return path
        }
    }

    private func show(_ folder: SeedFolder, _ torrents: [PublishedTorrent], _ profiles: [String]) {
        let seed = "\(output)/\(folder.name)"
        if json {
            let document: JSON = [
                "linked": .bool(folder.isLink), "profiles": .array(profiles.map { .string($0) }),
                "seed": .string(seed),
                "torrents": .array(torrents.map(\.json)),
            ]
            Console.json(document)
        } else {
            torrents.map(\.line).forEach(Console.line)
            let means = folder.isLink ? "hard link" : "copy"
            Console.line("\(seed)  to seed; its bundle is a \(means) of \(file)")
            for path in profiles { Console.line("\(path)  settings; fill in ADDRESS and PORT on each host") }
        }
        Console.note("hint: nothing was verified; bulla verify \(file) --trust TRUST")
    }

    private func trackers() throws -> [AnnounceURL] {
        let trackers = try announce.map { try AnnounceURL($0) }
        for tracker in trackers where !tracker.isLocal && !allowOutside {
            throw CommandFailure(
                "--announce \(tracker.text): got a host that may be outside the local network, want a local address",
                hint: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and similar; --allow-outside accepts any"
            )
        }
        if let named = trackers.first(where: \.isName) {
            Console.note("note: \(named.text): engines send this name to a resolver; an address avoids that")
        }
        return trackers
    }
}
