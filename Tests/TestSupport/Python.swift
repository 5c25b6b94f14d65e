import Foundation

/// Python, for second opinions and for files that Swift must not have made.
package enum Python {
    /// The interpreter that has the modules of `Tests/requirements.txt`.
    package static let path: String? = {
        let named = ProcessInfo.processInfo.environment["BULLA_PYTHON"]
        let made = "\(Vectors.packageRoot)/.venv/bin/python"
        return named ?? (FileManager.default.isExecutableFile(atPath: made) ? made : Command.find("python3"))
    }()

    /// The one that Debian's modules belong to; a virtual environment does not see them.
    package static let system = "/usr/bin/python3"

    /// Whether there is one, for scripts that want its standard library only.
    package static let isThere = path != nil

    package static let missing =
        "install Tests/requirements.txt into a venv and name its interpreter in BULLA_PYTHON"

    package static func has(_ module: String) -> Bool {
        path.map { has(module, $0) } ?? false
    }

    package static func systemHas(_ module: String) -> Bool { has(module, system) }

    private static func has(_ module: String, _ python: String) -> Bool {
        (try? Command.run(python, ["-c", "import \(module)"]))?.status == 0
    }

    package static func run(_ arguments: [String], input: String = "") throws -> Outcome {
        try Command.run(path ?? "python3", arguments, input: input)
    }

    package static func runSystem(_ arguments: [String]) throws -> Outcome {
        try Command.run(system, arguments)
    }

    /// `Formats/verify.py` on a bundle.
    package static func verify(_ arguments: [String]) throws -> Outcome {
        try run(["\(Vectors.packageRoot)/Formats/verify.py"] + arguments)
    }
}
