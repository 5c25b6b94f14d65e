package import Bytes
import Container
import Formats
package import Keys
package import Layout

/// A bundle that lacks only signatures: its blocks, its manifest, and an envelope to be signed, in one folder.
package struct PreparedBundle {
    package let folder: String
    package let manifest: Manifest
    package private(set) var envelope: Envelope
    private let manifestBytes: [UInt8]

    /// Reads a folder that `Sealer.prepare` wrote.
    package init(opening folder: String) throws {
        self.folder = folder
        guard Folder.exists(folder), Folder.hasEntry("\(folder)/\(MemberPath.manifest)") else {
            throw SealingError(
                .notPrepared,
                at: folder,
                "not a prepared bundle; hint: bulla seal RUN --prepare -o \(folder)"
            )
        }
        manifestBytes = try File.contents(of: "\(folder)/\(MemberPath.manifest)", limit: 16 << 20)
        manifest = try Manifest(canonical: manifestBytes)
        let path = "\(folder)/\(MemberPath.envelope)"
        envelope = Envelope(payloadType: Manifest.payloadType, payload: manifestBytes)
        if Folder.hasEntry(path) {
            envelope = try signed(File.contents(of: path, limit: Self.envelopeLimit))
        }
    }

    private static let envelopeLimit = 24 << 20

    /// Reads the envelope, which must be over this manifest.
    private func signed(_ bytes: [UInt8]) throws -> Envelope {
        let envelope = try Envelope(
            canonical: bytes,
            expecting: Manifest.payloadType,
            limits: Envelope.limits
        )
        guard envelope.payload == manifestBytes else {
            throw SealingError(.notPrepared, at: folder, "its envelope is over a different manifest")
        }
        return envelope
    }

    /// SHA-256 of the manifest: the bundle's identity.
    package var manifestDigest: Digest { SHA256.hash(manifestBytes) }

    /// The public keys of those who signed, as their hosts left them.
    package func signers() throws -> [PublicKey] {
        guard Folder.exists("\(folder)/signers") else { return [] }
        return try Folder.names(in: "\(folder)/signers").filter { LeftBehind($0) == nil }.map { name in
            try PublicKey(
                file: File.contents(of: "\(folder)/signers/\(name)", limit: PublicKey.fileLimit)
            )
        }
    }

    /// Adds a signer's signatures, and his public key for the check of the finished file.
    package mutating func add(_ signatures: [Signature], by key: PublicKey) throws {
        try Folder.create("\(folder)/signers")
        // Of who signs again it is there already.
        let path = "\(folder)/signers/\(key.identifier).pub"
        try AtomicFile.write(key.fileBytes, to: path, over: .own)
        try add(signatures)
    }

    /// Adds a signer's signatures to those that are in the envelope by now; signing twice with one key changes nothing.
    package mutating func add(_ signatures: [Signature]) throws {
        var saved = envelope
        try Document.change("\(folder)/\(MemberPath.envelope)", limit: Self.envelopeLimit) { bytes in
            if let bytes { saved = try signed(bytes) }
            saved.signatures += signatures.filter { new in
                !saved.signatures.contains { $0.keyIdentifier == new.keyIdentifier }
            }
            return saved.canonicalBytes
        }
        envelope = saved
    }

    /// Writes the whole file to `file`: head, blocks, Index, footer.
    package func assemble(to file: File) async throws {
        guard !envelope.signatures.isEmpty else {
            throw SealingError(
                .noSignature,
                at: folder,
                "not signed; hint: bulla sign \(folder) --key KEY"
            )
        }
        let writer = try BundleWriter(
            folder: manifest.name,
            modified: manifest.sealedAt,
            effort: .default,
            width: 1
        )
        let envelopeBytes = envelope.canonicalBytes
        let bagInfo = BagFiles.bagInfo(manifest)
        let head: [(String, [UInt8])] = [
            (MemberPath.readme, Formats.readme), (MemberPath.bagit, BagFiles.bagit),
            (MemberPath.bagInfo, bagInfo), (MemberPath.manifest, manifestBytes),
            (MemberPath.envelope, envelopeBytes),
        ]
        try BundleWriter.begin(file)
        try await write(head, writer, to: file)
        let split = try copyPayloadManifest(to: file)
        let tag =
            (head.map { ($0.0, SHA256.hash($0.1)) } + [(MemberPath.payloadManifest, manifest.payloadManifest)])
            .flatMap { BagFiles.line($0.1, $0.0) }
        try await write([(MemberPath.tagManifest, tag)], writer, to: file)
        let parts = try File.reading("\(folder)/parts")
        try file.append(parts, split..<parts.size())
        try BundleWriter.end(file)
    }

    private func write(_ members: [(String, [UInt8])], _ writer: BundleWriter, to file: File) async throws {
        var rest = members[...]
        try await writer.write(
            { rest.popFirst().map { ArchiveMember(name: $0.0, bytes: $0.1) } },
            sort: .head,
            to: file
        )
    }

    // The payload manifest's blocks come first in `parts`; the tag manifest goes between them and the rest.
    private func copyPayloadManifest(to file: File) throws -> Int {
        let parts = try File.reading("\(folder)/parts")
        let end = try BundleWriter.end(
            ofBlocksWith: TarHeader.tarBytes(size: payloadManifestSize()),
            in: parts
        )
        try file.append(parts, 0..<end)
        return end
    }

    private func payloadManifestSize() throws -> Int {
        let sizes = [Int](repeating: 0, count: manifest.entries.count)
        return try SegmentMap(manifest: manifest, entrySizes: sizes).payloadManifestSize
    }
}
