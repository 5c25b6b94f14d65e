import Bytes
import Foundation

/// What a command said and how it ended.
package struct Outcome: Sendable, CustomStringConvertible {
    package let status: Int32
    package let bytes: [UInt8]
    package let messages: String

    package var description: String { "status \(status)\n\(output)\n\(messages)" }
    package var output: String { String(decoding: bytes, as: UTF8.self) }
    package var lines: [Substring] { output.split(separator: "\n") }
}

/// Runs programs as a user would.
package enum Command {
    package static func bulla(_ arguments: String..., input: String = "") throws -> Outcome {
        try run(Built.path("bulla"), arguments, input: input)
    }

    /// `bulla` with the words of a line, as one types it.
    package static func bulla(line: CommandWords, input: String = "") throws -> Outcome {
        try run(Built.path("bulla"), line.words, input: input)
    }

    /// Runs to the end; results and messages go through files, so that no pipe can fill up.
    package static func run(
        _ path: String,
        _ arguments: [String],
        input: String = "",
        in folder: String? = nil
    ) throws -> Outcome {
        let scratch = try ScratchFolder()
        let (stdin, stdout, stderr) = ("\(scratch.path)/in", "\(scratch.path)/out", "\(scratch.path)/err")
        for (file, text) in [(stdin, input), (stdout, ""), (stderr, "")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder ?? scratch.path)
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: stdin))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: stdout))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: stderr))
        try process.run()
        process.waitUntilExit()
        let bytes = try File.contents(of: stdout, limit: 1 << 26)
        let messages = String(decoding: try File.contents(of: stderr, limit: 1 << 26), as: UTF8.self)
        return Outcome(status: process.terminationStatus, bytes: bytes, messages: messages)
    }

    /// The program of this name, where one is installed.
    package static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    package static func has(_ names: String...) -> Bool { names.allSatisfy { find($0) != nil } }

    /// Runs an installed program.
    package static func tool(_ name: String, _ arguments: String..., in folder: String? = nil) throws
        -> Outcome
    {
        try run(find(name) ?? name, arguments, in: folder)
    }
}
