import Bytes
import Formats
import TestSupport
import Testing

@Suite("Documents in the binary")
struct EmbeddedTests {
    static let places = [
        "README.txt": "Formats", "acceptance-v1.md": "Formats",
        "custody-v1.md": "Formats", "audit-v1.md": "Formats",
        "bundle-v1.md": "Formats", "ceremony.md": "Docs", "evidence-v1.md": "Formats",
        "form-v1.md": "Formats", "log-v1.md": "Formats", "partial-v1.md": "Formats",
        "plugin-v1.md": "Formats", "provenance-v1.md": "Formats", "review-v1.md": "Formats",
        "torrent-v1.md": "Formats", "training-v1.md": "Formats", "trust-v1.md": "Formats",
        "verify-by-hand.md": "Docs", "verify.py": "Formats",
        "words-v1.txt": "Formats",
    ]

    @Test("are the files, byte for byte, in byte order of their names")
    func sameBytes() throws {
        #expect(
            Formats.documents.map(\.name)
                == Self.places.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
        for document in Formats.documents {
            let folder = try #require(Self.places[document.name])
            let path = "\(Vectors.packageRoot)/\(folder)/\(document.name)"
            #expect(try document.bytes == File.contents(of: path, limit: 1 << 20), "\(document.name)")
        }
    }
}
