import Bytes
import Markup

/// Hands: the chain's events, lines to write on, seals and witnesses.
extension FormPage {
    func chainTable(_ rows: [FormSheets.Row], number: Int, isContinued: Bool) -> Markup {
        FormTable(
            name: "chain",
            caption: isContinued ? "Further events" : "Chain of custody",
            remark: "dates in UTC; name above, signature below, or the key that signed",
            columns: ["Item", "Event and date", "Released by", "Received by", "Purpose, seal, witnesses"],
            rows: rows.map(chainRow)
        ).markup
    }

    private func chainRow(_ row: FormSheets.Row) -> [Markup] {
        guard case .filled(let row) = row else {
            return [.nothing, .nothing, Self.line, Self.line, .nothing]
        }
        let event: Markup = [
            Markup("strong", [:], .text("\(row.number) \(row.type)")), Markup("br", [:]),
            .text(Self.day(row.date)),
        ]
        let item: Markup = content.items.count == 1 ? "1" : .nothing
        return [item, event, hand(row.from), hand(row.to), remarks(row)]
    }

    /// Where one writes a name, and signs below.
    private static let line = Markup("div", ["class": "line"])

    private func hand(_ party: FormParty?) -> Markup {
        guard let party else { return Markup("span", ["class": "none"], "–") }
        return [.text(party.name), party.key.map { Self.key($0) } ?? Self.line]
    }

    private static func key(_ key: Digest) -> Markup {
        Markup("span", ["class": "key"], .text("signed, key \(key.hex.prefix(16))"))
    }

    private func remarks(_ row: FormRow) -> Markup {
        var lines: [Markup] = []
        let words = [row.purpose, row.seal.map { "seal \($0)" }].compactMap { $0 }
        if !words.isEmpty { lines.append(.text(words.joined(separator: ", "))) }
        for witness in row.witnesses {
            lines.append([.text("witness \(witness.name)"), witness.key.map { Self.key($0) } ?? .nothing])
        }
        return .row(lines.map { Markup("div", [:], $0) })
    }

    /// With a blank between date and time, where a narrow column may break it.
    static func day(_ date: String) -> String { date.replacing("T", with: " ") }

    var sealTable: Markup {
        let known = content.seals.map { seal in
            [.text(seal.number), Self.cell(seal.place), Self.cell(seal.date.map(Self.day)), .nothing]
                as [Markup]
        }
        let empty = [[Markup]](
            repeating: [.nothing, .nothing, .nothing, .nothing],
            count: max(1, 3 - known.count)
        )
        return FormTable(
            name: "hands",
            caption: "Seals",
            columns: ["Number", "Where", "Put on", "Taken off, by"],
            rows: known + empty
        ).markup
    }

    var witnessTable: Markup {
        FormTable(
            name: "hands",
            caption: "Witnesses and final disposal",
            columns: ["Event", "Name", "Signature", "Date"],
            rows: [
                [.nothing, .nothing, .nothing, .nothing], [.nothing, .nothing, .nothing, .nothing],
                ["Disposal", .nothing, .nothing, .nothing],
            ]
        ).markup
    }
}
