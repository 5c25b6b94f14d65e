import Bytes
import Keys
package import MerkleLog

/// Segments of one log in their order, each beginning where the one before ends.
package struct SegmentChain {
    package let segments: [any LogSegment]
    /// What the newest segment's checkpoint says.
    package let last: Checkpoint
    /// The newest segment's checkpoint, byte for byte.
    package let note: [UInt8]

    package var from: Int { segments.first?.from ?? 0 }

    /// Takes segments in any order; refuses those that overlap, leave a gap or contradict each other.
    ///
    /// Checkpoints are held against the roots that their segments state; who signed them is not asked here.
    package init(_ given: [any LogSegment]) throws(TilesError) {
        segments = given.sorted { ($0.from, $0.to, $0.name) < ($1.from, $1.to, $1.name) }
        guard let newest = segments.last else {
            throw TilesError(.start, at: "segments", "got none, want one or more")
        }
        last = try SegmentChain.checkpoint(of: newest)
        note = newest.checkpoint
        for segment in segments {
            let origin = try SegmentChain.checkpoint(of: segment).origin
            guard origin == last.origin else {
                throw TilesError(
                    .otherLog,
                    at: segment.words,
                    "is of log \(origin), \(newest.name) of \(last.origin)"
                )
            }
        }
        for (before, after) in zip(segments, segments.dropFirst()) {
            try SegmentChain.check(after, follows: before)
        }
    }

    private static func checkpoint(of segment: any LogSegment) throws(TilesError) -> Checkpoint {
        let found: Checkpoint
        do {
            found = try Checkpoint(text: SignedNote(segment.checkpoint).text)
        } catch { throw TilesError(.checkpoint, at: segment.words, "\(error)") }
        guard found.size == segment.to, found.root == segment.root else {
            throw TilesError(
                .checkpoint,
                at: segment.words,
                "states size \(found.size) and root \(found.root), the segment \(segment.to) and \(segment.root)"
            )
        }
        guard segment.from >= 0, segment.from < segment.to,
            (segment.previousRoot == nil) == (segment.from == 0)
        else { throw TilesError(.checkpoint, at: segment.words, "want leaves, and a root of those before") }
        return found
    }

    private static func check(
        _ after: any LogSegment,
        follows before: any LogSegment
    ) throws(TilesError) {
        guard after.from <= before.to else {
            throw TilesError(
                .gap,
                at: after.words,
                "leaves \(before.to) to \(after.from - 1) are in no segment; \(before.name) ends before them"
            )
        }
        guard after.from == before.to else {
            throw TilesError(
                .overlap,
                at: after.words,
                "begins before leaf \(before.to), where \(before.name) ends"
            )
        }
        guard after.previousRoot == before.root else {
            throw TilesError(.fork, at: after.words, "continues a different log than \(before.words)")
        }
    }
}
