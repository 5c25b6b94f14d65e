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
        discussion: """
            The same bundle gives the same torrents, wherever and whenever: `bulla spec torrent-v1.md`. They are
            private, name no tracker but those given, and hold no date, no creator and no name of yours. The bundle is
            not verified: verify it first. What a torrent tells nevertheless, its sizes and its infohash, whoever
            gets the file knows.

            --profile writes settings that keep an engine to the peers of the tracker: DHT, peer exchange, local
            discovery, port mapping and lookups are off. ADDRESS and PORT in it are for each host to fill in.

            Examples:
              bulla publish torrent week1.bulla.tar.xz -o replicas
              bulla publish torrent week1.bulla.tar.xz --custody week1.custody \\
                --announce http://192.168.7.1:6969/announce --hybrid -o replicas
              bulla publish torrent week1.bulla.tar.xz --announce http://192.168.7.1:6969/announce \\
                --profile transmission --profile aria2 -o replicas
            """
    )

    @Argument(help: "The bundle.") var file: String
    @Option(help: "The folder with the chain of custody; its events go with the bundle.") var custody: String?
    @Option(name: .shortAndLong, help: "Write into this folder; it is made if need be.") var output: String
    @Flag(help: "Write one torrent that is v1 and v2 at once, too.") var hybrid = false
    @Option(help: "URL of a tracker on the local network; may be given several times.")
    var announce: [String] = []
    @Flag(help: "Take trackers that are not on the local network.") var allowOutside = false
    @Option(
        help: ArgumentHelp(
            "Write settings for an engine that keep it to itself: "
                + "aria2, libtorrent, qbittorrent-nox or transmission; several times.",
            valueName: "engine"
        )
    )
    var profile: [EngineProfile] = []
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Copy the bundle even where a hard link would do.") var copy = false

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
            for path in profiles { Console.line("\(path)  settings; ADDRESS and PORT are each host's own") }
        }
        Console.note("hint: nothing was verified; bulla verify \(file) --trust TRUST")
    }

    private func trackers() throws -> [AnnounceURL] {
        let trackers = try announce.map { try AnnounceURL($0) }
        for tracker in trackers where !tracker.isLocal && !allowOutside {
            throw CommandFailure(
                "--announce \(tracker.text): got a host that may be anywhere, want a local address",
                hint: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and the like; --allow-outside takes any"
            )
        }
        if let named = trackers.first(where: \.isName) {
            Console.note("note: \(named.text): engines ask a resolver for its name; an address is silent")
        }
        return trackers
    }
}
