import Bytes

/// One piece of content, of a file or of an archive's entry, looked at as it comes.
struct ContentScan {
    private let reviewer: ContentReviewer
    private let depth: Int
    private let isFile: Bool
    /// Bytes of an archive that may be collected.
    private let nested: Int
    private var head: [UInt8] = []
    private var kind: FileKind?
    private var stream: TextStream
    private var utf16: UTF16Text?
    /// An archive within an archive, collected.
    private var archive: [UInt8] = []
    private var isTooLarge = false
    private var tally = HitTally()

    /// - Parameter isFile: true for a file, whose archive is opened from the medium and not collected here.
    /// - Parameter nested: bytes of an archive within an archive that may be held.
    init(_ reviewer: ContentReviewer, depth: Int, isFile: Bool, nested: Int) {
        self.reviewer = reviewer
        self.depth = depth
        self.isFile = isFile
        self.nested = nested
        stream = TextStream(reviewer.scanner, entropy: reviewer.looksForEntropy)
    }

    mutating func feed(_ piece: UnsafeRawBufferPointer) {
        if kind != nil { return take(piece) }
        head.append(contentsOf: piece)
        if head.count >= FileKind.headSize { begin() }
    }

    /// Ends the content; gives what it is and what was found in it.
    mutating func finish(_ budget: inout ReviewBudget) -> (kind: FileKind, tally: HitTally) {
        if kind == nil { begin() }
        tally.add(stream.finish())
        let kind = kind ?? .empty
        if isTooLarge {
            tally.note(.init(.notLookedInto, kind: kind))
        } else if !archive.isEmpty {
            tally.add(reviewer.look(intoArchive: archive, kind, depth: depth, &budget))
            archive = []
        }
        return (kind, tally)
    }

    private mutating func begin() {
        let kind = FileKind(head: head)
        self.kind = kind
        if kind == .utf16le || kind == .utf16be { utf16 = UTF16Text(isBig: kind == .utf16be) }
        reviewer.note(kind, in: &tally)
        let first = head
        head = []
        first.withUnsafeBytes { take($0) }
    }

    private mutating func take(_ piece: UnsafeRawBufferPointer) {
        guard let kind else { return }
        if utf16 != nil {
            if let text = utf16?.utf8(piece) { stream.feed(text) }
        } else if kind.isOpened {
            guard !isFile, !isTooLarge else { return }
            if archive.count + piece.count > nested || depth >= reviewer.limits.depth {
                isTooLarge = true
                archive = []
            } else {
                archive.append(contentsOf: piece)
            }
        } else if !kind.isClosed {
            stream.feed(piece)
        }
    }
}
