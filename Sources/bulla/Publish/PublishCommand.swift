import ArgumentParser
import VerifyCommands

/// `bulla publish`: what lets others find, fetch and check bundles inside a closed network.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write torrents, pages, logs and provenance to publish bundles.",
        discussion: Discussion.text(
            """
            Writes files only. Use existing torrent engines and web servers to distribute them.

            Examples:
              bulla publish torrent week1.bulla.tar.xz --custody week1.custody -o replicas
              bulla publish tiles week1.bulla.tar.xz week2.bulla.tar.xz \\
                --trust trust.json -o site/tiles/lab.example/run/7
              bulla publish provenance week1.bulla.tar.xz --model weights.bin \\
                --key exporter.key -o weights.provenance.dsse.json
              bulla publish model model --sign-as card.pub \\
                --sign-with 'openssl dgst -sha384 -sign card.pem' -o model.sig
              bulla publish portal site
            """
        ),
        subcommands: [
            PublishTorrentCommand.self, PublishPortalCommand.self, PublishTiles.self,
            PublishProvenance.self, PublishModel.self,
        ]
    )
}
