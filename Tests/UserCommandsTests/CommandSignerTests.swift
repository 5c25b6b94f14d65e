import Bytes
import Keys
import SecretKeys
import TestSupport
import Testing
import UserCommands

@Suite(
    "Commands that sign",
    .enabled(if: Command.has("openssl"), "install openssl"),
    .timeLimit(.minutes(2))
)
struct CommandSignerTests {
    private let cards: Cards
    private let message = Array("the very bytes\n\0\u{ff}".utf8)

    init() throws { cards = try Cards() }

    private func sign(_ command: String, seconds: Int = 60, message: [UInt8]? = nil) throws -> [Signature] {
        let signer = CommandSigner(
            command,
            for: cards.publicKey,
            seconds: seconds,
            starter: .shared
        )
        return try signer.sign(message ?? self.message)
    }

    private func code(_ command: String, seconds: Int = 60) throws -> UserCommandError.Code? {
        do {
            _ = try sign(command, seconds: seconds)
            return nil
        } catch let error as UserCommandError { return error.code }
    }

    @Test(
        "give DER, raw bytes, hexadecimal and base64, with either s, and what is used has the lower",
        arguments: [
            "%", "% | openssl base64", "% | openssl base64 -A", "% | xxd -p", "% | xxd -p -u -c 200",
            "% | RAW", "% | RAW | xxd -p", "% | RAW | HIGH", "% | RAW | LOW", "cat | %",
        ]
    )
    func forms(_ form: String) throws {
        let signatures = try sign(cards.command(form))
        #expect(signatures.count == 1)
        #expect(signatures.first?.bytes.count == 96)
        #expect(cards.publicKey.judge(signatures, over: message) == .valid)
        #expect(cards.publicKey.judge(signatures, over: message + [0]) == .invalid)
        let high = signatures.map {
            Signature(keyIdentifier: $0.keyIdentifier, bytes: Cards.otherS($0.bytes))
        }
        #expect(cards.publicKey.judge(high, over: message) == .invalid)
    }

    @Test("are handed exactly the bytes, however many, and are told the algorithm and the key")
    func handed() throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let seen = "\(cards.folder.path)/seen"
        let told = "\(cards.folder.path)/told"
        let command = "env > \(told); tee \(seen) | \(cards.command("%"))"
        let signatures = try sign(command, message: large)
        #expect(cards.publicKey.judge(signatures, over: large) == .valid)
        #expect(try File.contents(of: seen, limit: 4_000_000) == large)
        let environment = String(decoding: try File.contents(of: told, limit: 1 << 20), as: UTF8.self)
        let lines = environment.split(separator: "\n").filter { $0.hasPrefix("BULLA_") }.sorted()
        #expect(
            lines == [
                "BULLA_SIGN_ALGORITHM=ecdsa-p384-sha384", "BULLA_SIGN_KEY=\(cards.publicKey.identifier)",
            ]
        )
    }

    @Test(
        "that lie are told apart, each by its code",
        arguments: [
            ("OTHER", .wrongKey), ("openssl dgst -sha256 -sign KEY", .wrongKey),
            ("cat >/dev/null; echo no", .output),
            ("true", .output), ("head -c 96 /dev/zero", .output), ("% | head -c 90", .output),
            ("% | RAW | xxd -p -c 200 | cut -c 3-", .output), ("cat /dev/zero", .tooLong),
            ("%; exit 1", .failed), ("%; kill -9 $$", .failed), ("no-such-program", .failed),
            ("printf x | %", .wrongKey),
        ] as [(String, UserCommandError.Code)]
    )
    func lies(_ lie: String, want: UserCommandError.Code) throws {
        #expect(try code(cards.command(lie)) == want)
        #expect(try code(cards.command("%")) == nil, "the next one is not disturbed")
    }

    @Test(
        "that hang, deaf or holding on, are stopped in time",
        arguments: [
            "%; tail -f /dev/null", "trap '' TERM; %; while :; do :; done", "tail -f /dev/null & %; wait",
            "setsid timeout 3 tail -f /dev/null & tail -f /dev/null",
        ]
    )
    func hangs(_ command: String) throws {
        #expect(try code(cards.command(command), seconds: 1) == .timeout)
    }

    @Test("that leave a process behind are done when they end themselves")
    func leftovers() throws {
        #expect(try code(cards.command("tail -f /dev/null & %")) == nil)
        #expect(try code(cards.command("exec 3>&1; (tail -f /dev/null) & %")) == nil)
    }

    @Test("are called once for each half of a pair, and each half must be by its own key")
    func pair() throws {
        let pair = try cards.pair()
        func signer(_ command: String) -> CommandSigner {
            CommandSigner(cards.command(command), for: pair.key, seconds: 60, starter: .shared)
        }
        let second = try pair.secret.sign(message)[1].bytes
        let file = "\(cards.folder.path)/second"
        try AtomicFile.write(second, to: file)
        let both = "if [ $BULLA_SIGN_ALGORITHM = ml-dsa-87 ]; then cat >/dev/null; cat \(file); else %; fi"
        let signatures = try signer(both).sign(message)
        #expect(signatures.count == 2)
        #expect(pair.key.judge(signatures, over: message) == .valid)
        #expect(throws: UserCommandError.self) { try signer("%").sign(message) }
        #expect(throws: UserCommandError.self) { try signer(both).sign(message + [1]) }
        #expect(try signer("%").signRaw(message).count == 96)
    }

    @Test("that cannot be started say so")
    func starts() throws {
        #expect(try code(String(repeating: "x", count: 40_000)) == .start)
        #expect(try code("a\0b") == .start)
        let ended = CommandStarter(socket: -24)
        let signer = CommandSigner("true", for: cards.publicKey, seconds: 1, starter: ended)
        do {
            _ = try signer.sign(message)
            Issue.record("signed")
        } catch let error as UserCommandError { #expect(error.code == .start) }
    }

    @Test("can make sockets on this machine and none of the network")
    func sockets() throws {
        let python = try #require(Python.path)
        func make(_ family: String) throws -> UserCommandError.Code? {
            try code("\(python) -c 'import socket; socket.socket(socket.\(family))' && \(cards.command("%"))")
        }
        #expect(try make("AF_UNIX") == nil)
        for family in ["AF_INET", "AF_INET6", "AF_NETLINK"] { #expect(try make(family) == .failed) }
    }
}
