import ArgumentParser
import VerifyCommands

/// `bulla publish`: what lets others find, fetch and check bundles inside a closed network.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write torrents, pages, logs and provenance for bundles that others are to fetch.",
        discussion: """
            Nothing here starts a transfer or a server: files are written, for engines and servers that exist.

            Examples:
              bulla publish torrent week1.bulla.tar.xz --custody week1.custody -o replicas
              bulla publish portal site
            """,
        subcommands: [PublishTorrentCommand.self, PublishPortalCommand.self]
    )
}
