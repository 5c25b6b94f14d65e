/// A text as a row of tokens between spaces.
enum FormTokens {
    static func of(_ text: String) -> [Substring] { text.split { $0.isWhitespace } }

    /// The text of a page, where a page was given: what stands between its tags and outside its rules.
    static func withoutMarkup(_ text: String) -> String {
        guard text.hasPrefix("<") else { return text }
        var out = ""
        for piece in text.split(separator: "<", omittingEmptySubsequences: true) {
            guard let end = piece.firstIndex(of: ">"), !piece.hasPrefix("style") else { continue }
            out += " " + piece[piece.index(after: end)...]
        }
        return out
    }

    /// Letters alone, a number that stands in front or a mark behind taken off.
    static func words(_ tokens: [Substring]) -> [String] {
        tokens.flatMap { $0.split { !$0.isLetter } }.map(String.init)
    }

    /// The longest row of words of which each follows its number, from 1 on; at least four of them.
    static func numberedWords(_ tokens: [Substring]) -> [String] {
        let tokens = tokens.filter { !$0.isEmpty }
        let rows = tokens.indices.filter { number(tokens[$0]) == 1 }.map { row(tokens, from: $0) }
        let longest = rows.max { $0.count < $1.count } ?? []
        return longest.count >= 4 ? longest : []
    }

    private static func row(_ tokens: [Substring], from start: Int) -> [String] {
        var words: [String] = []
        var place = start
        while place + 1 < tokens.count, words.count < DigestWords.count,
            number(tokens[place]) == words.count + 1
        {
            words.append(String(tokens[place + 1].filter(\.isLetter)))
            place += 2
        }
        return words
    }

    private static func number(_ token: Substring) -> Int? {
        let digits = token.hasSuffix(".") ? token.dropLast() : token
        return digits.utf8.count <= 2 ? Int(digits) : nil
    }
}
