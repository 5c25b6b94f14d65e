import Foundation

/// The Python that has the modules of `Tests/requirements.txt`.
package enum Python {
    package static let path: String? = {
        let named = ProcessInfo.processInfo.environment["BULLA_PYTHON"]
        let made = "\(Vectors.packageRoot)/.venv/bin/python"
        return named ?? (FileManager.default.isExecutableFile(atPath: made) ? made : Command.find("python3"))
    }()

    package static let missing =
        "install Tests/requirements.txt into a venv and name its interpreter in BULLA_PYTHON"

    package static func has(_ module: String) -> Bool {
        guard let path, let outcome = try? Command.run(path, ["-c", "import \(module)"]) else { return false }
        return outcome.status == 0
    }

    package static func run(_ arguments: [String]) throws -> Outcome {
        try Command.run(path ?? "python3", arguments)
    }
}
