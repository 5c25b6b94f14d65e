/// What a bundle may be called, wherever its name is written down.
package enum BundleName {
    package static let longest = 64

    /// Whether `text` is one: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
    package static func isName(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                case 0x2d, 0x2e, 0x5f: index > 0
                default: false
                }
            }
    }
}
