import Formats

/// The English list of BIP-39, `Formats/words-v1.txt`: 2,048 words in alphabetical order, told apart by four letters.
package struct WordList: Sendable {
    package static let count = 2_048
    /// Anything longer is no word that somebody typed.
    static let longestWord = 32

    /// The list that the program carries.
    package static let english = WordList(
        Formats.documents.first { $0.name == "words-v1.txt" }?.bytes ?? []
    )

    package let words: [String]
    private let places: [String: Int]

    init(_ bytes: [UInt8]) {
        words = bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
        places = Dictionary(
            words.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Where a word stands, in whatever case it is written.
    func place(of word: String) -> Int? { places[WordList.lower(word)] }

    /// Up to three words that are nearest by letters left out, put in, changed or exchanged; none at more than two.
    package func nearest(to word: String) -> [String] {
        let typed = Array(WordList.lower(word).utf8)
        guard typed.count <= Self.longestWord else { return [] }
        let near = words.enumerated().compactMap { place, word -> (steps: Int, place: Int)? in
            let steps = WordList.distance(typed, Array(word.utf8))
            return steps <= 2 ? (steps, place) : nil
        }
        return near.sorted { ($0.steps, $0.place) < ($1.steps, $1.place) }.prefix(3).map { words[$0.place] }
    }

    static func lower(_ text: String) -> String {
        String(
            decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }

    /// Damerau's distance where no letter is touched twice.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard abs(a.count - b.count) <= 2 else { return .max }
        var before: [Int] = []
        var above = Array(0...b.count)
        for row in 1..<(a.count + 1) {
            var line = [row]
            for column in 1..<(b.count + 1) {
                let change = above[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1)
                var least = min(change, above[column] + 1, line[column - 1] + 1)
                if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
                    least = min(least, before[column - 2] + 1)
                }
                line.append(least)
            }
            (before, above) = (above, line)
        }
        return above[b.count]
    }
}
