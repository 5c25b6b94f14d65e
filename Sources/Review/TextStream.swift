/// Text that comes in pieces, scanned window by window as soon as what follows a window is there.
struct TextStream {
    private let scanner: TextScanner
    private let entropy: Bool
    private var buffer: [UInt8] = []
    /// The place of the buffer's first byte.
    private var offset = 0
    /// Bytes in front that were scanned already.
    private var done = 0
    private(set) var tally = HitTally()

    init(_ scanner: TextScanner, entropy: Bool) {
        self.scanner = scanner
        self.entropy = entropy
    }

    mutating func feed(_ piece: some Collection<UInt8>) {
        buffer.append(contentsOf: piece)
        while buffer.count - done >= TextWindow.stride + TextWindow.lookahead { scan(TextWindow.stride) }
    }

    /// What was found, to the end.
    mutating func finish() -> HitTally {
        while done < buffer.count { scan(min(TextWindow.stride, buffer.count - done)) }
        return tally
    }

    private mutating func scan(_ count: Int) {
        let end = min(buffer.count, done + count + TextWindow.lookahead)
        let window = TextWindow(Array(buffer[..<end]), range: done..<done + count, offset: offset)
        tally.add(scanner.scan(window, entropy: entropy))
        let drop = max(0, done + count - TextWindow.context)
        buffer.removeFirst(drop)
        offset += drop
        done += count - drop
    }
}
