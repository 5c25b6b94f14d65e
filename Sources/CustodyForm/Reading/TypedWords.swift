import Bytes

/// Words as they were typed, in small letters.
struct TypedWords: Sendable {
    let words: [String]
    private let list: WordList

    init(_ words: [String], list: WordList) {
        self.words = words.map(WordList.lower)
        self.list = list
    }

    /// What is wrong with the typing: words that are not in the list, a number of words that is not 24, or check bits
    /// that do not fit.
    ///
    /// - Parameter want: the bundle's words, to say where a word is missing or too many.
    func typingFaults(want: [String]) -> [FormFault] {
        let unknown = words.enumerated().filter { list.place(of: $0.element) == nil }
        if !unknown.isEmpty && words.count <= 2 * DigestWords.count {
            return unknown.map { fault($0.element, at: $0.offset) } + countFaults(want)
        }
        let count = countFaults(want)
        guard count.isEmpty else { return count }
        let wrong = want.indices.filter { want[$0] != words[$0] }
        guard DigestWords.digest(words.compactMap(list.place)) == nil else { return [] }
        let told = wrong.prefix(3).map { "word \($0 + 1) is \"\(words[$0])\", the bundle's \"\(want[$0])\"" }
        return [
            FormFault(
                .wordCheck,
                at: "words",
                "do not fit their check bits; " + told.joined(separator: "; ")
                    + (wrong.count > 3 ? "; and \(wrong.count - 3) more differ" : "")
            )
        ]
    }

    private func fault(_ word: String, at place: Int) -> FormFault {
        let nearest = list.nearest(to: word).joined(separator: ", ")
        return FormFault(
            .word,
            at: "word \(place + 1)",
            "\"\(word.prefix(WordList.longestWord))\" is not in the list"
                + (nearest.isEmpty ? "" : "; nearest: \(nearest)")
        )
    }

    private func countFaults(_ want: [String]) -> [FormFault] {
        guard words.count != DigestWords.count else { return [] }
        let first = zip(words, want).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let told = first.map { "; up to word \($0) they are the bundle's" } ?? ""
        return [FormFault(.wordCount, at: "words", "got \(words.count), want \(DigestWords.count)\(told)")]
    }
}
