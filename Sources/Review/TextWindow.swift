/// A stretch of text with as much around it as hits that begin in it may need.
struct TextWindow: Sendable {
    /// Bytes whose hits are looked for at once.
    static let stride = 1 << 20
    /// Bytes before, so that the beginning of a word is seen as one.
    static let context = 64
    /// Bytes behind, so that a hit is seen to its end.
    static let lookahead = 1 << 15

    /// With `FoldedText.padding` zeros behind.
    let bytes: [UInt8]
    let count: Int
    /// Where hits begin that belong to this window.
    let range: Range<Int>
    /// The place of the first byte in the whole text.
    let offset: Int

    /// - Parameter bytes: without padding.
    init(_ bytes: [UInt8], range: Range<Int>, offset: Int) {
        count = bytes.count
        self.bytes = bytes + [UInt8](repeating: 0, count: FoldedText.padding)
        self.range = range
        self.offset = offset
    }

    /// Cuts a whole text into windows; for what is short, and for tests with other sizes.
    static func windows(of text: [UInt8], stride: Int = TextWindow.stride) -> [TextWindow] {
        Swift.stride(from: 0, to: text.count, by: stride).map { start in
            let end = min(start + stride, text.count)
            let first = max(0, start - context)
            let last = min(text.count, end + lookahead)
            return TextWindow(Array(text[first..<last]), range: start - first..<end - first, offset: first)
        }
    }
}
