/// A word as every shell reads it, whatever stands in it.
package enum ShellWord {
    /// In single quotes; a quote within stands outside of them, behind a backslash.
    ///
    /// Byte by byte: a quote with a mark on it is one character of Swift, and still ends the word for a shell.
    package static func quoted(_ word: some StringProtocol) -> String {
        var out: [UInt8] = [UInt8(ascii: "'")]
        for byte in word.utf8 {
            if byte == UInt8(ascii: "'") { out.append(contentsOf: "'\\''".utf8) } else { out.append(byte) }
        }
        out.append(UInt8(ascii: "'"))
        return String(decoding: out, as: UTF8.self)
    }

    /// The same for the name of a file: never an option, whatever it begins with.
    package static func quoted(file name: String) -> String {
        quoted(name.begins(with: "-") ? "./\(name)" : name)
    }
}
