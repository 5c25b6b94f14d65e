package import Bytes

/// The one question that a plug-in is asked; `Formats/plugin-v1.md` section 4.1.
package struct PluginRequest: Sendable {
    /// Given back in the answer, so that no answer serves twice.
    package let nonce: Digest
    /// The digest of the statement of the step that the proof is for.
    package let statement: Digest
    package let proof: PluginProof
    /// What the plug-in reads on standard input.
    package let bytes: [UInt8]
    /// The digest of these bytes.
    package let sha256: Digest
    /// The digest of the array of public inputs in canonical JSON.
    package let publicInputsDigest: Digest

    /// Asks about a proof for the step with this statement, canonical JSON in ASCII.
    package init(statement: [UInt8], proof: PluginProof, nonce: Digest) {
        self.nonce = nonce
        self.statement = SHA256.hash(statement)
        self.proof = proof
        let inputs = JSON.array(proof.publicInputs.map(JSON.string))
        publicInputsDigest = SHA256.hash(inputs.canonicalBytes)
        bytes = PluginRequest.document(statement, proof, nonce, inputs).canonicalBytes
        sha256 = SHA256.hash(bytes)
    }

    private static func document(
        _ statement: [UInt8],
        _ proof: PluginProof,
        _ nonce: Digest,
        _ inputs: JSON
    ) -> JSON {
        let artifacts = proof.artifacts.map { artifact -> JSON in
            [
                "file": .string("artifacts/\(artifact.role)"), "role": .string(artifact.role),
                "sha256": .digest(artifact.sha256), "size": .string(String(artifact.bytes.count)),
            ]
        }
        return [
            "artifacts": .array(artifacts), "expected_public_inputs": inputs, "format": .string(proof.format),
            // A plug-in that cannot bear a key it does not know would break with the next version.
            "grease_\(nonce.hex.prefix(8))": .string(String(nonce.hex.suffix(8))), "nonce": .digest(nonce),
            "op": "verify", "protocol": .string(PluginWords.protocol),
            "statement": .string(Escape.line(statement)),
            "statement_sha256": .digest(SHA256.hash(statement)),
        ]
    }
}
