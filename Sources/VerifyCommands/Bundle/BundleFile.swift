package import Audit
package import Bytes
package import Keys
import Layout
import Verification

/// A bundle's file: its bytes have one digest, and they must not change while somebody looks at them.
package struct BundleFile {
    package let path: String
    /// What is hashed; a verification that reads it too sees the same bytes.
    package let file: File
    private let mark: File.Mark

    /// Opens the file, and notes which it is.
    package init(_ path: String) throws(FileError) {
        self.path = path
        file = try File.reading(path)
        mark = try file.mark()
    }

    /// SHA-256 of the whole file, read piece by piece; refused where it was written to or replaced since it was noted.
    package func digest() throws -> (sha256: Digest, size: Int) {
        let digest = try file.digest()
        try refuseChange(of: file)
        try checkUnchanged()
        return digest
    }

    /// Refuses a file that was written to or replaced since it was noted.
    package func checkUnchanged() throws { try refuseChange(of: File.reading(path)) }

    private func refuseChange(of file: File) throws {
        guard try file.mark().isUnchanged(since: mark) else {
            throw CommandFailure("\(path): changed while it was read", hint: "copy it and start again")
        }
    }

    /// What a receipt says of a bundle, of one that is at hand, and the tree of its manifest and signatures.
    package static func described(_ path: String) throws -> (bundle: Receipt.Bundle, tree: SealTree) {
        let file = try BundleFile(path)
        let contents = try BundleContents.opened(path)
        let digest = try file.digest()
        let tree = contents.sealed.tree
        let bundle = Receipt.Bundle(
            manifest: contents.manifestDigest,
            name: contents.manifest.name,
            segment: contents.manifest.segment,
            fileDigest: digest.sha256,
            fileSize: digest.size,
            sealed: tree.head
        )
        return (bundle, tree)
    }
}
