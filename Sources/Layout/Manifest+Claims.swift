package import Bytes
package import Container
import Leaves

extension Manifest {
    /// Refuses numbers that no file of that size can hold.
    ///
    /// What comes after counts, indexes and allocates by them, whoever signed them: this is where they meet the one
    /// number that nobody can claim. It asks for no more than any valid bundle has; `Formats/bundle-v1.md` section 4.
    package func checkClaims(_ file: XZFile) throws(FormatError) {
        let listed = members.reduce(0) { $0 + TarHeader.tarBytes(size: $1.size) }
        let smallest = TarHeader.tarBytes(size: 1)
        let references = steps * LeafField.mostProofs * IndexRecords.blobRecord
        let claims: [(name: String, claim: Int, most: Int)] = [
            ("container.blocks", container.blocks, file.mostBlocks),
            ("container.bytes", container.bytes, file.mostContent),
            ("entries.count", entries.count, container.blocks),
            ("members", listed, container.bytes),
            ("blobs.count", blobs.count, container.bytes / smallest),
            ("blobs.bytes", blobs.bytes, container.bytes),
            ("blobs.offset", blobs.offset, container.bytes),
            ("entries.bytes", entries.bytes, container.bytes),
            ("entries.offset", entries.offset, container.bytes),
            ("payload.bytes", payload.bytes, container.bytes),
            ("payload.members", payload.count, container.bytes / TarHeader.byteCount),
            ("members, \(MemberPath.blobIndex)", member(MemberPath.blobIndex)?.size ?? 0, references),
        ]
        for (name, claim, most) in claims where claim > most {
            throw FormatError(
                .tooLarge,
                at: "manifest.json.predicate.\(name)",
                "\(claim), at most \(most) fit a file of \(file.size) bytes"
            )
        }
    }
}
