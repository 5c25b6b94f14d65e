package import Audit
package import Bytes
import Container
package import Keys
package import Layout

/// A bundle opened without keys: what it says of itself, and its members; nothing about it is believed.
package struct BundleContents {
    /// A member is held in memory while its digest is checked, before a byte of it comes out.
    package static let largestMember = 1 << 30

    let bundle: OpenBundle
    private let head: BundleHead

    package let manifestDigest: Digest
    package let fileSize: Int
    package let blocks: Int
    /// The manifest and its signatures, as others may have seen them; unverified.
    package let sealed: SealedManifest
    /// The envelope, unverified.
    package var envelope: Envelope { sealed.envelope }

    package var manifest: Manifest { bundle.manifest }

    /// Key identifiers of the signatures, unverified.
    package var signers: [Digest] { envelope.signatures.map(\.keyIdentifier) }

    /// Opens a bundle by its path; the rest as below.
    package init(path: String, admit: (SealedManifest) throws -> Void = { _ in }) throws {
        let file: File
        do { file = try File.reading(path) } catch { throw UnreadableBundle(Fault(error), path: path) }
        try self.init(file: file, path: path, admit: admit)
    }

    /// Opens a bundle.
    ///
    /// - Parameters:
    ///   - path: what errors call it.
    ///   - admit: asked before anything beyond the head is read; what it throws ends the reading, so that nothing is
    ///     parsed for people whom nobody trusts.
    package init(
        file: File,
        path: String,
        admit: (SealedManifest) throws -> Void = { _ in }
    ) throws {
        let opened: (XZFile, BundleHead, Manifest)
        do {
            let file = try XZFile(file)
            let head = try BundleHead(file)
            let manifest = try Manifest(canonical: head.manifestBytes)
            try manifest.checkMemberOrder()
            try head.compare(with: manifest)
            sealed = try head.sealed(origin: manifest.origin)
            opened = (file, head, manifest)
        } catch { throw UnreadableBundle(Fault(error), path: path) }
        try admit(sealed)
        do {
            bundle = try OpenBundle(file: opened.0, head: opened.1, manifest: opened.2)
        } catch { throw UnreadableBundle(Fault(error), path: path) }
        head = opened.1
        fileSize = opened.0.size
        manifestDigest = SHA256.hash(head.manifestBytes)
        blocks = bundle.reader.blockCount
    }

    /// run.json, held against the manifest and leaf 0: what the producer discloses, and its budget.
    package func runDocument() throws -> RunDocument {
        do { return try SegmentDocuments(bundle).run } catch {
            throw UnreadableBundle(Fault(error), path: MemberPath.run)
        }
    }

    /// The commitment leaf that the manifest names, with its inclusion in the tree checked; nil where it names none.
    package func commitment() throws -> AuditedSegment.Commitment? {
        do { return try LeafReader(bundle).commitment() } catch {
            throw UnreadableBundle(Fault(error), path: "data/log")
        }
    }

    /// Names that `content(of:)` takes, blobs left out.
    package var names: [String] {
        [
            MemberPath.readme, MemberPath.bagit, MemberPath.bagInfo, MemberPath.manifest, MemberPath.envelope,
        ] + bundle.manifest.members.map(\.path)
    }

    /// The content of a listed member or a blob, its digest checked against the manifest or its name.
    package func content(of name: String) throws -> [UInt8] {
        switch name {
        case MemberPath.readme: return head.readme
        case MemberPath.bagit: return head.bagit
        case MemberPath.bagInfo: return head.bagInfo
        case MemberPath.manifest: return head.manifestBytes
        case MemberPath.envelope: return head.envelopeBytes
        default: break
        }
        guard bundle.manifest.member(name) != nil else { throw NoSuchMember(name: name) }
        do { return try bundle.listed(name, limit: BundleContents.largestMember) } catch {
            throw UnreadableBundle(Fault(error), path: name)
        }
    }
}

/// A bundle or member whose bytes are not what its format or manifest says.
package struct UnreadableBundle: Error, CustomStringConvertible {
    package let description: String
    /// True when the medium failed, false when the bytes are wrong.
    package let isUnfinished: Bool
    /// True when something else was signed than the bundle says.
    package let isForged: Bool

    init(_ fault: Fault, path: String) {
        description = "\(path): \(fault.code): \(fault.subject): \(fault.detail)"
        isUnfinished = fault.isUnfinished
        isForged = fault.code == FaultCode.envelopePayload.rawValue
    }
}

/// A name that the manifest does not list.
package struct NoSuchMember: Error {
    package let name: String
}
