import CTexts

/// The specifications that the binary carries: `bulla spec` prints them, every bundle holds them.
package enum Formats {
    /// A document by its file name, such as `bundle-v1.md`.
    package struct Document: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// All documents, in byte order of their names.
    package static let documents: [Document] = (0..<bulla_document_count()).map { index in
        let document = bulla_document_at(index)
        return Document(
            name: String(cString: document.name),
            bytes: Array(UnsafeBufferPointer(start: document.bytes, count: document.count))
        )
    }

    /// The fixed text that every bundle begins with.
    package static let readme: [UInt8] = documents.first { $0.name == "README.txt" }?.bytes ?? []

    /// The version of this software.
    package static let version = "0.2.0"
}
