/// The text under a command's abstract: paragraphs, which a terminal wraps, and examples, which it must not.
package enum Discussion {
    /// Joins the lines of each paragraph, so that they wrap once, where the terminal ends.
    ///
    /// An example line begins with two spaces and is kept as it is written. It has at most `exampleWidth` characters;
    /// a longer command goes on after a backslash. Blank lines separate paragraphs.
    package static func text(_ written: String) -> String {
        var lines: [String] = []
        for line in written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let last = lines.last, isProse(last), isProse(line) {
                lines[lines.count - 1] = "\(last) \(line)"
            } else {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What an example line may have: the parser breaks a line that fills all 80 columns.
    package static let exampleWidth = 79

    private static func isProse(_ line: String) -> Bool { !line.isEmpty && !line.hasPrefix("  ") }
}
