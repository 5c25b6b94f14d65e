import Bytes
package import Leaves

/// A proof as a producer hands it over, before it is stored and named.
package struct NewProof: Sendable {
    package enum Content: Sendable {
        case bytes([UInt8])
        /// A file below the folder of proofs.
        case path(String)
    }

    package let kind: String
    package let content: Content

    package init(kind: String, _ bytes: [UInt8]) {
        self.kind = kind
        content = .bytes(bytes)
    }

    package init(kind: String, path: String) {
        self.kind = kind
        content = .path(path)
    }
}

extension ProofStore {
    /// Stores a proof, or keeps it inline where it is small enough, and says where it is.
    package func place(_ proof: NewProof, root: String?) throws(RecordingError) -> ProofReference {
        switch proof.content {
        case .bytes(let bytes):
            guard (1...LeafField.largestProof).contains(bytes.count) else {
                throw RecordingError(.proofSize, at: "proof \(proof.kind)", "is empty")
            }
            guard bytes.count > LeafField.largestInlineProof else {
                return ProofReference(kind: proof.kind, inline: bytes)
            }
            return ProofReference(kind: proof.kind, blob: try store(bytes), size: bytes.count)
        case .path(let path):
            let (digest, size) = try copy(path, root: root)
            return ProofReference(kind: proof.kind, blob: digest, size: size)
        }
    }

    private func copy(_ path: String, root: String?) throws(RecordingError) -> (digest: Digest, size: Int) {
        guard let root else {
            throw RecordingError(
                .proofPath,
                at: path,
                "no proof folder was given; hint: --proof-root DIR"
            )
        }
        let file: File
        do { file = try File.reading(path, beneath: root) } catch {
            throw RecordingError(.proofPath, error)
        }
        let (digest, size) = try store(file, limit: LeafField.largestProof)
        guard size > 0 else { throw RecordingError(.proofSize, at: path, "is empty") }
        return (digest, size)
    }
}
