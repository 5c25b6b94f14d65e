import Bytes
import TestSupport
import Testing

/// Shapes in the sources that a rule of names or of output forbids; a new one is a relapse, or stands here with its reason.
@Suite("Shapes in the sources")
struct SourceShapeTests {
    /// Rooms, folders and files that read names of others.
    static let readingNames = [
        "Bytes/Files", "Torrents", "Provenance", "LogTiles", "CustodyChain", "Portal", "bulla/Publish",
        "BundleFolder", "bulla/Audit/AuditFolder.swift", "bulla/Review",
        "VerifyCommands/Release/ModelPaths.swift",
        "VerifyCommands/Release/ModelCheck.swift", "VerifyCommands/Verify/CustodyOptions.swift",
        "VerifyCommands/Evidence/EvidenceInputs.swift", "VerifyCommands/Verify/ResponseOptions.swift",
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
        ("[String: (", [:]),
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

    @Test("where names of others are read, none is decoded lossily or compared as text", arguments: forbidden)
    func names(_ rule: (shape: String, allowed: [String: Int])) throws {
        for source in try SwiftSource.all() where Self.readingNames.contains(where: source.path.begins) {
            let count = source.code.count { $0.contains(rule.shape) }
            #expect(count <= rule.allowed[source.path, default: 0], "\(source.path): \(rule.shape)")
        }
    }

    @Test("only Console writes to stdout and stderr")
    func output() throws {
        for source in try SwiftSource.all() where source.path != "VerifyCommands/Program/Console.swift" {
            for shape in Self.printing {
                #expect(!source.code.contains { $0.contains(shape) }, "\(source.path): \(shape)")
            }
        }
    }

    @Test("no line that is printed has lines of its own")
    func lines() throws {
        for source in try SwiftSource.all() {
            for line in source.code where line.contains("Console.") {
                #expect(!line.contains("\\n"), "\(source.path): \(line)")
            }
            #expect(source.text.firstMatch(of: /Console\.\w+\(\s*"""/) == nil, "\(source.path)")
        }
    }

    /// Functions of C and of ours in C that take paths.
    static let takingPaths: Set<Substring> = [
        "open", "openat", "stat", "lstat", "access", "rename", "unlink", "link", "linkat", "mkdir", "rmdir",
        "opendir", "realpath", "chmod", "readlink", "symlink", "truncate", "mkdtemp", "bulla_unfinished_add",
        "bulla_rename_new",
    ]

    /// Whether the paths among the arguments are bytes, constants, or no paths.
    static func isByBytes(_ arguments: Substring) -> Bool {
        arguments.contains(".cPath") || arguments.hasPrefix("$0") || arguments.hasPrefix(")")
            || arguments.hasPrefix("\"/") || arguments.hasPrefix("&template)")
    }

    @Test("paths are given to C by their bytes, in one way")
    func paths() throws {
        var calls = 0
        for source in try SwiftSource.all() {
            for line in source.code {
                guard let arguments = SwiftSource.arguments(of: Self.takingPaths, in: line),
                    !["func ", "case ", "try open("].contains(where: line.contains)
                else { continue }
                calls += 1
                #expect(Self.isByBytes(arguments), "\(source.path): \(line)")
            }
            #expect(
                source.path == "Bytes/Names/PathText.swift" || !source.text.contains(".utf8CString")
                    || source.path.begins(with: "PluginHost/"),
                "\(source.path)"
            )
        }
        #expect(calls > 30)
        // One that is found, and is wrong.
        let wrong = SwiftSource.arguments(of: Self.takingPaths, in: "if lstat(path, &there) == 0")
        #expect(wrong.map(Self.isByBytes) == false)
        #expect(SwiftSource.arguments(of: Self.takingPaths, in: "file.open(path)") == nil)
    }

    @Test("words are quoted for a shell in one place")
    func quoting() throws {
        for source in try SwiftSource.all() where source.path != "Bytes/Names/ShellWord.swift" {
            #expect(!source.text.contains("'\\\\''"), "\(source.path)")
        }
    }

    @Test("no file has more than 350 lines")
    func sizes() throws {
        for source in try SwiftSource.all() where source.path != "Bytes/Names/CaseFoldingTable.swift" {
            let lines = source.text.utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(lines <= 350, "\(source.path)")
        }
    }

    @Test("every room imports what Package.swift lets it depend on")
    func dependencies() throws {
        let file = "\(Vectors.packageRoot)/Package.swift"
        let package = String(decoding: try File.contents(of: file, limit: 1 << 20), as: UTF8.self)
        let sources = try SwiftSource.all()
        let targets = package.matches(
            of: /arget\(\s*name: "([\w-]+)",\s*dependencies: \[([^\]]*)\]/
        )
        var rooms = 0
        for target in targets {
            let own = sources.filter { $0.path.begins(with: "\(target.1)/") }
            guard !own.isEmpty else { continue }
            rooms += 1
            let lines: [Substring] = own.flatMap { source in source.code.filter { $0.contains("import ") } }
            for dependency in target.2.matches(of: /"(\w+)"/).map(\.1) {
                let isImported = lines.contains { line in
                    line.hasSuffix("import \(dependency)") || line.contains(" \(dependency).")
                }
                #expect(isImported, "\(target.1) depends on \(dependency)")
            }
        }
        #expect(rooms >= 30)
    }
}
