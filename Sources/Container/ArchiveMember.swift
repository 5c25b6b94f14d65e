package import Bytes

/// A member to be written: its name below the bundle's folder, its size, and where its content is.
package struct ArchiveMember: Sendable {
    package enum Content: Sendable {
        case bytes([UInt8])
        /// A file that must still have the digest that was logged for it.
        case file(path: String, digest: Digest)
    }

    package let name: String
    package let size: Int
    package let kind: BlockPlanner.Kind
    package let content: Content

    package init(name: String, bytes: [UInt8], kind: BlockPlanner.Kind = .ordinary) {
        self.name = name
        size = bytes.count
        self.kind = kind
        content = .bytes(bytes)
    }

    package init(name: String, path: String, size: Int, digest: Digest, kind: BlockPlanner.Kind) {
        self.name = name
        self.size = size
        self.kind = kind
        content = .file(path: path, digest: digest)
    }
}

/// An input that is not what the log says it was.
package struct InputChanged: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: String
    package let detail: String

    package init(path: String, detail: String) {
        self.path = path
        self.detail = detail
    }

    package var description: String { "input-changed: \(path): \(detail)" }
}
