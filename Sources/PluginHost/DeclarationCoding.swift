package import Bytes

extension PluginDeclaration: FieldCoded {
    fileprivate static let runtimeLimit = 4_096

    package init(_ fields: inout Fields<PluginDeclaration>) throws(FormatError) {
        let word = Form.string.that(is: "[a-z0-9-]+", PluginWords.isWord)
        name = try fields("name", \.name, word)
        formats = try fields("formats", \.formats, .words(word: .format))
        path = try fields("path", \.path, .absolutePath)
        sha256 = try fields("sha256", \.sha256, .digest)
        runtime = try fields(
            "runtime",
            \.runtime,
            .objects(0...PluginDeclaration.runtimeLimit).inOrder(of: \.name)
        )
        limits = try fields("limits", \.limits, .object)
        trust = try fields("trust", \.trust, .word)
        requiredRoles = try fields("required_roles", \.requiredRoles, .words(word: word))
        acceptedArtifacts =
            try fields(
                "accepted_artifacts",
                { Optional($0.acceptedArtifacts) },
                .objects(0...PluginDeclaration.runtimeLimit).inOrder { "\($0.role) \($0.sha256)" }
            ) ?? []
        isolation = try fields("isolation", { Optional($0.isolation) }, .word) ?? .required
    }
}

extension PluginDeclaration.RuntimeFile: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        name = try fields("name", \.name, .string.that(is: "a relative path", PluginWords.isFileName))
        path = try fields("path", \.path, .absolutePath)
        sha256 = try fields("sha256", \.sha256, .digest)
    }
}

extension PluginDeclaration.Limits: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        wallSeconds = try fields("wall_seconds", \.wallSeconds, .integer(in: 1...3_600))
        cpuSeconds = try fields("cpu_seconds", \.cpuSeconds, .integer(in: 1...3_600))
        memoryBytes = try fields("memory_bytes", \.memoryBytes, .integer(in: 1 << 20...1 << 40))
        outputBytes = try fields("output_bytes", \.outputBytes, .integer(in: 1...65_536))
    }
}

extension PluginDeclaration.AcceptedArtifact: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        role = try fields("role", \.role, .role)
        sha256 = try fields("sha256", \.sha256, .digest)
    }
}

extension Form<[String]> {
    /// One to 32 texts, ascending.
    fileprivate static func words(word: Form<String>) -> Form { list(of: word, 1...32).inOrder(of: \.self) }
}

extension Form<String> {
    fileprivate static var absolutePath: Form {
        string.that(is: "an absolute path") {
            $0.utf8.first == UInt8(ascii: "/") && $0.utf8.count < 4_096 && !$0.utf8.contains(0)
        }
    }
}
