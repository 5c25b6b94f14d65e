import Audit
import BundleFolder
import Bytes
import Glibc
import TestSupport
import Testing
import Trust
import Verification

/// A folder as nobody should hand it over.
private struct Pile {
    let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    func place(_ name: String) -> String { "\(scratch.path)/\(name)" }

    func put(_ text: String, _ name: String) throws {
        try AtomicFile.write(Array(text.utf8), to: place(name))
    }

    /// A file or folder of the vectors under a name.
    func copy(_ vector: String, _ name: String) throws {
        let source = "\(Vectors.packageRoot)/Formats/Vectors/\(vector)"
        #expect(try Command.tool("cp", "-r", source, place(name)).status == 0)
    }

    /// An empty file under a name that is bytes.
    func create(_ name: [UInt8]) {
        let path = Array(place("").utf8) + name + [0]
        let descriptor = path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer {
            $0.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1
        }
        #expect(descriptor >= 0)
        close(descriptor)
    }

    func read(limit: Int = 100) throws -> BundleFolder { try BundleFolder(scratch.path, limit: limit) }
}

@Suite("A folder of bundles")
struct BundleFolderTests {
    /// What each kind looks like in the vectors, or the least that says what it is.
    private static let samples: [(kind: ItemKind, vector: String)] = [
        (.bundle, "bundle/golden-1.bulla.tar.xz"), (.audit, "audit/dice.audit.json"),
        (.receipt, "age/ida.receipt.dsse.json"), (.note, "age/size-1.note"), (.note, "bundle/checkpoint-1"),
        (.custody, "age/bob.custody"),
    ]

    private static func trust() throws -> Trust {
        try Trust(file: File.contents(of: Golden.trust, limit: 1 << 20))
    }

    private func judge(_ folder: BundleFolder) throws -> ExporterJudge {
        ExporterJudge(trust: try Self.trust(), time: try Timestamp(Golden.time), folder: folder)
    }

    private func item(_ folder: BundleFolder, _ name: String) throws -> BundleFolder.Item {
        try #require(folder.items.first { $0.name == name })
    }

    /// Reads an item as what its kind is, for what refuses it.
    private func fault(_ folder: BundleFolder, _ name: String) throws -> FolderFault? {
        let item = try item(folder, name)
        do throws(FolderFault) {
            switch item.kind {
            case .bundle: _ = try folder.bundle(item, judge: nil)
            case .audit: _ = try folder.ceremony(item)
            case .receipt: _ = try folder.receipt(item)
            case .report: _ = try folder.report(item)
            case .note: _ = try folder.note(item)
            case .torrent: _ = try folder.metainfo(item)
            case .custody: _ = try folder.chain(item)
            case nil: break
            }
            return nil
        } catch { return error }
    }

