import Bytes

/// A line held against its own check digits, and against the line that it should be.
extension TypedLine {
    /// The digits where every character is one, whatever their check.
    var values: [Int]? {
        guard !isWhole else { return nil }
        let values = characters.prefix(DigestLine.digitCount).compactMap(\.digit)
        return values.count == DigestLine.digitCount ? values : nil
    }

    /// What is wrong with the typing, as far as the line alone shows it.
    func typingFaults() -> [FormFault] {
        guard !isWhole else { return [wholeFault] }
        let strange = characters.enumerated().filter { $0.element.digit == nil }
        guard strange.isEmpty else {
            return strange.prefix(4).map { place, character in
                let hint = Self.lookalike(character).map { "; \($0)?" } ?? ""
                let where_ = Self.words(for: place)
                return FormFault(.character, at: label, "\(where_): \"\(character)\" is not a digit\(hint)")
            }
        }
        guard characters.count == Self.fullCount || characters.count == DigestLine.digitCount else {
            return [lengthFault]
        }
        return checkFault.map { [$0] } ?? []
    }

    private var wholeFault: FormFault {
        let count = characters.count
        let want = count < 68 ? "64" : "72: 64 and 8 check digits"
        return FormFault(.length, at: label, "got \(count) digits, want \(want)")
    }

    private var lengthFault: FormFault {
        FormFault(
            .length,
            at: label,
            "got \(characters.count) characters, want \(DigestLine.digitCount) digits and 4 check digits"
        )
    }

    /// Nil where the check fits or was not typed.
    private var checkFault: FormFault? {
        guard characters.count == Self.fullCount, let values else { return nil }
        let line = DigestLine(digest, half: half, digits: values)
        guard let want = sums else {
            return FormFault(.check, at: label, "the check digits must be decimal")
        }
        guard line.sums != want else { return nil }
        return FormFault(.check, at: label, Self.tell(line.slips(want: want), line))
    }

    /// The two numbers that were typed.
    private var sums: DigestLine.Sums? {
        let check = characters.suffix(4).compactMap { $0.isNumber ? $0.digit : nil }
        guard check.count == 4 else { return nil }
        return DigestLine.Sums(plain: check[0] * 10 + check[1], weighted: check[2] * 10 + check[3])
    }

    private static func tell(_ slips: [DigestLine.Slip], _ line: DigestLine) -> String {
        let told = slips.prefix(3).map { slip in
            switch slip {
            case .digit(let place, let digit):
                "\(words(for: place)): \(String(line.digits[place], radix: 16)) should be "
                    + String(digit, radix: 16)
            case .exchanged(let first, let second):
                "digits exchanged: \(words(for: first)) and \(words(for: second))"
            case .check: "one of the check numbers is mistyped"
            }
        }
        let rest = told.isEmpty ? "several errors; compare it with the form" : ""
        return "does not fit its check digits; " + told.joined(separator: ", or ") + rest
    }

    /// Where a digit stands, in words for a person with the paper in hand.
    static func words(for place: Int) -> String {
        place < DigestLine.digitCount
            ? "group \(place / 4 + 1) digit \(place % 4 + 1)"
            : "check digit \(place - DigestLine.digitCount + 1)"
    }

    private static func lookalike(_ character: Character) -> String? {
        switch character {
        case "o", "O", "Q": "0"
        case "l", "I", "i", "|": "1"
        case "s", "S": "5"
        case "z", "Z": "2"
        case "g": "9"
        case "G": "6"
        default: nil
        }
    }
}
