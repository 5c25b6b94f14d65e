package import Bytes

extension PluginDeclaration {
    fileprivate static let listLimit = 32
    fileprivate static let runtimeLimit = 4_096

    /// Reads one declaration; unknown keys, other orders and numbers out of range are refused.
    package init(_ object: JSONObject) throws(FormatError) {
        var object = object
        name = try object.text("name", want: "[a-z0-9-]+", where: PluginWords.isWord)
        formats = try object.list("formats", want: "[a-z0-9-]+/[a-z0-9.]+", where: PluginWords.isFormat)
        path = try object.path()
        sha256 = try object.digest("sha256")
        runtime = try RuntimeFile.list(&object)
        limits = try Limits(object.object("limits"))
        trust = try object.choice("trust")
        requiredRoles = try object.list("required_roles", want: "[a-z0-9-]+", where: PluginWords.isWord)
        acceptedArtifacts = try AcceptedArtifact.list(&object)
        isolation = try object.has("isolation") ? object.choice("isolation") : .required
        try object.end()
    }

    /// The declaration as it is written.
    package var json: JSON {
        [
            "accepted_artifacts": .array(acceptedArtifacts.map(\.json)),
            "formats": .array(formats.map(JSON.string)), "isolation": .string(isolation.rawValue),
            "limits": limits.json, "name": .string(name), "path": .string(path),
            "required_roles": .array(requiredRoles.map(JSON.string)),
            "runtime": .array(runtime.map(\.json)), "sha256": .digest(sha256),
            "trust": .string(trust.rawValue),
        ]
    }

    fileprivate static func checkCount(
        _ count: Int,
        _ range: ClosedRange<Int>,
        at location: String
    ) throws(FormatError) {
        guard range.contains(count) else {
            throw FormatError(
                .badValue,
                at: location,
                "got \(count) entries, want \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }
}

extension PluginDeclaration.RuntimeFile {
    fileprivate init(_ object: JSONObject) throws(FormatError) {
        var object = object
        name = try object.text("name", want: "a relative path", where: PluginWords.isFileName)
        path = try object.path()
        sha256 = try object.digest("sha256")
        try object.end()
    }

    fileprivate static func list(_ object: inout JSONObject) throws(FormatError) -> [Self] {
        var files: [Self] = []
        let location = object.location("runtime")
        let entries = try object.objects("runtime")
        try PluginDeclaration.checkCount(entries.count, 0...PluginDeclaration.runtimeLimit, at: location)
        for entry in entries { files.append(try Self(entry)) }
        try PluginWords.checkAscending(files.map(\.name), at: location)
        return files
    }

    fileprivate var json: JSON {
        ["name": .string(name), "path": .string(path), "sha256": .digest(sha256)]
    }
}

extension PluginDeclaration.Limits {
    fileprivate init(_ object: JSONObject) throws(FormatError) {
        var object = object
        wallSeconds = try object.integer("wall_seconds", in: 1...3_600)
        cpuSeconds = try object.integer("cpu_seconds", in: 1...3_600)
        memoryBytes = try object.integer("memory_bytes", in: 1 << 20...1 << 40)
        outputBytes = try object.integer("output_bytes", in: 1...65_536)
        try object.end()
    }

    fileprivate var json: JSON {
        [
            "cpu_seconds": .number(cpuSeconds), "memory_bytes": .number(memoryBytes),
            "output_bytes": .number(outputBytes), "wall_seconds": .number(wallSeconds),
        ]
    }
}

extension PluginDeclaration.AcceptedArtifact {
    fileprivate static func list(_ object: inout JSONObject) throws(FormatError) -> [Self] {
        guard object.has("accepted_artifacts") else { return [] }
        var artifacts: [Self] = []
        let location = object.location("accepted_artifacts")
        for var entry in try object.objects("accepted_artifacts") {
            artifacts.append(Self(role: try entry.role(), sha256: try entry.digest("sha256")))
            try entry.end()
        }
        try PluginDeclaration.checkCount(artifacts.count, 0...PluginDeclaration.runtimeLimit, at: location)
        try PluginWords.checkAscending(artifacts.map { "\($0.role) \($0.sha256)" }, at: location)
        return artifacts
    }

    fileprivate var json: JSON { ["role": .string(role), "sha256": .digest(sha256)] }
}

extension JSONObject {
    /// One to 32 texts that `isAllowed` takes, ascending.
    fileprivate mutating func list(
        _ key: String,
        want: String,
        where isAllowed: (String) -> Bool
    ) throws(FormatError) -> [String] {
        let texts = try strings(key)
        try PluginDeclaration.checkCount(texts.count, 1...PluginDeclaration.listLimit, at: location(key))
        for text in texts where !isAllowed(text) {
            throw FormatError(.badValue, at: location(key), "got \"\(text.prefix(80))\", want \(want)")
        }
        try PluginWords.checkAscending(texts, at: location(key))
        return texts
    }

    fileprivate mutating func path() throws(FormatError) -> String {
        try text("path", want: "an absolute path") {
            $0.utf8.first == UInt8(ascii: "/") && $0.utf8.count < 4_096 && !$0.utf8.contains(0)
        }
    }

    fileprivate mutating func choice<Choice>(_ key: String) throws(FormatError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let text = try string(key)
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
            throw FormatError(.badValue, at: location(key), "got \"\(text.prefix(80))\", want \(choices)")
        }
        return choice
    }
}
