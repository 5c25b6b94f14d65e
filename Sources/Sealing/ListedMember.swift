import Bytes
import Container
import Layout

/// A member that the manifest lists, and where its content comes from.
struct ListedMember {
    let member: Manifest.Member
    private let content: ArchiveMember.Content

    init(_ path: String, _ bytes: [UInt8]) {
        member = Manifest.Member(path: path, size: bytes.count, sha256: SHA256.hash(bytes))
        content = .bytes(bytes)
    }

    /// A file, hashed now and compared when it is written.
    init(_ path: String, file source: String) throws {
        let file = try File.reading(source, noFollow: true)
        let size = try file.size()
        var hash = SHA256()
        for offset in stride(from: 0, to: size, by: 1 << 20) {
            hash.update(try file.read(min(1 << 20, size - offset), at: offset))
        }
        let digest = hash.finish()
        member = Manifest.Member(path: path, size: size, sha256: digest)
        content = .file(path: source, digest: digest)
    }

    func archiveMember(_ kind: BlockPlanner.Kind) -> ArchiveMember {
        switch content {
        case .bytes(let bytes): ArchiveMember(name: member.path, bytes: bytes, kind: kind)
        case .file(let path, let digest):
            ArchiveMember(name: member.path, path: path, size: member.size, digest: digest, kind: kind)
        }
    }
}
