package import Bytes
import Hashing

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
        let sorted = files.sorted { $0.name.precedes($1.name) }
        try self.init(name: name, ordered: sorted, ignored: ignored.sortedByBytes())
    }

    private init(name: String, ordered files: [File], ignored: [String]) throws(ProvenanceError) {
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
        (self.name, self.files, self.ignored) = (name, files, ignored)
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
    /// The statement: canonical JSON.
    package var statement: [UInt8] {
        let resources = files.map { file -> JSON in
            ["algorithm": "sha256", "digest": .digest(file.sha256), "name": .string(file.name)]
        }
        let serialization: JSON = [
            "allow_symlinks": false, "hash_type": "sha256",
            "ignore_paths": .array(ignored.map { .string($0) }), "method": "files",
        ]
        let document: JSON = [
            "_type": .string(ModelManifest.statementType),
            "predicate": ["resources": .array(resources), "serialization": serialization],
            "predicateType": .string(ModelManifest.predicateType),
            "subject": [["digest": ["sha256": .digest(digest)], "name": .string(name)]],
        ]
        return document.canonicalBytes
    }

    /// Reads a statement of any program: any spelling, but every key known.
    ///
    /// Section 6.4 sorts names by code points; the reference implementation sorts part by part. Both are taken.
    package init(statement bytes: [UInt8]) throws(ProvenanceError) {
        let (name, files, ignored, stated) = try translating(.modelSignature) {
            () throws(FormatError) -> (String, [File], [String], Digest) in
            try ModelManifest.parts(JSON(parsing: bytes, limits: ModelManifest.limits))
        }
        try self.init(name: name, ordered: files, ignored: ignored)
        guard ModelManifest.isSorted(files.map(\.name)) else {
            throw ProvenanceError(.modelSignature, at: "resources", "want each name once, in order")
        }
        guard digest == stated else {
            throw ProvenanceError(
                .modelSignature,
                at: "subject[0].digest.sha256",
                "got \(stated), the resources have \(digest)"
            )
        }
    }

    private static func parts(_ value: JSON) throws(FormatError) -> (String, [File], [String], Digest) {
        var statement = try JSONObject(value, path: "")
        try statement.expect("_type", statementType)
        try statement.expect("predicateType", predicateType)
        var subjects = try statement.objects("subject")
        guard subjects.count == 1 else {
            throw FormatError(.badValue, at: "subject", "got \(subjects.count), want 1")
        }
        let name = try subjects[0].string("name")
        var digests = try subjects[0].object("digest")
        let digest = try digests.digest("sha256")
        try digests.end()
        try subjects[0].end()
        var predicate = try statement.object("predicate")
        try statement.end()
        let ignored = try serialization(predicate.object("serialization"))
        var files: [File] = []
        for resource in try predicate.objects("resources") { files.append(try file(resource)) }
        try predicate.end()
        return (name, files, ignored, digest)
    }

    private static func serialization(_ object: JSONObject) throws(FormatError) -> [String] {
        var object = object
        try object.expect("method", "files")
        try object.expect("hash_type", "sha256")
        guard try !object.bool("allow_symlinks") else {
            throw FormatError(.badValue, at: object.location("allow_symlinks"), "want no links followed")
        }
        let ignored = try object.optional("ignore_paths") { o, k throws(FormatError) in try o.strings(k) }
        try object.end()
        return ignored ?? []
    }

    // Members of a resource that nobody knows are ignored, as section 5.2 demands.
    private static func file(_ object: JSONObject) throws(FormatError) -> File {
        var object = object
        try object.expect("algorithm", "sha256")
        return File(name: try object.string("name"), sha256: try object.digest("digest"))
    }

    private static func isSorted(_ names: [String]) -> Bool {
        let parts = names.map { $0.utf8.split(separator: UInt8(ascii: "/")).map(Array.init) }
        return zip(names, names.dropFirst()).allSatisfy { $0.precedes($1) }
            || zip(parts, parts.dropFirst()).allSatisfy { a, b in
                a.lexicographicallyPrecedes(b) { $0.lexicographicallyPrecedes($1) }
            }
    }
}
