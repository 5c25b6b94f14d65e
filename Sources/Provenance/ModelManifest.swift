package import Bytes

/// The files of a model with their digests, as OpenSSF Model Signing 1.0 signs them: an in-toto Statement.
///
/// One serialization is made and read: method `files`, SHA-256, no links followed.
package struct ModelManifest: Hashable, Sendable {
    package static let statementType = "https://in-toto.io/Statement/v1"
    package static let predicateType = "https://model_signing/signature/v1.0"
    package static let payloadType = "application/vnd.in-toto+json"
    /// Left out at the top of every model, unless a signature says that it has them (section 6.2).
    package static let usuallyIgnored = [".git", ".gitattributes", ".github", ".gitignore"]
    package static let fileLimit = 65_536
    static let limits = JSON.Limits(bytes: 32 << 20, depth: 8)

    /// A file by its path below the model's folder.
    package struct File: Hashable, Sendable {
        package let name: String
        package let sha256: Digest

        package init(name: String, sha256: Digest) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// What the model is called; no check depends on it.
    package let name: String
    /// In the order of the statement, on which the subject's digest depends.
    package let files: [File]
    /// Paths that were left out, sorted.
    package let ignored: [String]

    /// Sorts the files; refuses names that are not sane, and a model without files.
    package init(name: String, files: [File], ignored: [String]) throws(ProvenanceError) {
        self.name = name
        self.files = files.sorted { $0.name.precedes($1.name) }
        self.ignored = ignored.sortedByBytes()
        try check()
    }

    private func check() throws(ProvenanceError) {
        guard !name.isEmpty, name.utf8.count <= 255 else {
            throw ProvenanceError(.modelName, at: "model", "want a name of 1 to 255 bytes")
        }
        guard (1...ModelManifest.fileLimit).contains(files.count) else {
            throw ProvenanceError(
                .modelFiles,
                at: "model",
                "got \(files.count) files, want 1 to \(ModelManifest.fileLimit)"
            )
        }
        for path in files.map(\.name) + ignored where !ModelManifest.isPath(path) {
            throw ProvenanceError(
                .modelName,
                at: path,
                "want a relative path without \".\", \"..\" or \"\\\""
            )
        }
    }

    /// 1 to 1,024 bytes; parts that are not empty, `.` or `..`, and no control characters, `\` or U+FFFD.
    package static func isPath(_ text: String) -> Bool {
        (1...1_024).contains(text.utf8.count)
            && text.pathParts.allSatisfy { !["", ".", ".."].contains($0) }
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && $0 != "\\" && $0 != "\u{fffd}"
            }
    }

    /// The subject's digest: SHA-256 over the files' digests in their order.
    package var digest: Digest {
        var hash = SHA256()
        for file in files { hash.update(file.sha256.bytes) }
        return hash.finish()
    }
}

extension ModelManifest {
    /// Reads a statement of any program: any spelling, but every key known.
    ///
    /// Section 6.4 sorts names by code points; the reference implementation sorts part by part. Both are taken.
    package init(statement bytes: [UInt8]) throws(ProvenanceError) {
        self = try ProvenanceError.from(.modelSignature) { () throws(FormatError) in
            try ModelManifest(JSON(parsing: bytes, limits: ModelManifest.limits), path: "")
        }
        try check()
        guard ModelManifest.isSorted(files.map(\.name)) else {
            throw ProvenanceError(.modelSignature, at: "resources", "want each name once, in order")
        }
    }

    private static func isSorted(_ names: [String]) -> Bool {
        let parts = names.map { $0.utf8.split(separator: UInt8(ascii: "/")).map(Array.init) }
        return zip(names, names.dropFirst()).allSatisfy { $0.precedes($1) }
            || zip(parts, parts.dropFirst()).allSatisfy { a, b in
                a.lexicographicallyPrecedes(b) { $0.lexicographicallyPrecedes($1) }
            }
    }
}

/// The statement.
extension ModelManifest: FieldCoded {
    package init(_ fields: inout Fields<ModelManifest>) throws(FormatError) {
        try fields.constant("_type", ModelManifest.statementType)
        try fields.constant("predicateType", ModelManifest.predicateType)
        let subject = try fields("subject", { [Descriptor($0.name, $0.digest)] }, .descriptors(nil))[0]
        name = subject.name
        (files, ignored) = try fields.nested("predicate") { (predicate) throws(FormatError) in
            let ignored = try predicate.nested("serialization", ModelManifest.ignored)
            return (try predicate("resources", \.files, .list(of: .resource)), ignored)
        }
        guard digest == subject.sha256 else {
            throw fields.refusal(
                "subject[0].digest.sha256",
                "got \(subject.sha256), the resources have \(digest)"
            )
        }
    }

    private static func ignored(_ fields: inout Fields<ModelManifest>) throws(FormatError) -> [String] {
        try fields.constant("method", "files")
        try fields.constant("hash_type", "sha256")
        _ = try fields("allow_symlinks", { _ in false }, .bool.that(is: "no links followed") { !$0 })
        return try fields("ignore_paths", { Optional($0.ignored) }, .list(of: .string)) ?? []
    }
}

extension ModelManifest.File: FieldCoded {
    package init(_ fields: inout Fields<ModelManifest.File>) throws(FormatError) {
        try fields.constant("algorithm", "sha256")
        name = try fields("name", \.name, .string)
        sha256 = try fields("digest", \.sha256, .digest)
    }
}

extension Form<ModelManifest.File> {
    /// Members of a resource that nobody knows are passed over, as section 5.2 demands.
    fileprivate static var resource: Form {
        Form(
            read: { (json, place) throws(FormatError) in
                guard case .object(let members) = json else { return try object.read(json, place) }
                let known = members.filter { ["algorithm", "digest", "name"].contains($0.key) }
                return try object.read(.object(known), place)
            },
            write: object.write
        )
    }
}
