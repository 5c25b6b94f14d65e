import CReview
import Glibc

extension TextView {
    /// Whether the label at [start, end) stands before a number of five to twelve digits, three letters among them at most.
    func hasRecordNumber(behind end: Int) -> Bool {
        var place = self.end(of: end, limit: 12) { !isWord($0) && !isLineEnd($0) }
        for _ in 0..<2 where ["is", "no", "nr", "number", "id"].contains(word(at: place)) {
            place = self.end(of: place, limit: 12, while: isLetter)
            place = self.end(of: place, limit: 8) { !isWord($0) && !isLineEnd($0) }
        }
        var (digits, letters) = (0, 0)
        while digits + letters < 16,
            isDigit(place) || isLetter(place) || (self[place] == 0x2d && isWord(place + 1))
        {
            if isDigit(place) { digits += 1 } else if self[place] != 0x2d { letters += 1 }
            place += 1
        }
        return (5...12).contains(digits) && letters <= 3 && !isWord(place)
    }

    private func word(at start: Int) -> String {
        let end = end(of: start, limit: 12, while: isLetter)
        return String(decoding: (start..<end).map { self[$0] | 0x20 }, as: UTF8.self)
    }

    /// Nine digits, apart or together, that can be a social security number.
    func hasSSN(behind end: Int) -> Bool {
        var place = self.end(of: end, limit: 12) { !isWord($0) && !isLineEnd($0) }
        var digits: [UInt8] = []
        while digits.count < 9 {
            if isDigit(place) {
                digits.append(self[place] - 0x30)
            } else if ![3, 5].contains(digits.count) || ![0x20, 0x2d].contains(self[place]) {
                return false
            }
            place += 1
        }
        let area = Int(digits[0]) * 100 + Int(digits[1]) * 10 + Int(digits[2])
        return !isWord(place) && area != 0 && area != 666 && area < 900 && digits[3...4] != [0, 0]
            && digits[5...8] != [0, 0, 0, 0]
    }

    /// Whether a token of a service stands behind its prefix.
    func hasToken(behind end: Int) -> Bool {
        guard self[end] == 0x5f || self[end] == 0x2d else { return false }
        let stop = self.end(of: end + 1) { isWord($0) || self[$0] == 0x5f || self[$0] == 0x2d }
        return stop - end > 20 && (end + 1..<stop).contains { isDigit($0) }
    }

    /// Whether 40 letters and digits (`+` and `/` too) stand behind a label such as "secret access key".
    func hasSecret(behind end: Int) -> Bool {
        let start = self.end(of: end, limit: 8) { !isWord($0) && !isLineEnd($0) }
        let stop = self.end(of: start) { isWord($0) || self[$0] == 0x2b || self[$0] == 0x2f }
        return stop - start == 40 && (start..<stop).contains(where: isDigit)
    }

    /// Whether the marking at [start, end) is one: in capitals, and before `//`, alone on its line, or alone in quotes.
    func isMarking(_ start: Int, _ end: Int) -> Bool {
        guard !(start..<end).contains(where: isLower) else { return false }
        if self[end] == 0x2f, self[end + 1] == 0x2f, isUpper(end + 2) { return true }
        if self[start - 1] == 0x22, self[end] == 0x22 { return true }
        let before = begin(before: start, limit: 128) { !isWord($0) && !isLineEnd($0) }
        let behind = self.end(of: end, limit: 128) { !isWord($0) && !isLineEnd($0) }
        return (before == 0 || isLineEnd(before - 1)) && isLineEnd(behind)
    }

    /// The level that a portion mark names, such as `S` of `(S//NF)`; nil where the letters may mean something else.
    func portion(_ start: Int, _ end: Int) -> String? {
        let letters = String(decoding: (start..<end).map { self[$0] }, as: UTF8.self)
        if self[end] == 0x29, letters != "TS" {
            // "(C)" is a copyright sign, and "file(S)" a plural.
            let line = begin(before: start - 1, limit: 16) { !isWord($0) && !isLineEnd($0) }
            guard letters == "S", line == 0 || isLineEnd(line - 1), self[end + 1] == 0x20, isUpper(end + 2)
            else { return nil }
        }
        return letters
    }

    /// The token around a long word, if it looks random: 40 of base64's letters or more, 4.7 bits each.
    func randomToken(around start: Int) -> Range<Int>? {
        func isToken(_ offset: Int) -> Bool {
            isDigit(offset) || isLetter(offset) || [0x2b, 0x2f, 0x3d, 0x5f, 0x2d].contains(self[offset])
        }
        let token = begin(before: start, while: isToken)..<end(of: start, while: isToken)
        guard token.count >= 40 else { return nil }
        var counts = [Int](repeating: 0, count: 256)
        for offset in token { counts[Int(self[offset])] += 1 }
        let total = Double(token.count)
        let bits = counts.filter { $0 > 0 }.reduce(0.0) { $0 - Double($1) / total * log2(Double($1) / total) }
        let digits = (0x30...0x39).reduce(0) { $0 + counts[$1] }
        return bits >= 4.7 && digits * 20 >= token.count ? token : nil
    }
}
