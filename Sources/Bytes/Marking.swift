/// What a classification marking may look like, wherever one is written down.
package enum Marking {
    /// Whether `text` is one: `[A-Z][A-Z0-9 /-]{0,63}`.
    package static func isMarking(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, (0x41...0x5a).contains(first)
        else { return false }
        return text.utf8.allSatisfy {
            (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || [0x20, 0x2f, 0x2d].contains($0)
        }
    }
}
