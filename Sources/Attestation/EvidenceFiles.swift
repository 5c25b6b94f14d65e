/// The files of one piece of evidence, raw as captured, by their names within its folder.
package struct EvidenceFiles: Sendable {
    package let files: [String: [UInt8]]

    /// No file of evidence or collateral is larger.
    package static let largestFile = 1 << 20

    package init(_ files: [String: [UInt8]]) {
        self.files = files
    }

    package subscript(name: String) -> [UInt8]? { files[name] }

    /// Those of the files that have one of these names.
    func only(_ names: Set<String>) -> EvidenceFiles {
        EvidenceFiles(files.filter { names.contains($0.key) })
    }

    /// Those of the files that have none of these names.
    func without(_ names: Set<String>) -> EvidenceFiles {
        EvidenceFiles(files.filter { !names.contains($0.key) })
    }

    /// The names, in byte order.
    package var names: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
