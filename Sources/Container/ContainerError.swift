package import Bytes

/// Bytes of a bundle's container that are not what its profile fixes; `Formats/bundle-v1.md` sections 1 and 2.
package typealias ContainerError = Failure<ContainerErrorCode>

/// The codes of `ContainerError`: stable across releases: scripts match it, `Docs/error-codes.md` explains it.
package enum ContainerErrorCode: String, StableCode {
    case notXZ = "xz-not-xz"
    case truncated = "xz-truncated"
    case streamFlags = "xz-stream-flags"
    case unsupportedCheck = "xz-unsupported-check"
    case padding = "xz-stream-padding"
    case footer = "xz-footer"
    case index = "xz-index"
    case blockHeader = "xz-block-header"
    case unsupportedFilter = "xz-unsupported-filter"
    case blockTooLarge = "xz-block-too-large"
    case storedChunk = "xz-stored-chunk"
    case lzmaData = "xz-lzma-data"
    case blockPadding = "xz-block-padding"
    case blockCheck = "xz-block-check"
    case blockBoundary = "xz-block-boundary"
    case tarHeader = "tar-header"
    case tarPadding = "tar-padding"
    case tarEnd = "tar-end"
    case memberName = "member-name"
    case memberTooLarge = "member-too-large"
    case library = "library-failure"
}
