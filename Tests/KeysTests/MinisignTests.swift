import Bytes
import Foundation
import Keys
import SecretKeys
import TestSupport
import Testing

@Suite("minisign")
struct MinisignTests {
    static let tool = ["/usr/bin/minisign", "/usr/local/bin/minisign"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let missing: Comment = "minisign is not installed"

    /// A folder that goes with the test.
    struct Place {
        private let folder: ScratchFolder
        init() throws { folder = try ScratchFolder() }
        func callAsFunction(_ name: String) -> String { "\(folder.path)/\(name)" }
        func write(_ bytes: [UInt8], _ name: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
        }
        func read(_ name: String) throws -> [UInt8] { try File.contents(of: self(name), limit: 1 << 20) }
    }

    /// The exit status of the tool; its standard input is `input`.
    func run(_ arguments: [String], input: String = "") throws -> Int32 {
        try Command.run(#require(Self.tool), arguments, input: input).status
    }

    @Test("the tool verifies our signature, and sees a changed file", .enabled(if: tool != nil, missing))
    func toolVerifies() throws {
        let place = try Place()
        let secret = try MinisignSecretKey(Samples.key(7))
        try place.write(Array("hello\n".utf8), "f")
        let file = try File.reading(place("f"))
        try place.write(try secret.publicKey().fileBytes, "p")
        try place.write(try secret.sign(file, trustedComment: "sealed by bulla").fileBytes, "f.minisig")
        let arguments = ["-V", "-q", "-p", place("p"), "-m", place("f")]
        #expect(try run(arguments) == 0)
        try place.write(Array("hallo\n".utf8), "f")
        #expect(try run(arguments) != 0)
    }

    @Test(
        "we verify the tool's signatures of both kinds",
        .enabled(if: tool != nil, missing),
        arguments: [[], ["-l"]]
    )
    func weVerify(kind: [String]) throws {
        let place = try Place()
        try place.write([UInt8](repeating: 9, count: 3 << 20), "f")
        #expect(try run(["-G", "-W", "-p", place("p"), "-s", place("s")]) == 0)
        #expect(try run(["-S", "-s", place("s"), "-m", place("f"), "-t", "made há"] + kind) == 0)
        let key = try MinisignPublicKey(file: place.read("p"))
        #expect(key.fileBytes == (try place.read("p")))
        let signature = try MinisignSignature(file: place.read("f.minisig"))
        #expect(signature.trustedComment == "made há")
        #expect(signature.isPrehashed == kind.isEmpty)
        #expect(signature.fileBytes == (try place.read("f.minisig")))
        #expect(try signature.judge(File.reading(place("f")), key: key) == .valid)
        let secret = try MinisignSecretKey(file: place.read("s"), name: "imported", password: nil)
        #expect(try secret.publicKey() == key)
    }

    @Test(
        "the tool signs with the keys that we write, plain and masked",
        .enabled(if: tool != nil, missing),
        arguments: [nil, "a password"]
    )
    func toolSigns(password: String?) throws {
        let place = try Place()
        let secret = try MinisignSecretKey(Samples.key(8), number: [1, 2, 3, 4, 5, 6, 7, 8])
        let bytes = try secret.fileBytes(
            password: password.map { try Samples.password($0) },
            operations: 1 << 19,
            memory: 1 << 24
        )
        #expect(try MinisignSecretKey.isEncrypted(file: bytes) == (password != nil))
        try place.write(bytes, "s")
        try place.write([1, 2, 3], "f")
        #expect(try run(["-S", "-s", place("s"), "-m", place("f")], input: "\(password ?? "")\n") == 0)
        let signature = try MinisignSignature(file: place.read("f.minisig"))
        #expect(try signature.judge(File.reading(place("f")), key: secret.publicKey()) == .valid)
    }

    @Test(
        "we open the tool's key with its own full work",
        .enabled(if: tool != nil, missing),
        .enabled(if: Effort.isExhaustive, "\(Effort.skipped)")
    )
    func fullWork() throws {
        let place = try Place()
        #expect(try run(["-G", "-p", place("p"), "-s", place("s")], input: "pass\npass\n") == 0)
        let secret = try MinisignSecretKey(
            file: place.read("s"),
            name: "n",
            password: Samples.password("pass")
        )
        #expect(try secret.publicKey() == MinisignPublicKey(file: place.read("p")))
    }

    @Test("no flipped bit of a signature file verifies, but for the untrusted comment")
    func mutations() throws {
        let place = try Place()
        try place.write([7], "f")
        let file = try File.reading(place("f"))
        let secret = try MinisignSecretKey(Samples.key(7))
        let good = try secret.sign(file, trustedComment: "t", untrustedComment: "u").fileBytes
        let comment = Array("untrusted comment: ".utf8).count
        for index in good.indices where index != comment {
            for bit in 0..<8 {
                var bytes = good
                bytes[index] ^= 1 << bit
                guard let signature = try? MinisignSignature(file: bytes) else { continue }
                #expect(try signature.judge(file, key: secret.publicKey()) != .valid, "byte \(index)")
            }
        }
        let other = try MinisignSecretKey(Samples.key(8)).publicKey()
        #expect(try MinisignSignature(file: good).judge(file, key: other) == .absent)
    }

    @Test("secret keys round-trip; no flipped bit gives a different key", arguments: [nil, "p"])
    func secretMutations(password: String?) throws {
        let secret = try MinisignSecretKey(Samples.key(7))
        let word = try password.map { try Samples.password($0) }
        let good = try secret.fileBytes(password: word, operations: 1 << 15, memory: 1 << 20)
        let lineStart = try #require(good.firstIndex(of: 0x0a)) + 1
        for index in (lineStart..<good.count) {
            var bytes = good
            bytes[index] ^= 1
            guard let other = try? MinisignSecretKey(file: bytes, name: "n", password: word) else { continue }
            #expect(other.key.publicKey.primary == secret.key.publicKey.primary, "byte \(index)")
            #expect(other.number == secret.number, "byte \(index)")
        }
        #expect(try MinisignSecretKey(file: good, name: "n", password: word).number == secret.number)
    }

    @Test("key numbers are printed as minisign does, without leading zeros")
    func numbers() throws {
        let raw = try Samples.key(7).publicKey.ed25519
        func text(_ number: [UInt8]) throws -> String {
            try MinisignPublicKey(number: number, ed25519: raw).numberText
        }
        #expect(try text([0x2f, 0x0f, 0xdd, 0x7d, 0xcf, 0x8b, 0xa1, 0x47]) == "47A18BCF7DDD0F2F")
        #expect(try text([0x2f, 0x0f, 0xdd, 0x7d, 0xcf, 0x8b, 0xa1, 0x07]) == "7A18BCF7DDD0F2F")
        #expect(
            code { () throws(KeyError) in _ = try MinisignPublicKey(number: [1], ed25519: raw) }
                == .minisignMalformed
        )
    }

    @Test("each way to fail has its code")
    func codes() throws {
        let secret = try MinisignSecretKey(Samples.key(7))
        let masked = try secret.fileBytes(
            password: Samples.password("p"),
            operations: 1 << 15,
            memory: 1 << 20
        )
        #expect(
            secretCode { _ = try MinisignSecretKey(file: masked, name: "n", password: nil) }
                == .passwordNeeded
        )
        let wrong = try Samples.password("q")
        #expect(
            secretCode { _ = try MinisignSecretKey(file: masked, name: "n", password: wrong) } == .cannotOpen
        )
        #expect(secretCode { _ = try MinisignSecretKey(file: [], name: "n", password: nil) } == .malformed)
        #expect(secretCode { _ = try MinisignSecretKey(secret.key, number: [1]) } == .malformed)
        try expectRaw(masked, at: 38, to: [0xff], password: wrong, .derivation, byteOffset: 7)
        let plain = try secret.fileBytes(password: nil)
        try expectRaw(plain, at: 157, to: [], password: nil, .damaged, byteOffset: 0)
        #expect(
            code { () throws(KeyError) in _ = try MinisignPublicKey(file: [0x0a]) } == .minisignMalformed
        )
        let long = [UInt8](repeating: 0x61, count: 5_000)
        #expect(code { () throws(KeyError) in _ = try MinisignSignature(file: long) } == .minisignTooLarge)
    }

    /// Changes one raw byte behind the base64 and expects the code.
    func expectRaw(
        _ file: [UInt8],
        at index: Int,
        to value: [UInt8],
        password: Password?,
        _ wanted: SecretKeyError.Code,
        byteOffset: Int
    ) throws {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").map(String.init)
        var raw = try Base64.decode(lines[1])
        raw[index + byteOffset] = value.first ?? raw[index + byteOffset] ^ 1
        let changed = Array("\(lines[0])\n\(Base64.encode(raw))\n".utf8)
        #expect(
            secretCode { _ = try MinisignSecretKey(file: changed, name: "n", password: password) } == wanted
        )
    }
}
