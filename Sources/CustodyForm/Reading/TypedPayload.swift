import Bytes

/// The text of a QR code as a scanner gave it, or as it was pasted.
struct TypedPayload: Sendable {
    /// Nil where it does not have the form of `FormPayload`.
    let payload: FormPayload?

    /// Takes the texts of codes out of the tokens.
    ///
    /// A text may be broken into several tokens, in whatever case.
    static func taken(from tokens: inout [Substring]) -> [TypedPayload] {
        var found: [TypedPayload] = []
        var rest: [Substring] = []
        var place = 0
        while place < tokens.count {
            let token = tokens[place].uppercased()
            place += 1
            guard var text = afterPrefix(token) else {
                rest.append(tokens[place - 1])
                continue
            }
            while place < tokens.count, wantsMore(text), isPart(tokens[place]) {
                text += tokens[place].uppercased()
                place += 1
            }
            found.append(TypedPayload(payload: read(text)))
        }
        tokens = rest
        return found
    }

    /// What follows the fixed letters; a scanner may say in front of them what kind of code it was.
    private static func afterPrefix(_ token: String) -> String? {
        let (letters, prefix) = (Array(token.utf8), Array(FormPayload.prefix.utf8))
        guard letters.count <= 512, letters.count >= prefix.count else { return nil }
        return (0...(letters.count - prefix.count)).first { letters[$0...].starts(with: prefix) }
            .map { String(decoding: letters[($0 + prefix.count)...], as: UTF8.self) }
    }

    private static let fullCount = 2 * 64 + 1

    private static func wantsMore(_ text: String) -> Bool { text.utf8.count < fullCount && text.last != "-" }

    private static func isPart(_ token: Substring) -> Bool {
        token.utf8.count <= fullCount && token.allSatisfy { $0.digit != nil || $0 == ":" || $0 == "-" }
    }

    private static func read(_ text: String) -> FormPayload? {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let manifest = Digest(hex: parts[0]) else { return nil }
        if parts[1] == "-" { return FormPayload(manifest: manifest, chain: nil) }
        return Digest(hex: parts[1]).map { FormPayload(manifest: manifest, chain: $0) }
    }
}
