package import Bytes

/// One part of a proof: a file that the plug-in finds as `artifacts/ROLE`.
package struct PluginArtifact: Hashable, Sendable {
    package let role: String
    package let sha256: Digest
    package let bytes: ArraySlice<UInt8>

    package init(role: String, bytes: ArraySlice<UInt8>) {
        self.role = role
        self.bytes = bytes
        sha256 = SHA256.hash(bytes)
    }
}

/// What a step carries for a plug-in: artifacts and public inputs in one blob.
///
/// `Formats/plugin-v1.md` section 3:
///
///     canonical JSON {"artifacts", "format", "public_inputs", "type"} | LF | bytes of the artifacts | end
package struct PluginProof: Hashable, Sendable {
    package static let type = "bulla-plugin-proof/1"
    package static let artifactLimit = 64 << 20
    package static let headerLimit = 1 << 20
    private static let countLimit = 32

    package let format: String
    /// In ascending order of role, each role once.
    package let artifacts: [PluginArtifact]
    package let publicInputs: [String]

    /// - Precondition: roles ascend, and all words are spelled as the format says.
    package init(format: String, artifacts: [PluginArtifact], publicInputs: [String]) {
        precondition(zip(artifacts, artifacts.dropFirst()).allSatisfy { $0.role < $1.role })
        self.format = format
        self.artifacts = artifacts
        self.publicInputs = publicInputs
    }

    /// Reads a blob; every digest in it is checked.
    package init(_ blob: [UInt8]) throws(PluginError) {
        guard blob.count <= PluginProof.artifactLimit + PluginProof.headerLimit else {
            throw PluginError(.proofTooLarge, at: "", "\(blob.count) bytes")
        }
        guard let end = blob.prefix(PluginProof.headerLimit + 1).firstIndex(of: 0x0a) else {
            throw PluginError(.proof, at: "", "no line feed in the first \(PluginProof.headerLimit) bytes")
        }
        let header: Header
        do {
            header = try Header(blob[..<end])
        } catch {
            throw PluginError(.proof, error)
        }
        format = header.format
        publicInputs = header.publicInputs
        artifacts = try PluginProof.cut(blob[(end + 1)...], header.artifacts)
    }

    /// The blob.
    package var bytes: [UInt8] {
        let header = Header(
            format: format,
            artifacts: artifacts.map { Entry(role: $0.role, sha256: $0.sha256, size: $0.bytes.count) },
            publicInputs: publicInputs
        )
        return artifacts.reduce(into: header.json.canonicalLine) { $0.append(contentsOf: $1.bytes) }
    }

    private static func cut(
        _ bytes: ArraySlice<UInt8>,
        _ entries: [Entry]
    ) throws(PluginError) -> [PluginArtifact] {
        var total = 0
        for entry in entries { total += entry.size }
        guard total <= artifactLimit else {
            throw PluginError(.proofTooLarge, at: "artifacts", "\(total) bytes, at most \(artifactLimit)")
        }
        guard total == bytes.count else {
            throw PluginError(.proofSize, at: "artifacts", "got \(bytes.count) bytes, want \(total)")
        }
        var artifacts: [PluginArtifact] = []
        var rest = bytes
        for entry in entries {
            let artifact = PluginArtifact(role: entry.role, bytes: rest.prefix(entry.size))
            guard artifact.sha256 == entry.sha256 else {
                throw PluginError(
                    .artifactDigest,
                    at: entry.role,
                    "got \(artifact.sha256), want \(entry.sha256)"
                )
            }
            artifacts.append(artifact)
            rest = rest.dropFirst(entry.size)
        }
        return artifacts
    }

    private struct Entry: FieldCoded {
        let role: String
        let sha256: Digest
        let size: Int

        init(role: String, sha256: Digest, size: Int) {
            (self.role, self.sha256, self.size) = (role, sha256, size)
        }

        init(_ fields: inout Fields<Entry>) throws(FormatError) {
            role = try fields("role", \.role, .role)
            sha256 = try fields("sha256", \.sha256, .digest)
            size = try fields("size", \.size, .integer(in: 0...Int64(PluginProof.artifactLimit)))
        }
    }

    private struct Header: FieldCoded {
        let format: String
        let artifacts: [Entry]
        let publicInputs: [String]

        init(format: String, artifacts: [Entry], publicInputs: [String]) {
            (self.format, self.artifacts, self.publicInputs) = (format, artifacts, publicInputs)
        }

        init(_ bytes: ArraySlice<UInt8>) throws(FormatError) {
            let limits = JSON.Limits(bytes: PluginProof.headerLimit, depth: 4)
            try self.init(JSON(canonical: bytes, limits: limits), path: "")
        }

        init(_ fields: inout Fields<Header>) throws(FormatError) {
            try fields.constant("type", PluginProof.type)
            format = try fields("format", \.format, .format)
            publicInputs = try fields(
                "public_inputs",
                \.publicInputs,
                .list(of: .string.that(is: "1 to 256 visible characters", PluginWords.isVisible))
            )
            artifacts = try fields(
                "artifacts",
                \.artifacts,
                .objects(1...PluginProof.countLimit).inOrder(of: \.role)
            )
        }
    }
}
