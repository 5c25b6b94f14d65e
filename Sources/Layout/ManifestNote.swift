import Bytes
package import Keys
package import MerkleLog

/// The note on which witnesses say when they saw a manifest and its signatures; `Formats/trust-v1.md` section 2.1.
///
/// A checkpoint of the seal tree, so that tools for notes can read and countersign it. A checkpoint of the run's log shows
/// less: a stolen key can seal an old log anew.
package enum ManifestNote {
    /// What follows the log's origin in that of the note.
    package static let suffix = "/manifest"

    /// What witnesses countersign.
    package static func checkpoint(of tree: SealTree, origin: String) throws(MerkleError) -> Checkpoint {
        try checkpoint(of: tree.head, origin: origin)
    }

    package static func checkpoint(of head: SealTree.Head, origin: String) throws(MerkleError) -> Checkpoint {
        try Checkpoint(origin: origin + suffix, size: head.size, root: head.root)
    }

    /// The tree that a note names; nil where it is not of a manifest of the log `origin`.
    package static func head(in note: SignedNote, origin: String) throws(MerkleError) -> SealTree.Head? {
        let seen = try Checkpoint(text: note.text)
        guard seen.origin.utf8.elementsEqual((origin + suffix).utf8) else { return nil }
        return SealTree.Head(size: seen.size, root: seen.root)
    }
}
