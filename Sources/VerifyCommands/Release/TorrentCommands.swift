package import ArgumentParser
import Bytes
import Torrents

/// `torrent`: what there is to do with torrents of anyone.
package struct TorrentGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "torrent",
        abstract: "Show torrents, and check data against them.",
        discussion: Discussion.text(
            """
            A torrent identifies bytes and proves nothing about them: verify the bundle too.

            Examples:
              bulla torrent show week1.v2.torrent
              bulla torrent check week1.v2.torrent \\
                replicas/a0c59734bf908dc78fdd4ccc014526fc
            """
        ),
        subcommands: [TorrentShow.self, TorrentCheck.self]
    )

    package init() {}
}

/// `torrent show`: what metainfo says.
package struct TorrentShow: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the content of a torrent; reject one that contradicts itself.",
        discussion: Discussion.text(
            """
            Reads v1, v2 and hybrid torrents strictly: see `bulla spec torrent-v1.md`.

            Examples:
              bulla torrent show week1.v2.torrent
              bulla torrent show week1.v1.torrent --json
            """
        )
    )

    @Argument(help: "The torrent.", completion: .file()) var file: String
    @Flag(help: "Print JSON.") var json = false

    package init() {}

    package func run() throws {
        let metainfo = try Metainfo.opened(file)
        if json { return Console.json(metainfo.json) }
        metainfo.lines.forEach(Console.line)
    }
}

/// `torrent check`: whether data are what metainfo says.
package struct TorrentCheck: AsyncParsableCommand, ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a folder against a torrent: every file and piece, and no other file.",
        discussion: Discussion.text(
            """
            Exit status: 0 if the folder matches; 1 if it does not, or if the torrent contradicts
            itself. Follows no links. Checks both halves of a hybrid.

            Example:
              bulla torrent check week1.v2.torrent \\
                replicas/a0c59734bf908dc78fdd4ccc014526fc
            """
        )
    )

    @Argument(help: "The torrent.", completion: .file()) var file: String
    @Argument(help: "The folder with the torrent's files, or its only file.", completion: .file()) var data:
        String
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func run() async throws {
        let metainfo = try Metainfo.opened(file)
        guard !metainfo.isFolder || Folder.exists(data) else {
            throw CommandFailure("\(data): want the folder that the torrent calls \"\(metainfo.name)\"")
        }
        let check = try DataCheck(metainfo, data: data)
        Console.note(leftBehind: check.leftBehind, in: data)
        let faults = try await check.run()
        for fault in faults {
            Console.fault("rejected", fault.code, fault.subject, fault.detail)
        }
        guard faults.isEmpty else { throw ExitStatus.rejected }
        let hashes = metainfo.kind == .v1 ? "SHA-1" : metainfo.kind == .v2 ? "SHA-256" : "SHA-1 and SHA-256"
        Console.line(
            "matches the torrent by \(hashes): \(metainfo.files.count) files, \(metainfo.totalLength) bytes",
            [
                "bytes": .number(metainfo.totalLength), "files": .number(metainfo.files.count),
                "kind": .string(metainfo.kind.rawValue),
            ]
        )
        Console.note("hint: a torrent proves nothing about its bytes: verify the bundle")
    }
}
