import Bytes

/// Changes documents at places that their readers look at: numbers, texts, lists and keys, and what base64 holds.
struct JSONMutator {
    private static let limits = JSON.Limits(bytes: 64 << 20, depth: 64)

    /// Nil where the bytes are no JSON.
    static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8]? {
        let end: [UInt8] = bytes.last == 0x0a ? [0x0a] : []
        guard var value = try? JSON(parsing: Array(bytes.dropLast(end.count)), limits: limits) else {
            return nil
        }
        for _ in 0...dice.below(3) {
            var place = dice.below(count(value))
            value = change(value, at: &place, &dice)
        }
        return value.canonicalBytes + end
    }

    private static func count(_ value: JSON) -> Int {
        switch value {
        case .object(let members): members.values.reduce(1) { $0 + count($1) }
        case .array(let elements): elements.reduce(1) { $0 + count($1) }
        default: 1
        }
    }

    private static func change(_ value: JSON, at place: inout Int, _ dice: inout Dice) -> JSON {
        defer { place -= 1 }
        if place == 0 { return dice.isOne(in: 12) ? other(&dice) : changed(value, &dice) }
        switch value {
        case .object(let members):
            var changed: [String: JSON] = [:]
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                place -= 1
                if place < 0 { changed[key] = member; continue }
                changed[key] = change(member, at: &place, &dice)
            }
            return .object(changed)
        case .array(let elements):
            return .array(
                elements.map { element in
                    place -= 1
                    return place < 0 ? element : change(element, at: &place, &dice)
                }
            )
        default: return value
        }
    }

    private static func other(_ dice: inout Dice) -> JSON {
        var deep: JSON = 0
        for _ in 0..<dice.below(40) { deep = [deep] }
        return dice.pick([[:], [], "", 0, true, deep, .array([JSON](repeating: [:], count: 2_000))])
    }

    private static func changed(_ value: JSON, _ dice: inout Dice) -> JSON {
        switch value {
        case .integer(let number):
            return .integer(
                dice.pick([
                    0, 1, -1, number &+ 1, number &- 1, number &* 2, 1 << 31, 1 << 32, 1 << 50,
                    JSON.largestInteger,
                    JSON.largestInteger + 1, -JSON.largestInteger, .max, .min,
                ])
            )
        case .bool(let flag): return .bool(!flag)
        case .string(let text): return .string(changed(text, &dice))
        case .array(var elements):
            guard !elements.isEmpty else { return dice.isOne(in: 2) ? [[]] : ["", 1] }
            let at = dice.below(elements.count)
            switch dice.below(5) {
            case 0: elements.remove(at: at)
            case 1: elements.insert(elements[at], at: at)
            case 2: elements.swapAt(at, dice.below(elements.count))
            case 3: elements = [JSON](repeating: elements[at], count: 1 + dice.below(3_000))
            default: elements = []
            }
            return .array(elements)
        case .object(var members):
            let keys = members.keys.sorted()
            switch dice.below(3) {
            case 0 where !keys.isEmpty: members[dice.pick(keys)] = nil
            case 1 where keys.count > 1: members[dice.pick(keys)] = members[dice.pick(keys)]
            default: members["zzz"] = 1
            }
            return .object(members)
        }
    }

    private static func changed(_ text: String, _ dice: inout Dice) -> String {
        if dice.isOne(in: 2), text.utf8.count >= 40, let bytes = try? Base64.decode(text) {
            let inner = mutate(bytes, &dice) ?? ByteMutator.mutate(bytes, &dice)
            return Base64.encode(inner)
        }
        switch dice.below(9) {
        case 0: return ""
        case 1: return String(text.dropLast())
        case 2: return text + text
        case 3: return String(repeating: "0", count: 64)
        case 4: return String(repeating: "a", count: 1 << dice.below(18))
        case 5:
            return text + dice.pick(["e\u{301}", "\u{202e}", "\n", "\0", "\u{feff}", "\u{10ffff}", "/../"])
        case 6: return dice.pick(["9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2242-03-16T12:56:32Z"])
        case 7: return text.uppercased()
        default:
            var characters = Array(text.utf8)
            guard !characters.isEmpty else { return "0" }
            characters[dice.below(characters.count)] = UInt8(0x21 + dice.below(0x5e))
            return String(decoding: characters, as: UTF8.self)
        }
    }
}
