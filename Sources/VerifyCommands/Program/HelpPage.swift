package import ArgumentParser

/// A page of help, or the message for wrong arguments, as it is printed.
package enum HelpPage {
    /// The page of a command, for a terminal of this width.
    package static func text(
        of command: any ParsableCommand.Type,
        in root: any ParsableCommand.Type,
        columns: Int
    ) -> String {
        laidOut(root.helpMessage(for: command, columns: columns), in: root, columns: columns)
    }

    /// Breaks the line of usage, which the parser leaves as long as it is, and names the program in examples.
    ///
    /// Commands that two programs share have examples for `bulla`.
    static func laidOut(_ page: String, in root: any ParsableCommand.Type, columns: Int = 80) -> String {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.map { line in
            if line.lowercased().hasPrefix("usage: ") { return usage(line, columns: columns) }
            return line.hasPrefix("  ") ? named(line, root.configuration) : line
        }.joined(separator: "\n")
    }

    /// An example for `bulla` as one for this program, where it has the command.
    private static func named(_ line: String, _ program: CommandConfiguration) -> String {
        var line = line
        for subcommand in program.subcommands {
            let words = " \(subcommand.configuration.commandName ?? "") "
            line = line.replacing(" bulla\(words)", with: " \(program.commandName ?? "bulla")\(words)")
        }
        return line
    }

    /// Breaks a line of usage before an option or argument, and begins further lines under the first one's.
    private static func usage(_ line: String, columns: Int) -> String {
        var lines = [""]
        for part in parts(line) {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = part
            } else if last.count + 1 + part.count <= columns {
                lines[lines.count - 1] = "\(last) \(part)"
            } else {
                lines.append("         \(part)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What stays together: a bracket, an option and its value, an argument and the dots after it.
    private static func parts(_ line: String) -> [String] {
        var (parts, depth) = ([String](), 0)
        for word in line.split(separator: " ").map(String.init) {
            let isValue =
                word.hasPrefix("<") && parts.last?.hasPrefix("-") == true
                && parts.last?.contains(" ") == false
            if let last = parts.last, depth > 0 || isValue || word == "..." {
                parts[parts.count - 1] = "\(last) \(word)"
            } else {
                parts.append(word)
            }
            depth += word.count { $0 == "[" } - word.count { $0 == "]" }
        }
        return parts
    }
}
