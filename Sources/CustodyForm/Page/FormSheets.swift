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
        var room = max(Self.least * 2, Self.firstRoom - Self.itemHeight * (content.items.count - 1))
        room -= Self.lineHeight * 2 * max(0, Self.lines(content.bundle.name, 44) - 1)
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

    private static func height(_ row: Row) -> Int {
        guard case .filled(let row) = row else { return least }
        let hands = [row.from, row.to].map { party(($0.map { [$0] } ?? []), 30) }
        let date = lines(row.date, 11) + lines(row.type, 14)
        let purpose = lines("\(row.purpose ?? "") \(row.seal ?? "") seal", 26) + party(row.witnesses, 22)
        return max(least, 12 + lineHeight * max(hands.max() ?? 0, date, purpose))
    }

    private static func party(_ people: [FormParty], _ width: Int) -> Int {
        people.reduce(0) { $0 + lines($1.name, width) + 1 }
    }

    /// Lines that a text takes; a hidden character is written as its code point, which is longer.
    private static func lines(_ text: String, _ width: Int) -> Int {
        let length = text.unicodeScalars.prefix(8_192).reduce(0) {
            $0 + ((0x20..<0x7f).contains($1.value) ? 1 : 8)
        }
        return (length + width - 1) / width
    }
}
