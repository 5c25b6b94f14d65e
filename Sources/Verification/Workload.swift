import Bytes
import Container
import Layout

/// What a walk over the payload reads, in bytes of the file: known from the Index before it begins.
struct Workload {
    /// Before the entry bundles, the tag manifest left out, which was read already.
    let members: Int
    let entries: Int
    /// After the entry bundles.
    let rest: Int

    /// Nil where blocks do not begin where the manifest implies, which reading them will find.
    init?(_ bundle: OpenBundle, scope: Scope) {
        let reader = bundle.reader
        let offsets = bundle.map.entryOffsets
        guard let data = reader.block(beginningAt: bundle.dataStart), data > bundle.headBlocks,
            let first = reader.block(beginningAt: bundle.dataStart + offsets[0]),
            let end = reader.block(beginningAt: bundle.dataStart + offsets[offsets.count - 1]),
            data <= first, first <= end
        else { return nil }
        let readsEverything = scope == .all
        members =
            readsEverything
            ? reader.fileSize(ofBlocks: bundle.headBlocks..<data - 1)
                + reader.fileSize(ofBlocks: data..<first)
            : 0
        entries = scope == .sample ? 0 : reader.fileSize(ofBlocks: first..<end)
        rest = readsEverything ? reader.fileSize(ofBlocks: end..<reader.blockCount) : 0
    }

    /// What the phases after this one read.
    func later(than phase: Phase) -> Int {
        switch phase {
        case .members: entries + rest
        case .log, .sessions: rest
        case .head, .index, .documents, .proofs, .blobs: 0
        }
    }

    /// What will have been read at the end of everything.
    ///
    /// Proofs that are judged on the way are read beside the walk: as many for each bundle or step as so far.
    ///
    /// - Parameters:
    ///   - before: bytes that were read when the phase began.
    ///   - now: bytes that were read so far.
    func expected(in phase: Phase, before: Int, now: Int, done: Int, total: Int) -> Int {
        let alike = done > 0 ? Int(Double(now - before) / Double(done) * Double(total)) : 0
        switch phase {
        case .head, .index, .documents: return 0
        case .proofs: return done > 0 ? before + alike : 0
        case .members: return before + members + entries + rest
        case .log: return before + max(entries, alike) + rest
        case .sessions: return now + rest
        case .blobs: return max(now, before + rest)
        }
    }
}
