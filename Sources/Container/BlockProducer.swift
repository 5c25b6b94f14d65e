import Bytes
import Hashing

/// Turns the members of one part into raw blocks, one at a time; never holds more than a block and a piece.
final class BlockProducer {
    struct RawBlock: Sendable {
        let content: [UInt8]
        let isBlob: Bool
    }

    private enum State {
        case betweenMembers
        case inFile(File, FileProgress)
        case ended
    }

    private struct FileProgress {
        let member: ArchiveMember
        let digest: Digest
        var offset = 0
    }

    private let folder: String
    private let modified: Timestamp
    private let members: () throws -> ArchiveMember?
    private let tar: TarStream
    private var planner = BlockPlanner()
    private var state = State.betweenMembers
    private var hash = SHA256()
    private let endsArchive: Bool
    private var cut = XZProfile.largestBlock
    private var isBlob = false
    private var ready: [RawBlock] = []

    private static let piece = 1 << 20

    init(
        folder: String, modified: Timestamp, endsArchive: Bool,
        members: @escaping () throws -> ArchiveMember?
    ) throws(ContainerError) {
        self.endsArchive = endsArchive
        self.folder = folder
        self.modified = modified
        self.members = members
        tar = try TarStream()
    }

    /// The next block, or nil after the one that ends the archive.
    func next() throws -> RawBlock? {
        while ready.isEmpty {
            switch state {
            case .betweenMembers: try beginMember()
            case .inFile(let file, let progress): try readPiece(file, progress)
            case .ended: return nil
            }
        }
        return ready.removeFirst()
    }

    private func beginMember() throws {
        guard let member = try members() else { return try endArchive() }
        let header = TarHeader(path: "\(folder)/\(member.name)", size: member.size, modified: modified)
        let tarBytes = TarHeader.tarBytes(size: member.size)
        if planner.add(tarBytes: tarBytes, kind: member.kind) { flush() }
        cut = member.kind.cut
        isBlob = member.kind == .blob
        tar.reserve(min(tarBytes, cut))
        try tar.begin(header)
        switch member.content {
        case .bytes(let bytes):
            try bytes.withUnsafeBytes { try tar.write($0) }
            try endMember()
        case .file(let path, let digest):
            let file = try File.reading(path)
            let size = try file.size()
            guard size == member.size else {
                throw InputChanged(path: path, detail: "\(size) bytes, the log says \(member.size)")
            }
            state = .inFile(file, FileProgress(member: member, digest: digest))
        }
    }

    private func readPiece(_ file: File, _ progress: FileProgress) throws {
        var progress = progress
        let count = min(BlockProducer.piece, progress.member.size - progress.offset)
        let bytes = try file.read(count, at: progress.offset)
        hash.update(bytes)
        try bytes.withUnsafeBytes { try tar.write($0) }
        progress.offset += bytes.count
        guard progress.offset == progress.member.size else {
            state = .inFile(file, progress)
            return takeFullBlocks()
        }
        let digest = hash.finishAndRestart()
        guard digest == progress.digest else {
            throw InputChanged(
                path: file.path, detail: "has SHA-256 \(digest), the log says \(progress.digest)")
        }
        state = .betweenMembers
        try endMember()
    }

    private func endMember() throws {
        try tar.endMember()
        takeFullBlocks()
    }

    private func endArchive() throws {
        flush()
        state = .ended
        guard endsArchive else { return }
        try tar.end()
        isBlob = false
        flush()
    }

    private func takeFullBlocks() {
        while tar.pending > cut { take(cut) }
    }

    private func flush() {
        takeFullBlocks()
        if tar.pending > 0 { take(tar.pending) }
    }

    private func take(_ count: Int) {
        ready.append(RawBlock(content: tar.take(count), isBlob: isBlob))
    }
}
