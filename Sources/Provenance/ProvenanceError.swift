package import Bytes

/// A statement, signature or model that cannot be read or made; one that was read and does not hold is a fault instead.
package typealias ProvenanceError = Failure<ProvenanceErrorCode>

/// The codes of `ProvenanceError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum ProvenanceErrorCode: String, StableCode {
    case modelSignature = "model-signature-syntax"
    case modelName = "model-file-name"
    case modelLink = "model-link"
    case modelFiles = "model-files"
    case modelKey = "model-key"
    case statement = "provenance-syntax"
}
