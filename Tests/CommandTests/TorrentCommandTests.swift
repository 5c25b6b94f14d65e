import Bytes
import Glibc
import TestSupport
import Testing

@Suite("Torrents from the command line")
struct TorrentCommandTests {
    private let home: ScratchFolder
    /// A bundle of this test alone: another name for a file changes what is noted of it, and others verify the golden one.
    private let golden: String

    init() throws {
        home = try ScratchFolder()
        golden = "\(home.path)/golden.bulla.tar.xz"
        try AtomicFile.write(File.contents(of: Golden.bundle(1), limit: 1 << 24), to: golden)
    }

    private func publish(_ bundle: String, _ out: String, _ more: String...) throws -> Outcome {
        try Command.run(Built.path("bulla"), ["publish", "torrent", bundle, "-o", out] + more)
    }

    /// The first 32 digits of the manifest's digest, as the bundle itself has it.
    private func name(of bundle: String) throws -> String {
        let line = try Command.bulla("inspect", bundle).lines.first { $0.hasPrefix("manifest ") }
        return String(try #require(line?.split(separator: " ").last).prefix(32))
    }

    @Test("are the same wherever they are made, and their data are whole")
    func same() throws {
        let folder = try ScratchFolder()
        let (one, two) = ("\(folder.path)/one", "\(folder.path)/two/deep")
        let copy = "\(folder.path)/other name.tar.xz"
        try AtomicFile.write(File.contents(of: golden, limit: 1 << 24), to: copy)
        #expect(try publish(golden, one, "--hybrid").status == 0)
        #expect(try publish(copy, two, "--hybrid", "--copy").status == 0)
        let name = try name(of: copy)
        let wanted = ["\(name)"] + ["hybrid", "v1", "v2"].map { "\(name).\($0).torrent" }
        #expect(try Folder.names(in: one) == wanted && Folder.names(in: two) == wanted)
        for torrent in wanted.dropFirst() {
            let bytes = try File.contents(of: "\(one)/\(torrent)", limit: 1 << 20)
            #expect(try bytes == File.contents(of: "\(two)/\(torrent)", limit: 1 << 20))
            for program in ["bulla", "bulla-verify"] {
                let check = ["torrent", "check", "\(one)/\(torrent)", "\(two)/\(name)"]
                #expect(try Command.run(Built.path(program), check).status == 0)
            }
        }
        let seeded = try Folder.files(below: "\(two)/\(name)")
        #expect(seeded == ["\(name).bulla.tar.xz", "verify.txt"])
    }

    @Test("come with settings for the engines that are named, and for no others")
    func profiles() throws {
        let folder = try ScratchFolder()
        let outcome = try publish(
            golden,
            folder.path,
            "--profile",
            "transmission",
            "--profile",
            "qbittorrent-nox"
        )
        #expect(outcome.status == 0 && outcome.output.contains("ADDRESS and PORT"), "\(outcome)")
        let names = try Folder.names(in: folder.path)
        #expect(names.contains("transmission.settings.json") && names.contains("qBittorrent.conf"))
        #expect(!names.contains("aria2.conf") && !names.contains("libtorrent.json"))
        #expect(try publish(golden, "\(folder.path)/x", "--profile", "kazaa").status == 64)
    }

    @Test("link the bundle where they can, and copy it where they shall")
    func links() throws {
        let folder = try ScratchFolder()
        let bundle = "\(folder.path)/week.bulla.tar.xz"
        try AtomicFile.write(File.contents(of: golden, limit: 1 << 24), to: bundle)
        symlink("week.bulla.tar.xz", "\(folder.path)/link")
        let node = try File.reading(bundle).status().st_ino
        let name = try name(of: bundle)
        for (out, more, isLinked) in [("a", [], true), ("b", ["--copy"], false), ("c", ["--json"], true)] {
            let arguments =
                ["publish", "torrent", "\(folder.path)/link", "-o", "\(folder.path)/\(out)"] + more
            let outcome = try Command.run(Built.path("bulla"), arguments)
            #expect(outcome.status == 0 && outcome.messages.contains("nothing was verified"), "\(outcome)")
            let seeded = "\(folder.path)/\(out)/\(name)/\(name).bulla.tar.xz"
            #expect(try (File.reading(seeded, noFollow: true).status().st_ino == node) == isLinked)
        }
        let again = try publish(bundle, "\(folder.path)/a")
        #expect(again.status == 2 && again.messages.contains("hint: engines may be seeding it"))
    }

    @Test("take trackers on the local network, and others only when told")
    func trackers() throws {
        let folder = try ScratchFolder()
        let local = try publish(
            golden,
            "\(folder.path)/a",
            "--announce",
            "http://10.0.0.1:6969/announce"
        )
        #expect(local.status == 0)
        let plain = try publish(golden, "\(folder.path)/b")
        let hashes = { (outcome: Outcome) in outcome.lines.prefix(2).map { $0.split(separator: " ")[1] } }
        #expect(hashes(local) == hashes(plain))
        let outside = try publish(
            golden,
            "\(folder.path)/c",
            "--announce",
            "http://tracker.example/a"
        )
        #expect(
            outside.status == 2 && outside.messages.contains("hint:") && !Folder.exists("\(folder.path)/c")
        )
        let broken = try publish(golden, "\(folder.path)/c", "--announce", "http://10.1/a")
        #expect(broken.status == 64 && broken.messages.contains("torrent-announce"))
        let forced = try publish(
            golden,
            "\(folder.path)/d",
            "--announce",
            "http://tracker.example/a",
            "--allow-outside"
        )
        #expect(forced.status == 0 && forced.messages.contains("to a resolver"))
        let name = try name(of: golden)
        let shown = try Command.bulla("torrent", "show", "\(folder.path)/d/\(name).v2.torrent")
        #expect(shown.status == 0 && shown.output.contains("tracker    http://tracker.example/a"))
        let json = try Command.bulla("torrent", "show", "\(folder.path)/a/\(name).v1.torrent", "--json")
        #expect(json.output.contains("\"private\":true") && json.output.contains("\"infohash_v1\":\""))
    }