    @Test("tells what a file is by its contents, whatever it is called")
    func contents() throws {
        let pile = try Pile()
        for (index, sample) in Self.samples.enumerated() { try pile.copy(sample.vector, "\(index)") }
        try pile.put(#"{"a":{"type":"bulla-audit/1"},"type":"bulla-report/1"}"#, "report")
        try pile.put("d8:announce1:xe", "torrent")
        let folder = try pile.read()
        #expect(folder.items.map(\.kind) == Self.samples.map(\.kind) + [.report, .torrent])
        for index in Self.samples.indices { #expect(try fault(folder, "\(index)") == nil) }
        for name in ["report", "torrent"] { #expect(try fault(folder, name)?.reason == .unreadable) }
        #expect(folder.faults.isEmpty)
    }

    @Test("refuses a file that is named as another kind", arguments: ItemKind.allCases)
    func misnamed(_ named: ItemKind) throws {
        let pile = try Pile()
        // A file is never meant as a folder, and a folder only as one.
        let samples = Self.samples.filter { ($0.kind == .custody) != (named == .custody) || $0.kind == named }
        for (index, sample) in samples.enumerated() {
            try pile.copy(sample.vector, "\(index)\(named.suffix)")
        }
        let folder = try pile.read()
        let isFolder = named == .custody
        #expect(folder.items.map(\.kind) == samples.map(\.kind).filter { isFolder || $0 == named })
        #expect(folder.faults.allSatisfy { $0.reason == .unreadable && $0.detail.contains("named as") })
        #expect(folder.items.count + folder.faults.count == samples.count)
    }

    @Test(
        "refuses what is named as a paper and is none, and passes over all else",
        arguments: ItemKind.allCases
    )
    func junk(_ named: ItemKind) throws {
        let pile = try Pile()
        let outside = try Pile()
        try outside.copy("bundle/golden-1.bulla.tar.xz", "bundle")
        try outside.copy("age/bob.custody", "chain")
        for name in ["junk", "link", "chain-link", "lost", "fifo"] {
            for suffix in ["", named.suffix] {
                let path = pile.place(name + suffix)
                switch name {
                case "junk":
                    if named == .custody { try Folder.create(path) }
                    if named != .custody { try pile.put("{\"type\":\"x\"}", name + suffix) }
                case "link": #expect(symlink(outside.place("bundle"), path) == 0)
                case "chain-link": #expect(symlink(outside.place("chain"), path) == 0)
                case "lost": #expect(symlink("nowhere", path) == 0)
                default: #expect(mkfifo(path, 0o600) == 0)
                }
            }
        }
        let folder = try pile.read()
        for item in folder.items {
            let isNamed = item.name.ends(with: named.suffix)
            #expect(item.kind == (isNamed ? named : nil), "\(item)")
            // An empty folder is a chain without events, for its judge to refuse.
            let isRefused = isNamed && (named != .custody || !item.name.begins(with: "junk"))
            #expect(try (fault(folder, item.name)?.reason == .unreadable) == isRefused, "\(item)")
        }
        #expect(folder.items.count == 10)
        #expect(try judge(folder).evidence.receipts.isEmpty)
    }

    @Test("reads no more than a paper may have", arguments: ["", "{", "d4:info", "\u{fd}7zXZ\0"])
    func huge(_ beginning: String) throws {
        let pile = try Pile()
        for kind in ItemKind.allCases where kind != .custody {
            try pile.put(beginning, "x\(kind.suffix)")
            #expect(truncate(pile.place("x\(kind.suffix)"), off_t(1) << 40) == 0)
        }
        try pile.put(beginning, "x")
        #expect(truncate(pile.place("x"), off_t(1) << 40) == 0)
        let folder = try pile.read()
        for item in folder.items where item.kind != nil {
            #expect(try fault(folder, item.name)?.reason == .unreadable, "\(item)")
        }
        // What begins as metainfo is metainfo, under another name a fault.
        let isTorrent = beginning == "d4:info"
        #expect(try item(folder, "x").kind == (isTorrent ? .torrent : nil))
        #expect(folder.faults.count == (isTorrent ? ItemKind.allCases.count - 2 : 0))
    }

    @Test("refuses names that are not text or hide something, and keeps apart those that only look alike")
    func names() throws {
        let pile = try Pile()
        pile.create([0x78, 0xff])
        pile.create(Array("a\nb.note".utf8))
        pile.create(Array("e\u{301}".utf8))
        pile.create(Array("\u{e9}".utf8))
        let folder = try pile.read()
        #expect(folder.faults.map(\.reason) == [.name, .name])
        #expect(folder.faults.map(\.file) == ["a\\nb.note", "x\\xff"])
        #expect(folder.items.map { Array($0.name.utf8) } == [Array("e\u{301}".utf8), Array("\u{e9}".utf8)])
        let ignoring = try BundleFolder(pile.scratch.path, limit: 4, ignoring: [ByteName("\u{e9}")])
        #expect(ignoring.items.count == 1)
    }

    @Test("refuses more files than the limit")
    func limit() throws {
        let pile = try Pile()
        for name in ["a", "b"] { try pile.put("", name) }
        #expect(try pile.read(limit: 2).items.count == 2)
        let fault = #expect(throws: FolderFault.self) { try pile.read(limit: 1) }
        #expect(fault?.description == "\(pile.scratch.path): got 2 files, want at most 1")
    }

    @Test("gives each of two bundles of one segment, and says who sealed them")
    func copies() throws {
        let pile = try Pile()
        for name in ["b", "a.bulla.tar.xz"] { try pile.copy("bundle/golden-2.bulla.tar.xz", name) }
        let folder = try pile.read()
        let judge = try judge(folder)
        let golden = try Golden(2)
        let bundles = try folder.items(.bundle).map { try folder.bundle($0, judge: judge, counted: true) }
        #expect(bundles.map(\.name) == ["a.bulla.tar.xz", "b"])
        for bundle in bundles {
            let record = bundle.record()
            #expect((record.manifest, record.from, record.to) == (golden.manifest, golden.from, golden.to))
            #expect(record.files == [bundle.name])
            #expect(try bundle.digest() == golden.fileDigest)
            #expect(bundle.exporters?.isAccepted == true && record.exporters == bundle.exporters?.people)
        }
    }

    @Test(
        "refuses a bundle that nobody who counts has sealed, one that is damaged, and one that changes meanwhile"
    )
    func refusals() throws {
        let pile = try Pile()
        try pile.copy("bundle/golden-1.bulla.tar.xz", "good")
        var bytes = try File.contents(of: pile.place("good"), limit: 1 << 24)
        try AtomicFile.write(bytes.dropLast(4), to: pile.place("short"))
        let folder = try pile.read()
        let early = ExporterJudge(
            trust: try Self.trust(),
            time: try Timestamp("1980-01-01T00:00:00Z"),
            folder: folder
        )
        let good = try item(folder, "good")
        let uncounted = #expect(throws: FolderFault.self) {
            try folder.bundle(good, judge: early, counted: true)
        }
        #expect(uncounted?.reason == .notCounted && uncounted?.detail.contains("threshold-not-met") == true)
        #expect(try folder.bundle(good, judge: early).exporters?.isAccepted == false)
        #expect(try folder.bundle(good, judge: nil).exporters == nil)
        let short = try fault(folder, "short")
        #expect(
            short?.reason == .unreadable && short?.detail.contains(pile.scratch.path) == false,
            "\(short as Any)"
        )
        let opened = try folder.bundle(good, judge: nil)
        bytes.append(0)
        try AtomicFile.write(bytes, to: pile.place("good"))
        let changed = #expect(throws: FolderFault.self) { try opened.digest() }
        #expect(changed?.detail.contains("changed while it was read") == true)
    }

    @Test("takes notes, receipts and chains of any name as evidence of age, and none through a link")
    func evidence() throws {
        let pile = try Pile()
        let outside = try Pile()
        for size in 1...5 { try pile.copy("age/size-\(size).note", "\(size)") }
        for name in ["ida", "ivo", "both"] { try pile.copy("age/\(name).receipt.dsse.json", "\(name).json") }
        try outside.copy("age/size-1.note", "x.note")
        #expect(symlink(outside.place("x.note"), pile.place("x.note")) == 0)
        let evidence = try judge(pile.read()).evidence
        #expect((evidence.notes.count, evidence.receipts.count) == (5, 3))
    }

    @Test("does not take a chain with a link, a folder or a name without text in it")
    func chains() throws {
        for fault in ["link", "folder", "name"] {
            let pile = try Pile()
            try pile.copy("age/bob.custody", "c")
            let sound = try pile.read()
            #expect(try sound.chain(item(sound, "c")).isEmpty == false)
            switch fault {
            case "link": #expect(symlink("/etc/passwd", pile.place("c/x")) == 0)
            case "folder": try Folder.create(pile.place("c/x"))
            default: pile.create(Array("c/".utf8) + [0xff])
            }
            let folder = try pile.read()
            #expect(try item(folder, "c").kind == .custody)
            #expect(try self.fault(folder, "c")?.reason == .unreadable, "\(fault)")
        }
    }

    @Test(
        "finds the type of the outermost object alone",
        arguments: [
            (#"{"type":"bulla-audit/1"}"#, true),
            (#"{ "a" : [1,{"type":"x"}], "type" : "bulla-audit/1" , }"#, true),
            (#"{"a":"\"type\":\"x\"","b":"type","type":"bulla-audit/1"#, false),
            (#"{"a":{"type":"bulla-audit/1"}}"#, false), (#"{"a":"type","b":"bulla-audit/1"}"#, false),
            (#"{"type":{"a":"bulla-audit/1"}}"#, false), (#"{"type":["bulla-audit/1"]}"#, false),
            (#"[{"type":"bulla-audit/1"}]"#, false), (#"{"a\"#, false), (#"{"type"#, false),
        ]
    )
    func type(_ document: (text: String, isAudit: Bool)) throws {
        let pile = try Pile()
        try pile.put(document.text, "x")
        let folder = try pile.read()
        #expect(try item(folder, "x").kind == (document.isAudit ? .audit : nil))
    }
}
