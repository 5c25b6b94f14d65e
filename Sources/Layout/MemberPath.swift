package import Bytes
package import Leaves
package import MerkleLog

/// The names of members; `Formats/bundle-v1.md` section 3.
package enum MemberPath {
    package static let readme = "README.txt"
    package static let bagit = "bagit.txt"
    package static let bagInfo = "bag-info.txt"
    package static let manifest = "manifest.json"
    package static let envelope = "manifest.dsse.json"
    package static let payloadManifest = "manifest-sha256.txt"
    package static let tagManifest = "tagmanifest-sha256.txt"

    package static let specifications = "data/spec/"
    package static let run = "data/run/run.json"
    package static let recipe = "data/run/recipe.json"
    package static let checkpoint = "data/log/checkpoint"
    package static let previousCheckpoint = "data/log/previous-checkpoint"
    package static let carried = "data/log/carried"
    package static let entryIndex = "data/index/bundles"
    package static let stepIndex = "data/index/steps"
    package static let blobIndex = "data/index/blobs"
    package static let sessions = "data/sessions/"
    /// Folders of files that are listed after the index, in this order.
    package static let fileFolders = [sessions, "data/custody/", "data/evidence/"]

    /// The review before export, after those folders.
    package static let review = "data/review/review.json"

    /// Such as `data/log/tile/entries/x001/234.p/5`.
    package static func tile(_ tile: TileIndex) -> String { "data/log/\(tile.path)" }

    /// The folder of an event's evidence, such as `data/sessions/ab12…/heartbeat-3/`.
    package static func evidence(of session: Digest, _ event: SessionEventName) -> String {
        "\(sessions)\(event.folder(of: session))/"
    }

    /// Such as `data/blobs/sha256/ab/ab12…`.
    package static func blob(_ digest: Digest) -> String {
        let hex = digest.hex
        return "data/blobs/sha256/\(hex.prefix(2))/\(hex)"
    }

    /// Bytes of a blob's line in the payload manifest.
    static let blobLineSize = 64 + 2 + 85 + 1
}
