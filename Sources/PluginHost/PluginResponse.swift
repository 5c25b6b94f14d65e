package import Bytes

/// The one answer of a plug-in, read but not yet believed; `Formats/plugin-v1.md` section 4.2.
package struct PluginResponse: Hashable, Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        case accept, reject, error
    }

    /// An artifact that the plug-in says it looked at.
    package struct Checked: Hashable, Sendable {
        package let role: String
        package let sha256: Digest
    }

    package let nonce: Digest
    package let requestDigest: Digest
    package let verdict: Verdict
    /// `ok` with `accept`, and the plug-in's own word otherwise.
    package let code: String
    package let checked: [Checked]
    package let publicInputsDigest: Digest
    package let statementBound: Bool
    /// Name and version of what did the work.
    package let verifier: String

    private static let checkedLimit = 64

    /// Reads one JSON value in any spelling, nothing after it, no key twice and none unknown.
    package init(_ bytes: [UInt8]) throws(PluginError) {
        do {
            try self.init(reading: bytes)
        } catch {
            throw PluginError(.output, error)
        }
    }

    private init(reading bytes: [UInt8]) throws(FormatError) {
        let limits = JSON.Limits(bytes: 65_536, depth: 4)
        var object = try JSONObject(JSON(parsing: bytes, limits: limits), path: "")
        try object.expect("protocol", PluginWords.protocol)
        nonce = try object.digest("nonce")
        requestDigest = try object.digest("request_sha256")
        verdict = try object.take("verdict", .word)
        code = try object.take("code", .string.that(is: "[a-z0-9-]+", PluginWords.isWord))
        checked = try object.take("checked", .objects(0...PluginResponse.checkedLimit))
        publicInputsDigest = try object.digest("public_inputs_sha256")
        statementBound = try object.bool("statement_bound")
        var verifier = try object.object("verifier")
        let (name, version) = (
            try verifier.take("name", PluginResponse.printable),
            try verifier.take("version", PluginResponse.printable)
        )
        self.verifier = "\(name) \(version)"
        try verifier.end()
        try object.end()
        guard (verdict == .accept) == (code == "ok") else {
            throw FormatError(.badValue, at: "code", "got \"\(code)\" with \(verdict.rawValue)")
        }
    }

    private static var printable: Form<String> {
        .string.that(is: "1 to 64 printable characters") { text in
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
        }
    }
}

extension PluginResponse.Checked: FieldCoded {
    package init(_ fields: inout Fields<Self>) throws(FormatError) {
        role = try fields("role", \.role, .role)
        sha256 = try fields("sha256", \.sha256, .digest)
    }
}

extension PluginResponse {
    /// What the answer says, once it is seen to be one to this request; section 4.3.
    func outcome(of request: PluginRequest, requiredRoles: [String]) throws(PluginError) -> PluginOutcome {
        try PluginResponse.expect(nonce, request.nonce, .nonce, at: "nonce")
        try PluginResponse.expect(requestDigest, request.sha256, .requestDigest, at: "request_sha256")
        try PluginResponse.expect(
            publicInputsDigest,
            request.publicInputsDigest,
            .publicInputs,
            at: "public_inputs_sha256"
        )
        try checkNamedArtifacts(of: request.proof)
        switch verdict {
        case .error: throw PluginError(.verdictError, at: "verdict", "the plug-in says \"\(code)\"")
        case .reject: return .reject(code: code)
        case .accept:
            for role in requiredRoles where !checked.contains(where: { $0.role == role }) {
                throw PluginError(.rolesUnchecked, at: "checked", "accepted without a look at \"\(role)\"")
            }
            return .accept(statementBound: statementBound, verifier: verifier)
        }
    }

    private static func expect(
        _ got: Digest,
        _ want: Digest,
        _ code: PluginCode,
        at location: String
    ) throws(PluginError) {
        guard got == want else { throw PluginError(code, at: location, "got \(got), want \(want)") }
    }

    private func checkNamedArtifacts(of proof: PluginProof) throws(PluginError) {
        guard Set(checked.map(\.role)).count == checked.count else {
            throw PluginError(.checked, at: "checked", "a role stands twice")
        }
        for entry in checked {
            let artifact = proof.artifacts.first { $0.role == entry.role }
            guard artifact?.sha256 == entry.sha256 else {
                let want = artifact.map { "want \($0.sha256)" } ?? "the proof has no such role"
                throw PluginError(.checked, at: entry.role, "got \(entry.sha256), \(want)")
            }
        }
    }
}
