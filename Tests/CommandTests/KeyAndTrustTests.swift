import Bytes
import Glibc
import TestSupport
import Testing

@Suite("Keys and trust from the command line")
struct KeyAndTrustTests {
    @Test("a key is made once and never replaced", arguments: [[], ["--with-mldsa"]])
    func newKey(_ more: [String]) throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/a.key"
        let arguments = ["key", "new", "--name", "A. Exporter", "-o", path, "--no-password"] + more
        let made = try Command.run(Built.path("bulla"), arguments)
        #expect(made.status == 0 && made.messages.contains("not encrypted"), "\(made)")
        let bytes = try File.contents(of: path, limit: 1 << 16)
        let again = try Command.run(Built.path("bulla"), arguments)
        #expect(again.status == 2 && again.messages.contains("\(path): already exists"))
        #expect(try File.contents(of: path, limit: 1 << 16) == bytes)
        let shown = try Command.bulla("key", "show", "\(scratch.path)/a.pub")
        #expect(shown.status == 0 && shown.output.contains("A. Exporter"))
        #expect(shown.output.contains("ML-DSA-87") == !more.isEmpty)
        let secret = try Command.bulla("key", "show", path)
        #expect(secret.output.contains("secret key, not encrypted"))
    }

    @Test("an encrypted key opens with its password only")
    func password() throws {
        let scratch = try ScratchFolder()
        let (key, right, wrong) = ("\(scratch.path)/a.key", "\(scratch.path)/right", "\(scratch.path)/wrong")
        try AtomicFile.write(Array("correct horse battery\n".utf8), to: right, mode: 0o600)
        try AtomicFile.write(Array("incorrect horse battery\n".utf8), to: wrong, mode: 0o600)
        let made = try Command.bulla("key", "new", "--name", "A", "-o", key, "--password-file", right)
        #expect(made.status == 0, "\(made)")
        #expect(try Command.bulla("key", "show", key).output.contains("secret key, encrypted"))
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...2)
        func seal(_ password: String) throws -> Outcome {
            try Command.bulla(
                line: """
                    seal \(ceremony.run) --key \(key) --password-file \(password) \
                    -o \(ceremony.file("a.bulla.tar.xz"))
                    """
            )
        }
        #expect(try seal(wrong).status == 2)
        #expect(try seal(right).status == 0)
    }

    @Test("a secret key that others can read is warned of, and used", arguments: ["exporter", "log"])
    func openKey(_ which: String) throws {
        let ceremony = try Ceremony()
        try ceremony.record(steps: 1...2)
        let key = which == "log" ? "\(ceremony.run)/log.key" : ceremony.key(1)
        func seal(_ name: String) throws -> Outcome {
            try Command.bulla(
                line:
                    "seal \(ceremony.run) --key \(ceremony.key(1)) -o \(ceremony.file("\(name).bulla.tar.xz"))"
            )
        }
        #expect(try !seal("a").messages.contains("others can read"), "the knock-out")
        #expect(chmod(key, 0o640) == 0)
        let open = try seal("b")
        #expect(
            open.status == 0 && open.messages.contains("others can read this secret key (mode 640)"),
            "\(open)"
        )
    }

    @Test("a trust file of the last version that JSON can count is not changed")
    func lastVersion() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/trust.json"
        let made = try Command.bulla("trust", "init", "-o", path)
        #expect(made.status == 0, "\(made)")
        let text = String(decoding: try File.contents(of: path, limit: 1 << 20), as: UTF8.self)
        let last = Array(text.replacing("\"version\":1", with: "\"version\":9007199254740991").utf8)
        try AtomicFile.write(last, to: path)
        let changed = try Command.bulla("trust", "threshold", path, "inspector=2")
        #expect(changed.status == 2 && changed.messages.contains("9007199254740991"), "\(changed)")
        #expect(try File.contents(of: path, limit: 1 << 20) == last)
    }

    @Test("a trust file is made once, added to, shown, and counts its versions")
    func trust() throws {
        let ceremony = try Ceremony()
        #expect(try Command.bulla("trust", "init", "-o", ceremony.trust).status == 2)
        let shown = try ceremony.done("trust", "show", ceremony.trust).output
        #expect(shown.contains("Exporter 1: exporter, key ") && shown.contains("sessions    software"))
        let before = try #require(
            shown.split(separator: "\n").first?.split(separator: " ").last.flatMap { Int($0) }
        )
        let retire = ["--at", "2027-01-01T00:00:00Z", "--reason", "superseded"]
        let command = ["trust", "retire", ceremony.trust, "--key", ceremony.publicKey(1)] + retire
        let short = try Command.run(Built.path("bulla"), command)
        #expect(
            short.status == 2 && short.messages.contains("role exporter is left with 0 people"),
            "\(short)"
        )
        #expect(try ceremony.done("trust", "show", ceremony.trust).output == shown)
        let retired = try Command.run(Built.path("bulla"), command + ["--force"])
        #expect(retired.messages.contains("warning: role exporter is left with 0 people"), "\(retired)")
        #expect(retired.status == 0 && retired.output.contains("version \(before + 1)"), "\(retired)")
        #expect(try ceremony.done("trust", "show", ceremony.trust).output.contains("retired 2027-01-01"))
    }
}
