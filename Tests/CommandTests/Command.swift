import Bytes
import Foundation
import TestSupport

/// What a command said and how it ended.
struct Outcome: Sendable, CustomStringConvertible {
    let status: Int32
    let bytes: [UInt8]
    let messages: String

    var description: String { "status \(status)\n\(output)\n\(messages)" }
    var output: String { String(decoding: bytes, as: UTF8.self) }
    var lines: [Substring] { output.split(separator: "\n") }
}

/// Runs programs as a user would.
enum Command {
    static func bulla(_ arguments: String..., input: String = "") throws -> Outcome {
        try run(Built.path("bulla"), arguments, input: input)
    }

    /// Runs to the end; results and messages go through files, so that no pipe can fill up.
    static func run(
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
    static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func has(_ names: String...) -> Bool { names.allSatisfy { find($0) != nil } }

    /// Runs an installed program.
    static func tool(_ name: String, _ arguments: String..., in folder: String? = nil) throws -> Outcome {
        try run(find(name) ?? name, arguments, in: folder)
    }
}

/// The Python that has the modules of `Tests/requirements.txt`.
enum Python {
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["BULLA_PYTHON"]
        let made = "\(Vectors.packageRoot)/.venv/bin/python"
        return named ?? (FileManager.default.isExecutableFile(atPath: made) ? made : Command.find("python3"))
    }()

    static let missing = "install Tests/requirements.txt into a venv and name its interpreter in BULLA_PYTHON"

    static func has(_ module: String) -> Bool {
        guard let path, let outcome = try? Command.run(path, ["-c", "import \(module)"]) else { return false }
        return outcome.status == 0
    }

    static func run(_ arguments: [String]) throws -> Outcome {
        try Command.run(path ?? "python3", arguments)
    }
}
