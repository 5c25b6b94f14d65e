import Bytes
import Foundation
import Glibc
import SecretKeys
import TestSupport
import Testing

@Suite("Passwords")
struct PasswordTests {
    /// Runs `body` with a new pseudo-terminal: its path, and the side of the person who types.
    func withTerminal<Result: Sendable>(
        typing lines: [String],
        _ body: @Sendable (String) throws -> Result
    ) throws -> (Result, shown: String) {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(master) }
        // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: unlock the other side, get its number.
        var (lock, number): (CInt, CInt) = (0, -1)
        try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let path = "/dev/pts/\(number)"
        // Kept open, or the terminal hangs up between two uses.
        let other = open(path, O_RDWR | O_NOCTTY)
        defer { close(other) }
        let typist = Typist(terminal: master, lines: lines)
        let thread = Thread { typist.run() }
        thread.start()
        let result = Swift.Result { try body(path) }
        typist.done.wait()
        var settings = termios()
        tcgetattr(other, &settings)
        #expect(settings.c_lflag & tcflag_t(ECHO) != 0)
        return (try result.get(), typist.shown)
    }

    @Test("asks without echo, takes back-space and line kill, and leaves the terminal as it was")
    func terminal() throws {
        let (password, shown) = try withTerminal(typing: ["x\u{15}secreé\u{7f}t\n"]) {
            try Password.ask("password", terminal: $0)
        }
        #expect(!shown.contains("secre"))
        #expect(shown.hasPrefix("password: "))
        try expectSame(password, "secret")
    }

    @Test("asks twice for a new password and refuses two that differ")
    func confirming() throws {
        let (password, shown) = try withTerminal(typing: ["one\n", "one\n"]) {
            try Password.ask("new password", confirming: true, terminal: $0)
        }
        #expect(shown.contains("new password, again: "))
        try expectSame(password, "one")
        let (code, _) = try withTerminal(typing: ["one\n", "two\n"]) { path in
            secretCode { _ = try Password.ask("new", confirming: true, terminal: path) }
        }
        #expect(code == .passwordsDiffer)
    }

    @Test("an interrupt and an empty line give no password", arguments: ["ab\u{03}", "\n"])
    func cancelled(typed: String) throws {
        let (code, _) = try withTerminal(typing: [typed]) { path in
            secretCode { _ = try Password.ask("password", terminal: path) }
        }
        #expect(code == (typed == "\n" ? .badPassword : .cancelled))
    }

    @Test("without a terminal there is a hint instead of waiting")
    func noTerminal() {
        #expect(secretCode { _ = try Password.ask("p", terminal: "/dev/null") } == .noTerminal)
        #expect(secretCode { _ = try Password.ask("p", terminal: "/nowhere/tty") } == .noTerminal)
    }

    @Test("a file holds one line; the option goes before the environment")
    func files() throws {
        let scratch = try ScratchFolder()
        let folder = scratch.path
        for (name, text) in [
            ("a", "alpha\n"), ("b", "beta"), ("c", "two\nlines\n"), ("d", "\n"), ("e", "a\0"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        try expectSame(Password(file: "\(folder)/a"), "alpha")
        let environment = [Password.environmentVariable: "\(folder)/b"]
        try expectSame(
            Password.find(file: nil, environment: environment, prompt: "p", terminal: "/dev/null"),
            "beta"
        )
        try expectSame(Password.find(file: "\(folder)/a", environment: environment, prompt: "p"), "alpha")
        for name in ["c", "d", "e"] {
            #expect(secretCode { _ = try Password(file: "\(folder)/\(name)") } == .badPassword)
        }
        #expect(secretCode { _ = try Password(file: "\(folder)/none") } == .file)
    }

    /// A password shows itself only by what it opens.
    func expectSame(_ password: Password, _ text: String) throws {
        let bytes = try SecretKeyFile.bytes(
            for: Samples.key(1),
            password: Samples.password(text),
            derivation: Samples.cheap
        )
        _ = try SecretKeyFile(file: bytes).open(password: password)
    }
}

/// Types a line whenever the terminal shows a prompt.
private final class Typist: @unchecked Sendable {
    let terminal: CInt
    let lines: [String]
    let done = DispatchSemaphore(value: 0)
    private(set) var shown = ""

    init(terminal: CInt, lines: [String]) {
        self.terminal = terminal
        self.lines = lines
    }

    func run() {
        defer { done.signal() }
        for line in lines {
            var buffer = [UInt8](repeating: 0, count: 256)
            while !shown.hasSuffix(": ") {
                let count = read(terminal, &buffer, buffer.count)
                guard count > 0 else { return }
                shown += String(decoding: buffer[..<count], as: UTF8.self)
            }
            shown += "|"
            _ = line.withCString { write(terminal, $0, strlen($0)) }
        }
    }
}