    @Test("take the events of custody, and nothing else that lies in the folder")
    func custody() throws {
        let counter = try CustodyCommandTests.Counter()
        try counter.handed()
        let out = counter.ceremony.file("out")
        #expect(try publish(counter.bundle, out, "--custody", counter.folder).status == 0)
        let name = try name(of: counter.bundle)
        let wanted = ["000-open", "001-release", "002-receive"].map { "\(name).custody/\($0).dsse.json" }
        #expect(
            try Folder.files(below: "\(out)/\(name)") == ["\(name).bulla.tar.xz"] + wanted + ["verify.txt"]
        )
        let check = try Command.bulla("torrent", "check", "\(out)/\(name).v1.torrent", "\(out)/\(name)")
        #expect(check.status == 0, "\(check)")

        let other = try publish(golden, counter.ceremony.file("other"), "--custody", counter.folder)
        #expect(other.status == 2 && other.messages.contains("an event of another bundle"))
        try AtomicFile.write(Array("secret".utf8), to: "\(counter.folder)/note.txt")
        let more = try publish(counter.bundle, counter.ceremony.file("more"), "--custody", counter.folder)
        #expect(more.status == 2 && more.messages.contains("note.txt") && more.messages.contains("hint:"))
        #expect(!Folder.exists(counter.ceremony.file("more")))
    }

    @Test("are refused with the place of what is wrong, and so are data that differ")
    func wrong() throws {
        let folder = try ScratchFolder()
        #expect(try publish(golden, "\(folder.path)/out").status == 0)
        let name = try name(of: golden)
        let (torrent, data) = ("\(folder.path)/out/\(name).v2.torrent", "\(folder.path)/out/\(name)")
        try AtomicFile.write(Array("d4:infoi1ee".utf8), to: "\(folder.path)/broken")
        let broken = try Command.bulla("torrent", "show", "\(folder.path)/broken")
        #expect(broken.status == 1 && broken.messages.contains("torrent-wrong-type at torrent/info"))
        #expect(try Command.bulla("torrent", "show", "\(folder.path)/none").status == 2)
        #expect(try Command.bulla("torrent", "check", torrent, "\(folder.path)/none").status == 2)
        #expect(try Command.bulla("torrent", "check", torrent, torrent).status == 2)
        try AtomicFile.write([1], to: "\(data)/verify.txt")
        let wrong = try Command.bulla("torrent", "check", torrent, data)
        #expect(
            wrong.status == 1
                && wrong.output.hasPrefix("rejected: torrent-data-size: verify.txt: got 1 bytes")
        )
    }

    @Test(
        "of v1 show the same infohash in other clients",
        .enabled(if: Command.has("aria2c", "transmission-show"))
    )
    func clients() throws {
        let folder = try ScratchFolder()
        let outcome = try publish(golden, "\(folder.path)/out")
        let parts = try #require(outcome.lines.first).split(separator: " ")
        let (path, infohash) = (String(parts[0]), String(parts[1]))
        let aria = try Command.tool("aria2c", "--show-files", path)
        #expect(aria.status == 0 && aria.output.contains("Info Hash: \(infohash)"), "\(aria)")
        let transmission = try Command.tool("transmission-show", path)
        #expect(
            transmission.status == 0 && transmission.output.contains("Hash: \(infohash)"),
            "\(transmission)"
        )
        #expect(transmission.output.contains("Private torrent"))
    }
}
