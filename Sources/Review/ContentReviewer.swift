package import Bytes
import Container

/// Looks at the content of files: text as it stands, and archives as deep as the limits let it.
package struct ContentReviewer: Sendable {
    /// What was found about one file.
    package struct Outcome: Sendable {
        package let size: Int
        package let sha256: Digest
        package let kind: FileKind
        package let tally: HitTally
    }

    package let scanner: TextScanner
    package let limits: ReviewLimits
    /// Kinds that are no hits of rule `file-type` or `opaque`.
    package let allowed: Set<FileKind>
    /// False where closed formats hold keys, digests and signatures all over.
    package var looksForEntropy = true
    /// False where binary files of other specifications belong.
    package var looksForKinds = true

    package init(_ scanner: TextScanner, limits: ReviewLimits = ReviewLimits(), allowed: Set<FileKind> = []) {
        self.scanner = scanner
        self.limits = limits
        self.allowed = allowed
    }

    /// Reads a file once for its digest and hits, and once more to look into it if it is an archive.
    package func review(_ file: File, width: Int = 1) async throws -> Outcome {
        let size = try file.size()
        let kind = FileKind(head: try file.read(min(size, FileKind.headSize), at: 0))
        var budget = ReviewBudget(limits, fileSize: size)
        var hash = SHA256()
        var tally = HitTally()
        if [.utf16le, .utf16be].contains(kind) || kind.isOpened || kind.isClosed {
            var content = ContentScan(self, depth: 0, isFile: true, nested: budget.nested)
            for offset in stride(from: 0, to: size, by: TextWindow.stride) {
                let piece = try file.read(min(TextWindow.stride, size - offset), at: offset)
                hash.update(piece)
                piece.withUnsafeBytes { content.feed($0) }
            }
            tally = content.finish(&budget).tally
            if kind.isOpened {
                tally.add(look(intoArchive: try? ArchiveReader(file, kind), kind, depth: 0, &budget))
            }
        } else {
            note(kind, in: &tally)
            try await scan(file, size, width) { window, found in
                window.bytes.withUnsafeBytes {
                    hash.update(UnsafeRawBufferPointer(rebasing: $0[window.range]))
                }
                tally.add(found)
            }
        }
        guard try file.size() == size else {
            throw ReviewError(.changed, at: file.path, "changed while it was read")
        }
        return Outcome(size: size, sha256: hash.finish(), kind: kind, tally: tally)
    }

    /// The hits of a short text, such as a file's name.
    package func hits(in text: [UInt8]) -> HitTally {
        var tally = HitTally()
        for window in TextWindow.windows(of: text) {
            tally.add(scanner.scan(window, entropy: looksForEntropy))
        }
        return tally
    }

    /// Windows of the file, several at once; they come in order.
    private func scan(
        _ file: File,
        _ size: Int,
        _ width: Int,
        _ body: (TextWindow, HitTally) -> Void
    ) async throws {
        var start = 0
        let (scanner, entropy) = (scanner, looksForEntropy)
        try await Pipeline.run(
            width: 2 * width,
            next: {
                guard start < size else { return Optional<Range<Int>>.none }
                defer { start += TextWindow.stride }
                return start..<min(size, start + TextWindow.stride)
            },
            transform: { range in
                let first = max(0, range.lowerBound - TextWindow.context)
                let last = min(size, range.upperBound + TextWindow.lookahead)
                let bytes = try file.read(last - first, at: first)
                let window = TextWindow(
                    bytes,
                    range: range.lowerBound - first..<range.upperBound - first,
                    offset: first
                )
                return (window, scanner.scan(window, entropy: entropy))
            },
            consume: { body($0.0, $0.1) }
        )
    }

    /// A kind that is not wanted here, or that nobody can look into, is a hit.
    func note(_ kind: FileKind, in tally: inout HitTally) {
        if kind.isClosed {
            if !allowed.contains(kind) { tally.note(.init(.notLookedInto, kind: kind)) }
            return
        }
        guard looksForKinds, !kind.isText, !kind.isOpened, !allowed.contains(kind) else { return }
        tally.note(kind == .opaque ? .init(.opaque) : .init(.fileType, kind: kind))
    }

    // MARK: Archives

    func look(
        intoArchive bytes: [UInt8],
        _ kind: FileKind,
        depth: Int,
        _ budget: inout ReviewBudget
    ) -> HitTally {
        budget.nested -= bytes.count
        defer { budget.nested += bytes.count }
        return look(intoArchive: try? ArchiveReader(bytes, kind), kind, depth: depth, &budget)
    }

    private func look(
        intoArchive reader: ArchiveReader?,
        _ kind: FileKind,
        depth: Int,
        _ budget: inout ReviewBudget
    ) -> HitTally {
        var tally = HitTally()
        guard let reader, depth < limits.depth else {
            tally.note(.init(.notLookedInto, kind: kind))
            return tally
        }
        do {
            while let names = try reader.next() {
                guard budget.takeEntry() else { throw ArchiveReader.Failure.unreadable }
                tally.add(hits(in: names))
                tally.add(try entry(of: reader, depth: depth, &budget))
            }
        } catch {
            tally.note(.init(.notLookedInto, kind: kind))
        }
        return tally
    }

    private func entry(
        of reader: ArchiveReader,
        depth: Int,
        _ budget: inout ReviewBudget
    ) throws(ArchiveReader.Failure) -> HitTally {
        var content = ContentScan(self, depth: depth + 1, isFile: false, nested: budget.nested)
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try piece.withUnsafeMutableBytes { raw in
                Result { () throws(ArchiveReader.Failure) in try reader.read(into: raw) }
            }.get()
            guard count > 0 else { break }
            guard budget.take(count) else { throw .unreadable }
            piece.withUnsafeBytes { content.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return content.finish(&budget).tally
    }
}
