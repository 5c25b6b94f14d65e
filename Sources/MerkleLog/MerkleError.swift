/// A tree, tile, checkpoint or proof that breaks its rules: which rule, where, got and wanted values.
package struct MerkleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
        case badSize = "tree-size"
        case badIndex = "tree-index"
        case nodeCount = "range-node-count"
        case proofLength = "proof-length"
        case proofRoot = "proof-root"
        case tilePath = "tile-path"
        case bundleDamaged = "entry-bundle"
        case entryTooLarge = "entry-too-large"
        case badCheckpoint = "checkpoint-syntax"
        case badProofText = "tlog-proof-syntax"
    }

    package let code: Code
    /// What was read: a path, a line, an entry, or a proof.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
