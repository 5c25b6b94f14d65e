import Bytes
import Hashing
package import MerkleLog

/// The note on which witnesses say when they saw a manifest; `Formats/trust-v1.md` section 2.
///
/// A checkpoint of the tree whose one leaf is the bytes of `manifest.json`, so that tools for notes can read and
/// countersign it. A checkpoint of the run's log shows less: a stolen key can seal an old log anew.
package enum ManifestNote {
    /// What follows the log's origin in that of the note.
    package static let suffix = "/manifest"

    /// What witnesses countersign.
    package static func checkpoint(of manifest: [UInt8], origin: String) throws(MerkleError) -> Checkpoint {
        try Checkpoint(origin: origin + suffix, size: 1, root: TreeHash.leaf(manifest))
    }
}
