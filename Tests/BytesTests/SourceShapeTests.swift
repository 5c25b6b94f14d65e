import Bytes
import TestSupport
import Testing

/// Shapes in the sources that a rule of names or of output forbids; a new one is a relapse, or stands here with its reason.
@Suite("Shapes in the sources")
struct SourceShapeTests {
    /// Rooms, folders and files that read names of others.
    static let readingNames = [
        "Bytes/Files", "Torrents", "Provenance", "LogTiles", "CustodyChain", "Portal", "bulla/Publish",
        "bulla/Audit/AuditFolder.swift", "bulla/Review", "VerifyCommands/ModelPaths.swift",
        "VerifyCommands/ModelCheck.swift", "VerifyCommands/CustodyOptions.swift",
        "VerifyCommands/EvidenceInputs.swift", "VerifyCommands/ResponseOptions.swift",
    ]

    /// Lossy or canonical where names are bytes, and how often a file may have it all the same.
    static let forbidden: [(shape: String, allowed: [String: Int])] = [
        // Bytes that were checked before, or that no name is.
        (
            "String(decoding:",
            [
                "Portal/PortalPages.swift": 1, "Portal/SiteFile.swift": 1,
                "bulla/Publish/PortalBundle.swift": 1,
            ]
        ),
        // The system's words for errors.
        ("String(cString:", ["Bytes/Files/File+Positions.swift": 1, "Bytes/Files/FileError.swift": 1]),
        // Words of our own, ids of people, and folders that we make.
        (
            "Set<String>",
            [
                "CustodyChain/CustodyEvent+Keys.swift": 5, "LogTiles/TileFolder.swift": 1,
                "bulla/Review/ReviewRound.swift": 1,
            ]
        ),
        // Folded names, which are one where they are canonically equivalent; ids of people; digits.
        ("[String: (", ["Torrents/TorrentPath.swift": 1]),
        ("[String: Set<Role>", ["CustodyChain/CustodySignatures.swift": 1]),
        ("[String: [", ["bulla/Publish/PortalFolder.swift": 1]), ("[String: Bencode", [:]),
        ("[String: Digest", [:]),
        ("hasSuffix(", ["Portal/PortalSite.swift": 1, "Torrents/Making/TrackerHost.swift": 2]),
        // Addresses of trackers and of the site, which are ASCII.
        (
            "hasPrefix(",
            [
                "Portal/PortalSite.swift": 1, "Torrents/Making/TrackerHost.swift": 1,
                "bulla/Publish/PortalWriter.swift": 1,
                "bulla/Review/ReviewRound.swift": 1,
            ]
        ),
        ("split(separator: \"/\"", [:]), ("lowercased()", ["Torrents/Making/TrackerHost.swift": 1]),
    ]

    /// Ways to print past `Console`.
    static let printing = [
        " print(", "fputs(", "fwrite(", " puts(", "STDOUT_FILENO", "STDERR_FILENO", "exit(withError:",
        "dump(",
        "debugPrint(", "FileHandle",
    ]

    private static func sources(below path: String = "") throws -> [(path: String, text: String)] {
        let root = "\(Vectors.packageRoot)/Sources"
        return try Folder.files(below: root).filter { $0.ends(with: ".swift") && $0.begins(with: path) }.map {
            ($0, String(decoding: try File.contents(of: "\(root)/\($0)", limit: 1 << 20), as: UTF8.self))
        }
    }

    private static func code(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    }

    @Test("where names of others are read, none is decoded lossily or compared as text", arguments: forbidden)
    func names(_ rule: (shape: String, allowed: [String: Int])) throws {
        for (path, text) in try Self.sources() where Self.readingNames.contains(where: path.begins) {
            let count = Self.code(text).count { $0.contains(rule.shape) }
            #expect(count <= rule.allowed[path, default: 0], "\(path): \(rule.shape)")
        }
    }

    @Test("only Console writes to stdout and stderr")
    func output() throws {
        for (path, text) in try Self.sources() where path != "VerifyCommands/Console.swift" {
            for shape in Self.printing {
                #expect(!Self.code(text).contains { $0.contains(shape) }, "\(path): \(shape)")
            }
        }
    }

    @Test("no line that is printed has lines of its own")
    func lines() throws {
        for (path, text) in try Self.sources() {
            for line in Self.code(text) where line.contains("Console.") {
                #expect(!line.contains("\\n"), "\(path): \(line)")
            }
        }
    }

    @Test("words are quoted for a shell in one place")
    func quoting() throws {
        for (path, text) in try Self.sources() where path != "Bytes/Names/ShellWord.swift" {
            #expect(!text.contains("'\\\\''"), "\(path)")
        }
    }
}
