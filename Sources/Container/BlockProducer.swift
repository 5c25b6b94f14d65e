import Bytes

/// Turns the members of one part into raw blocks, one at a time; never holds more than a block and a piece.
final class BlockProducer {
    struct RawBlock: Sendable {
        let content: [UInt8]
        let isBlob: Bool
        /// Where tar headers and padding stand.
        let framing: [Range<Int>]
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
    /// Tar bytes taken so far, and where headers and padding stand that were not taken yet.
    private var taken = 0
    private var framing: [Range<Int>] = []
    private var ready: [RawBlock] = []

    private static let piece = 1 << 20

    init(
        folder: String,
        modified: Timestamp,
        endsArchive: Bool,
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
        let start = taken + tar.pending
        try tar.begin(header)
        frame(start..<start + TarHeader.byteCount)
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
                path: file.path,
                detail: "has SHA-256 \(digest), the log says \(progress.digest)"
            )
        }
        state = .betweenMembers
        try endMember()
    }

    private func endMember() throws {
        let start = taken + tar.pending
        try tar.endMember()
        frame(start..<taken + tar.pending)
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
        let content = tar.take(count)
        let block = taken..<taken + content.count
        taken = block.upperBound
        let inside = framing.map { $0.clamped(to: block) }.filter { !$0.isEmpty }
        framing = framing.filter { $0.upperBound > block.upperBound }
        ready.append(
            RawBlock(
                content: content,
                isBlob: isBlob,
                framing: inside.map { $0.lowerBound - block.lowerBound..<$0.upperBound - block.lowerBound }
            )
        )
    }

    /// Notes a header or padding, joined with what it touches.
    private func frame(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if let last = framing.last, last.upperBound == range.lowerBound {
            framing[framing.count - 1] = last.lowerBound..<range.upperBound
        } else {
            framing.append(range)
        }
    }
}
