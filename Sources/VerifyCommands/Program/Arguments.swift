import ArgumentParser
import Bytes
import Glibc

/// The command line as the kernel gave it.
enum Arguments {
    /// The arguments as text: `PathText` where one is not UTF-8.
    static let given: [String] = (1..<max(1, Int(CommandLine.argc))).compactMap { index in
        guard let pointer = CommandLine.unsafeArgv[index] else { return nil }
        return PathText.text(UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
    }

    /// Whether a script for a shell is asked for, and no page of help.
    static var asksForScript: Bool { given.contains { $0.begins(with: "--generate-completion-script") } }

    /// The command that arguments name, and its words without the program's name; those of a default subcommand may be
    /// left out.
    static func command(
        of root: any ParsableCommand.Type,
        _ arguments: [String]
    ) -> (command: any ParsableCommand.Type, words: [String]) {
        var (command, words, rest) = (root, [String](), arguments[...])
        while !command.configuration.subcommands.isEmpty {
            let named = command.configuration.subcommands.first { $0.configuration.commandName == rest.first }
            guard let next = named ?? command.configuration.defaultSubcommand else { break }
            if named != nil { rest.removeFirst() }
            words.append(next.configuration.commandName ?? "")
            command = next
        }
        return (command, words)
    }

    /// Refuses an argument that is not UTF-8, but for one that names a file: elsewhere it would be text in a document.
    static func refuseBytes(in arguments: [String], of root: any ParsableCommand.Type) throws {
        guard let first = arguments.firstIndex(where: { !PathText.isPlain($0) }) else { return }
        let forms = PathForms(command(of: root, arguments).command)
        for index in arguments.indices[first...] where !PathText.isPlain(arguments[index]) {
            guard !forms.takesPath(arguments, at: index) else { continue }
            throw ValidationError("argument \(index + 1) is not UTF-8: \(arguments[index].escaped)")
        }
    }
}

/// Which arguments of a command are paths: those for which shells complete names of files.
private struct PathForms {
    /// Options by their names, with hyphens; whether the value is a path.
    private var options: [String: Bool] = [:]
    private var hasPaths = false

    init(_ command: any ParsableCommand.Type) {
        let limits = JSON.Limits(bytes: 1 << 22, depth: 64)
        guard case .object(let dump)? = try? JSON(parsing: Array(command._dumpHelp().utf8), limits: limits),
            case .object(let described)? = dump["command"],
            case .array(let arguments)? = described["arguments"]
        else { return }
        for case .object(let argument) in arguments where argument["kind"] != "flag" {
            let isPath: Bool
            if case .object(let kind)? = argument["completionKind"] {
                isPath = kind["file"] != nil || kind["directory"] != nil
            } else {
                isPath = false
            }
            guard case .array(let names)? = argument["names"] else {
                hasPaths = hasPaths || isPath
                continue
            }
            for case .object(let name) in names {
                guard case .string(let text)? = name["name"] else { continue }
                options[(name["kind"] == "short" ? "-" : "--") + text] = isPath
            }
        }
    }

    /// Whether the word at a place is the value of an option that takes a path, or stands alone where paths do.
    func takesPath(_ words: [String], at index: Int) -> Bool {
        let word = words[index]
        if word.begins(with: "--"), let equals = word.firstIndex(of: "=") {
            return options[String(word[..<equals])] == true
        }
        if index > 0, let isPath = options[words[index - 1]] { return isPath }
        return hasPaths && !word.begins(with: "-")
    }
}
