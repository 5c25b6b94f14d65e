/// A line of digits as it was typed: what stands after its label, check digits and all.
struct TypedLine: Sendable {
    private static let checkCount = 4
    static let fullCount = DigestLine.digitCount + checkCount

    let digest: FormDigest
    /// 1 or 2.
    let half: Int
    let characters: [Character]
    /// Whether it is a whole digest of a length that no digest has.
    var isWhole = false

    var label: String { isWhole ? digest.rawValue : "\(digest.rawValue)\(half)" }

    /// Lines that begin with a label; each ends where it is full or at what cannot belong to it.
    static func read(_ tokens: [Substring]) -> [TypedLine] {
        var lines: [TypedLine] = []
        var place = 0
        while place < tokens.count {
            guard let (digest, half) = label(tokens[place]) else {
                place += 1
                continue
            }
            place += 1
            var characters: [Character] = []
            while place < tokens.count, characters.count < fullCount, let more = part(tokens[place]) {
                characters += more
                place += 1
            }
            if characters.count >= 4 {
                lines.append(TypedLine(digest: digest, half: half, characters: characters))
            }
        }
        return lines
    }

    /// Characters of a digest from which some are missing, or that has some too many.
    private static let nearly = 49...79

    /// One digest and nothing else: 64 digits, or 72 with those of its checks; or about so many, which is a slip.
    ///
    /// It is taken for the manifest's.
    static func unlabelled(_ tokens: [Substring]) -> [TypedLine] {
        let parts = tokens.prefix(256).map(part)
        let characters = Array(parts.compactMap { $0 }.joined())
        let length = characters.count == 2 * fullCount ? fullCount : DigestLine.digitCount
        let isDigest = parts.allSatisfy { $0 != nil } && nearly.contains(characters.count)
        guard isDigest, characters.count(where: \.isHexDigit) * 4 >= characters.count * 3 else { return [] }
        guard characters.count == 2 * length else {
            return [TypedLine(digest: .manifest, half: 1, characters: characters, isWhole: true)]
        }
        return [
            TypedLine(digest: .manifest, half: 1, characters: Array(characters.prefix(length))),
            TypedLine(digest: .manifest, half: 2, characters: Array(characters.dropFirst(length))),
        ]
    }

    private static func label(_ token: Substring) -> (FormDigest, Int)? {
        let name = token.last == ":" ? token.dropLast() : token
        guard name.utf8.count == 2, let digest = FormDigest(rawValue: name.prefix(1).uppercased()),
            let half = Int(name.dropFirst()), (1...2).contains(half)
        else { return nil }
        return (digest, half)
    }

    /// The characters of a token that may be a group; a slip of the finger is kept, to be named.
    private static func part(_ token: Substring) -> [Character]? {
        let characters = token.filter { !"-–·:.".contains($0) }
        guard label(token) == nil, characters.count <= nearly.upperBound else { return nil }
        let isGroup = characters.count(where: \.isHexDigit) * 2 >= characters.count
        return isGroup && characters.allSatisfy { $0.isLetter || $0.isNumber } ? Array(characters) : nil
    }
}

extension Character {
    /// Its value as a hexadecimal digit of ASCII, in either case.
    var digit: Int? { isASCII ? hexDigitValue : nil }
}
