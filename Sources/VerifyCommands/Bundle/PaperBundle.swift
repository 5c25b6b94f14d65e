import Bytes
package import CustodyForm
import Formats
package import Keys
package import Layout
import Verification

/// A bundle as a custody form names it: its digests, and those of the program that goes with it.
package struct PaperBundle {
    package let manifest: Manifest
    /// The manifest and its signatures.
    package let tree: SealTree
    package let fileSize: Int
    package let digests: FormDigests

    /// Opens a bundle and reads the whole file once; nothing of it is verified.
    package init(path: String) throws {
        let file = try BundleFile(path)
        let contents = try BundleContents.opened(path)
        let digest = try file.digest()
        manifest = contents.manifest
        tree = contents.sealed.tree
        fileSize = digest.size
        var digests: FormDigests = [.manifest: contents.manifestDigest, .file: digest.sha256]
        digests[.verifier] = PaperBundle.document("verify.py")
        digests[.specification] = PaperBundle.document("bundle-v1.md")
        self.digests = digests
    }

    /// SHA-256 of what `bulla spec NAME` prints.
    private static func document(_ name: String) -> Digest? {
        Formats.documents.first { $0.name == name }.map { SHA256.hash($0.bytes) }
    }
}
