/// What somebody typed, scanned or pasted of a paper, taken apart: lines of digits, words, the text of the QR code.
package struct FormText: Sendable {
    package static let limit = 1 << 20

    var lines: [TypedLine] = []
    /// As they were typed, in their order.
    var words: [String] = []
    var payloads: [TypedPayload] = []

    /// True where nothing of a paper was recognised.
    package var isEmpty: Bool { lines.isEmpty && words.isEmpty && payloads.isEmpty }

    /// Any text is taken; what is no part of a paper is passed over.
    ///
    /// Where there are neither lines of digits nor the text of a code, all that consists of letters is words; otherwise
    /// words are those that follow their numbers, as on the page.
    package init(_ text: String) {
        // Editors put a byte order mark in front, or within where files were joined.
        let text = String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { $0 != "\u{feff}" }))
        var tokens = FormTokens.of(FormTokens.withoutMarkup(text))
        payloads = TypedPayload.taken(from: &tokens)
        lines = TypedLine.read(tokens)
        words = FormTokens.numberedWords(tokens)
        if isEmpty { lines = TypedLine.unlabelled(tokens) }
        if isEmpty { words = FormTokens.words(tokens) }
    }
}
