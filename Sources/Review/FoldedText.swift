import CReview

/// Text as it is compared: Unicode folded to plain letters, with the way back to the bytes that it came from.
struct FoldedText {
    /// Bytes that must stand behind a text that is scanned.
    static let padding = Int(BULLA_REVIEW_PADDING)

    /// The folded bytes, and `padding` zeros.
    let bytes: [UInt8]
    let count: Int
    private let places: [bulla_review_place]

    /// Folds the text; with `escapes`, escapes of JSON strings are read.
    init(_ text: UnsafeBufferPointer<UInt8>, escapes: Bool) {
        var places: [bulla_review_place] = []
        var size = 0
        bytes = [UInt8](unsafeUninitializedCapacity: 3 * text.count + Self.padding) { out, used in
            places = [bulla_review_place](unsafeUninitializedCapacity: text.count + 2) { marks, marked in
                size = bulla_review_fold(
                    text.baseAddress,
                    text.count,
                    escapes ? 1 : 0,
                    out.baseAddress,
                    marks.baseAddress,
                    &marked
                )
            }
            out[size..<size + Self.padding].update(repeating: 0)
            used = size + Self.padding
        }
        self.places = places
        count = size
    }

    /// Where in the text the folded byte at `offset` comes from.
    func raw(_ offset: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(places[middle].folded) <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset }
        return offset - Int(places[low - 1].folded) + Int(places[low - 1].raw)
    }

    /// A term as it is compared: folded, in lower case, its words with one space between.
    static func term(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let folded = line.withUnsafeBufferPointer { FoldedText($0, escapes: false) }
        var words: [UInt8] = []
        for byte in folded.bytes[..<folded.count] {
            switch byte {
            case 0x41...0x5a: words.append(byte | 0x20)
            case 0x30...0x39, 0x61...0x7a, 0x80...: words.append(byte)
            default: if let last = words.last, last != 0x20 { words.append(0x20) }
            }
        }
        if words.last == 0x20 { words.removeLast() }
        return words
    }
}
