package import Bytes

/// A tree, tile, checkpoint or proof that breaks its rules: which rule, where, got and wanted values.
package typealias MerkleError = Failure<MerkleErrorCode>

/// The codes of `MerkleError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum MerkleErrorCode: String, StableCode {
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
