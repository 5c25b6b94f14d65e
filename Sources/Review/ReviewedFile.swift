package import Bytes

/// A file that was reviewed, as the document names it.
package struct ReviewedFile: Hashable, Sendable {
    /// Its path as that of a member, without `data/`; or, where the name itself has a hit, `withheld/` and the path's SHA-256.
    package let path: String
    package let size: Int
    package let sha256: Digest
    package let kind: FileKind
    /// Whether it was moved out of the run's folder.
    package var isQuarantined: Bool

    package init(path: String, size: Int, sha256: Digest, kind: FileKind, isQuarantined: Bool = false) {
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.kind = kind
        self.isQuarantined = isQuarantined
    }

    /// The name that stands for a path that must not be written down.
    package static func withheldName(of path: String) -> String {
        "withheld/\(SHA256.hash(Array(path.utf8)))"
    }

    /// `[A-Za-z0-9][A-Za-z0-9._-]*` joined by `/`, at most 180 bytes.
    package static func isPath(_ text: String) -> Bool {
        (1...180).contains(text.utf8.count)
            && text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
                part in
                !part.isEmpty
                    && part.enumerated().allSatisfy { index, byte in
                        switch byte {
                        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                        case 0x2d, 0x2e, 0x5f: index > 0
                        default: false
                        }
                    }
            }
    }
}

extension ReviewedFile: FieldCoded {
    package init(_ fields: inout Fields<ReviewedFile>) throws(FormatError) {
        kind = try fields("kind", \.kind, .closedWord)
        path = try fields("path", \.path, .text("the path of a member", ReviewedFile.isPath))
        sha256 = try fields("sha256", \.sha256, .digest)
        size = try fields("size", \.size, .integer)
        let flag = Form.bool.that(is: "true or no key") { $0 }
        isQuarantined = try fields("quarantined", { $0.isQuarantined ? true : nil }, flag) ?? false
    }
}
