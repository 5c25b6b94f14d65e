/// The rows of the chain, spread over sheets of paper by how high each will be.
struct FormSheets {
    /// A row of the chain, or an empty one to write on.
    enum Row: Sendable {
        case filled(FormRow)
        case empty
    }

    /// In the order of the sheets.
    private(set) var parts: [[Row]] = []

    // Tenths of millimetres, with room to spare: what a browser lays out is never exactly what was reckoned.
    private static let firstRoom = 640
    private static let laterRoom = 2_150
    private static let least = 106
    private static let itemHeight = 60
    private static let lineHeight = 33
    /// There is always somewhere to write.
    private static let emptyLeast = 1

    init(_ content: FormContent) {
        var room = max(Self.least * 2, Self.firstRoom - Self.headHeight(content))
        var part: [Row] = []
        let wanted = content.rows.map(Row.filled) + [Row](repeating: .empty, count: Self.emptyLeast)
        for row in wanted {
            let height = Self.height(row)
            if height > room && !part.isEmpty {
                parts.append(part)
                (part, room) = ([], Self.laterRoom)
            }
            part.append(row)
            room -= height
        }
        part += [Row](repeating: .empty, count: max(0, room) / Self.least)
        parts.append(part)
    }

    /// What the upper part of the first sheet takes beyond one line for each text and one medium.
    private static func headHeight(_ content: FormContent) -> Int {
        let items = content.items.map { item in
            let cells = [item.serial, item.kind, item.label, item.capacity, item.marking ?? content.marking]
            return itemHeight + lineHeight * ((cells.map { TextWidth.lines($0 ?? "", 320) }.max() ?? 1) - 1)
        }
        let facts = [content.bundle.name, content.bundle.origin].map { TextWidth.lines($0, 1_150) - 1 }
        return items.reduce(-itemHeight, +) + lineHeight * facts.reduce(0, +)
    }

    private static func height(_ row: Row) -> Int {
        guard case .filled(let row) = row else { return least }
        let hands = [row.from, row.to].map { party($0.map { [$0] } ?? [], 490) }
        let date = TextWidth.lines("\(row.number) \(row.type)", 220) + TextWidth.lines(row.date, 240)
        let remark = "\(row.purpose ?? ""), seal \(row.seal ?? "")"
        let purpose = TextWidth.lines(remark, 450) + party(row.witnesses, 450, "witness ")
        return max(least, 12 + lineHeight * max(hands.max() ?? 0, date, purpose))
    }

    private static func party(_ people: [FormParty], _ width: Int, _ before: String = "") -> Int {
        people.reduce(0) { $0 + TextWidth.lines(before + $1.name, width) + 1 }
    }
}

/// How wide a text is about, without a font at hand.
enum TextWidth {
    /// Lines that a text takes in a column so many tenths of a millimetre wide, in letters of 8.5 points.
    static func lines(_ text: String, _ width: Int) -> Int {
        let length = text.unicodeScalars.prefix(8_192).reduce(0) { $0 + tenths($1) } * 3
        // Words that do not fit into the rest of a line leave it empty.
        return length <= width ? 1 : (length * 6 / 5 + width - 1) / width
    }

    /// In tenths of the height of the letters; a hidden character is written as its code point.
    private static func tenths(_ letter: Unicode.Scalar) -> Int {
        switch letter {
        case "i", "j", "l", "t", "f", "I", ".", ",", ":", ";", " ", "-", "/": 3
        case "m", "w", "M", "W", "@", "%": 10
        case "a"..."z", "0"..."9": 6
        case "\u{20}"..."\u{7e}": 8
        default: 50
        }
    }
}
