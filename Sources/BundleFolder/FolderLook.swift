import Audit
import Bytes
import CustodyChain
import Glibc
import Keys
import Layout
import MerkleLog
import Reports

/// What stands under a name, and what its contents say that it is.
struct FolderLook {
    let isFile: Bool
    /// Nil where the contents are of no known kind, or cannot be read.
    let kind: ItemKind?

    /// As much of a file as tells a bundle or metainfo.
    private static let headSize = 1_024

    init(_ name: String, in folder: String) {
        var status = stat()
        let type = lstat("\(folder)/\(name)".cPath, &status) == 0 ? status.st_mode & S_IFMT : 0
        isFile = type == S_IFREG
        switch type {
        case S_IFREG: kind = FolderLook.kind(ofFile: name, in: folder)
        case S_IFDIR: kind = FolderLook.isChain("\(folder)/\(name)") ? .custody : nil
        default: kind = nil
        }
    }

    private static func kind(ofFile name: String, in folder: String) -> ItemKind? {
        guard let file = try? File.reading(name, beneath: folder), let size = try? file.size(),
            let head = try? file.read(min(size, headSize), at: 0)
        else { return nil }
        if isBundle(head) { return .bundle }
        if isMetainfo(head) { return .torrent }
        guard head.first != UInt8(ascii: "{") else {
            return type(of: file, limit: Report.byteLimit + 1).flatMap(kind(ofType:))
        }
        return isNote(file) ? .note : nil
    }

    /// The magic of xz, and in its first block, which is stored as it is, the tar header of the first member.
    ///
    ///     fd 37 7a 58 5a 00 … | NAME/README.txt 00 … "ustar" 00 …
    private static func isBundle(_ head: [UInt8]) -> Bool {
        guard head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) else { return false }
        let member = Array("/\(MemberPath.readme)".utf8)
        return (12..<64).contains { start in
            guard head.count >= start + 512 else { return false }
            return head[(start + 257)...].starts(with: "ustar\0".utf8)
                && head[start..<start + 100].prefix { $0 != 0 }.suffix(member.count).elementsEqual(member)
        }
    }

    /// A dictionary of bencode whose first key is one that metainfo begins with.
    private static func isMetainfo(_ head: [UInt8]) -> Bool {
        let keys = [
            "announce", "announce-list", "comment", "created by", "creation date", "encoding", "info",
        ]
        return keys.contains { head.starts(with: "d\($0.utf8.count):\($0)".utf8) }
    }

    private static func isNote(_ file: File) -> Bool {
        guard let bytes = try? file.contents(limit: SignedNote.Limits().bytes),
            let note = try? SignedNote(bytes)
        else { return false }
        return (try? Checkpoint(text: note.text)) != nil
    }

    /// Whether one of its files is an event of custody.
    private static func isChain(_ folder: String) -> Bool {
        guard let entries = try? Folder.entries(in: folder), entries.count <= CustodyInput.fileLimit else {
            return false
        }
        return entries.contains { entry in
            guard let name = entry.text, let file = try? File.reading(name, beneath: folder) else {
                return false
            }
            return type(of: file, limit: SignedCustodyEvent.fileLimit) == CustodyEvent.payloadType
        }
    }

    private static func kind(ofType type: String) -> ItemKind? {
        switch type {
        case Ceremony.type: .audit
        case Report.type: .report
        case Receipt.payloadType: .receipt
        default: nil
        }
    }

    /// The form that a JSON document says it has.
    private static func type(of file: File, limit: Int) -> String? {
        guard let bytes = try? file.contents(limit: limit) else { return nil }
        return bytes.withUnsafeBytes { DocumentType.find(in: $0) }
    }
}
