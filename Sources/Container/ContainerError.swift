/// Bytes of a bundle's container that are not what its profile fixes; `Formats/bundle-v1.md` sections 1 and 2.
package struct ContainerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable across releases: scripts match it, `Docs/error-codes.md` explains it.
    package enum Code: String, Sendable, CaseIterable {
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

    package let code: Code
    /// A block, a member, or a byte of the file.
    package let location: String
    package let detail: String

    package init(_ code: Code, at location: String, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    package var description: String { "\(code.rawValue) at \(location): \(detail)" }
}
