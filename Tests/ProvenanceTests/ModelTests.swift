import Bytes
import Glibc
import Keys
import Provenance
import SecretKeys
import TestSupport
import Testing

@Suite("Signed models")
struct ModelTests {
    /// A model of a few files, some of whose names sort differently by parts than by code points.
    static let names = ["a/c", "a-b.txt", "a.txt", "empty", "sub/deep/er/w.bin", "é.json"]

    static func model(_ scratch: ScratchFolder) throws -> String {
        let folder = "\(scratch.path)/model"
        for name in names {
            try Folder.create(Folder.parent(of: "\(folder)/\(name)"))
            try AtomicFile.write(name == "empty" ? [] : Array(name.utf8), to: "\(folder)/\(name)")
        }
        return folder
    }

    private static func manifest(_ folder: String, ignored: [String] = ModelManifest.usuallyIgnored) throws
        -> ModelManifest
    {
        try ModelManifest(
            name: "model",
            files: ModelFolder.files(folder, leavingOut: ignored),
            ignored: ignored
        )
    }

    private static func code(_ body: () throws -> Void) throws -> ProvenanceError.Code? {
        do { try body() } catch let error as ProvenanceError { return error.code }
        return nil
    }

    @Test("read back what they were made of, and hold")
    func roundTrip() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let folder = try Self.model(scratch)
        let manifest = try Self.manifest(folder)
        #expect(
            manifest.files.map(\.name) == Self.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
        #expect(try ModelManifest(statement: manifest.canonicalBytes) == manifest)
        let made = try ModelSignature(manifest, signer: signer)
        let read = try ModelSignature(file: made.fileBytes)
        #expect(read == made && read.fileBytes == made.fileBytes)
        #expect(try read.faults(key: signer.publicKey, files: manifest.files) == [])
        #expect(read.keyHint == SHA256.hash(signer.pem), "the key's PEM is that of other programs")
    }

    @Test("do not hold for another key, or when a file is changed, gone or more")
    func faults() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let folder = try Self.model(scratch)
        let manifest = try Self.manifest(folder)
        let signature = try ModelSignature(manifest, signer: signer)
        func codes(_ change: () throws -> Void) throws -> [ModelFault.Code] {
            try change()
            let files = try ModelFolder.files(folder, leavingOut: signature.leavesOut(itself: nil))
            return try signature.faults(key: signer.publicKey, files: files).map(\.code)
        }
        #expect(try codes {} == [])
        #expect(try codes { try AtomicFile.write([1], to: "\(folder)/a.txt") } == [.changed])
        #expect(try codes { try Folder.remove("\(folder)/a.txt") } == [.missing])
        #expect(try codes { try AtomicFile.write([1], to: "\(folder)/new") } == [.missing, .unsigned])
        #expect(try codes { try AtomicFile.write([1], to: "\(folder)/.gitignore") } == [.missing, .unsigned])
        #expect(
            try signature.faults(key: CardSigner().publicKey, files: manifest.files).map(\.code) == [
                .otherKey
            ]
        )
        var document = String(decoding: signature.fileBytes, as: UTF8.self)
        let other = try ModelSignature(manifest, signer: CardSigner())
        document = document.replacing(
            Base64.encode(signature.signature),
            with: Base64.encode(other.signature)
        )
        let forged = try ModelSignature(file: Array(document.utf8))
        #expect(
            try forged.faults(key: signer.publicKey, files: manifest.files).map(\.code) == [.signature]
        )
    }

    @Test(
        "do not hold beside a twin of a file that differs in Unicode's composition, and hold where names are no bytes"
    )
    func twins() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let folder = try Self.model(scratch)
        let signature = try ModelSignature(Self.manifest(folder), signer: signer)
        // The bytes of the good file: whichever a set of strings keeps, it is right.
        try AtomicFile.write(Array("\u{e9}.json".utf8), to: "\(folder)/e\u{301}.json")
        func faults() throws -> [ModelFault] {
            let files = try ModelFolder.files(folder, leavingOut: signature.leavesOut(itself: nil))
            return try signature.faults(key: signer.publicKey, files: files)
        }
        #expect(try faults().map(\.code) == [.unsigned])
        #expect(try faults().allSatisfy { $0.subject.isSame(as: "e\u{301}.json") })
        #expect(try KnockOut.without(ByteName.rule) { try faults() } == [])
    }

    @Test("have paths that come apart at every slash, whatever mark stands behind it")
    func paths() {
        #expect(ModelManifest.isPath("a/\u{338}b"))
        #expect(!ModelManifest.isPath("../\u{338}b") && !ModelManifest.isPath("a/./\u{338}b"))
    }

    @Test("leave nothing out but what is usual, whatever a signature says that it leaves out")
    func ignores() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let folder = try Self.model(scratch)
        let signature = try ModelSignature(
            Self.manifest(folder, ignored: [".git", "a.txt", "sub"]),
            signer: signer
        )
        let files = try ModelFolder.files(folder, leavingOut: signature.leavesOut(itself: nil))
        let faults = try signature.faults(key: signer.publicKey, files: files)
        #expect(faults.map(\.subject) == ["a.txt", "sub/deep/er/w.bin"])
        #expect(faults.allSatisfy { $0.code == .unsigned })
    }

    @Test("leave out what systems and stopped programs left, unless it was signed")
    func leftBehind() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let folder = try Self.model(scratch)
        let signature = try ModelSignature(Self.manifest(folder), signer: signer)
        let left: [ByteName] = [".DS_Store", "a/._c", "sub/deep/w.bin.partial"]
        for name in left { try AtomicFile.write([1], to: "\(folder)/\(name)") }
        let contents = try ModelFolder.contents(folder, leavingOut: [])
        #expect(contents.leftBehind.sorted() == left)
        #expect(try signature.faults(key: signer.publicKey, files: contents.files) == [])
        let kept = try ModelFolder.contents(folder, leavingOut: [], signed: ["a/._c"])
        #expect(kept.leftBehind.sorted() == [".DS_Store", "sub/deep/w.bin.partial"])
        let faults = try signature.faults(key: signer.publicKey, files: kept.files)
        #expect(faults.map(\.subject) == ["a/._c"] && faults.map(\.code) == [.unsigned])
    }

    @Test("are refused with any byte of the signature changed")
    func flips() throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let manifest = try Self.manifest(Self.model(scratch))
        let bytes = try ModelSignature(manifest, signer: signer).fileBytes
        for place in Effort.places(bytes.count, oneIn: 7) {
            for bit in [1, 4, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[place] ^= bit
                let faults = try? ModelSignature(file: changed)
                    .faults(key: signer.publicKey, files: manifest.files)
                #expect(faults?.isEmpty != true, "byte \(place), \(bit)")
            }
        }
    }

    /// Statements that differ from a good one, and what is wrong with them.
    static let lies: [(String, String, ProvenanceError.Code?)] = [
        ("", "", nil),
        (#""method":"files""#, #""method":"shards""#, .modelSignature),
        (#""allow_symlinks":false"#, #""allow_symlinks":true"#, .modelSignature),
        (#""hash_type":"sha256""#, #""hash_type":"blake3""#, .modelSignature),
        ("v1.0", "v1.1", .modelSignature),
        (#""name":"b""#, #""name":"a""#, .modelSignature),
        (#""name":"a""#, #""name":"c""#, .modelSignature),
        (#""name":"b""#, #""name":"../b""#, .modelName),
        (#""name":"a""#, #""name":"/a""#, .modelName),
        (#""name":"b""#, #""name":"b/./c""#, .modelName),
        (#""name":"b""#, #""name":"b\\c""#, .modelName),
        (#""name":"b""#, #""name":"b\u0000""#, .modelName),
        (#""ignore_paths":[]"#, #""ignore_paths":["../x"]"#, .modelName),
        (#""name":"m""#, #""name":"""#, .modelName),
        (#""_type":"#, #""more":1,"_type":"#, .modelSignature),
        (#""subject":["#, #""subject":[{"digest":{},"name":"n"},"#, .modelSignature),
        (String(repeating: "0", count: 64), String(repeating: "1", count: 64), .modelSignature),
        (
            #"{"algorithm":"sha256","digest":"\#(String(repeating: "0", count: 64))","name":"b"}"#, "",
            .modelSignature
        ),
    ]

    @Test("have statements in the one form that is read", arguments: lies)
    func statements(_ lie: (String, String, ProvenanceError.Code?)) throws {
        let manifest = try ModelManifest(
            name: "m",
            files: [.init(name: "b", sha256: .zero), .init(name: "a", sha256: .zero)],
            ignored: []
        )
        let text = String(decoding: manifest.canonicalBytes, as: UTF8.self)
        let changed = lie.0.isEmpty ? text : text.replacing(lie.0, with: lie.1, maxReplacements: 1)
        #expect(lie.0.isEmpty || changed != text)
        #expect(try Self.code { _ = try ModelManifest(statement: Array(changed.utf8)) } == lie.2)
    }

    @Test("have no links and no devices in them, at least one file, and a P-384 key")
    func refused() throws {
        let scratch = try ScratchFolder()
        let folder = try Self.model(scratch)
        #expect(symlink("a.txt", "\(folder)/link") == 0)
        #expect(try Self.code { _ = try Self.manifest(folder) } == .modelLink)
        try Folder.remove("\(folder)/link")
        #expect(symlink("sub", "\(folder)/link") == 0)
        #expect(try Self.code { _ = try Self.manifest(folder) } == .modelLink)
        try Folder.remove("\(folder)/link")
        try AtomicFile.write([], to: "\(folder)/a\\b")
        #expect(try Self.code { _ = try Self.manifest(folder) } == .modelName)
        try Folder.remove("\(folder)/a\\b")
        let manifest = try Self.manifest(folder)
        #expect(try Self.code { _ = try Self.manifest("\(folder)/a.txt") } == .modelFiles)
        try Folder.create("\(scratch.path)/none")
        #expect(try Self.code { _ = try Self.manifest("\(scratch.path)/none") } == .modelFiles)
        let key = try SecretKey.generate(name: "E", withMLDSA: false)
        #expect(try Self.code { _ = try ModelSignature(manifest, signer: key) } == .modelKey)
    }

    /// Signatures that differ from a good one in what stands around the statement.
    static let bundles: [(String, String)] = [
        ("bundle.v0.3", "bundle.v0.2"), (#""keyid":"""#, #""keyid":"x""#),
        (#""tlogEntries":[]"#, #""tlogEntries":[1]"#),
        (#""payloadType":"application/vnd.in-toto+json""#, #""payloadType":"application/json""#),
        (#""signatures":["#, #""signatures":[{"sig":"AA=="},"#), (#""mediaType""#, #""x":1,"mediaType""#),
    ]

    @Test("have one signature and nothing else around the statement", arguments: bundles)
    func around(_ lie: (String, String)) throws {
        let (scratch, signer) = (try ScratchFolder(), try CardSigner())
        let good = try ModelSignature(Self.manifest(Self.model(scratch)), signer: signer)
        let text = String(decoding: good.fileBytes, as: UTF8.self)
        let changed = text.replacing(lie.0, with: lie.1)
        #expect(changed != text)
        #expect(try Self.code { _ = try ModelSignature(file: Array(changed.utf8)) } == .modelSignature)
        #expect(try ModelSignature(file: Array(text.replacing(#","tlogEntries":[]"#, with: "").utf8)) == good)
    }
}
