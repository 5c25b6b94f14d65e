import Bytes
import Foundation
import Keys
import SecretKeys
import TestSupport
import Testing

@Suite("Secret keys")
struct SecretKeyTests {
    @Test("signs the published note of golang.org/x/mod/sumdb/note byte for byte")
    func note() throws {
        // PRIVATE+KEY+PeterNeumann+c74f20a3+…: 01 and the seed.
        var seed = Array(try Base64.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").dropFirst())
        let key = try SecretKey(name: "Peter", ed25519Seed: SecretBytes(wiping: &seed))
        #expect(seed.isEmpty)
        var note = try SignedNote(text: SignedNoteTests.text)
        note.signatures.append(try key.signNote(text: note.text, name: "PeterNeumann"))
        #expect(note.bytes == Array("\(SignedNoteTests.text)\n\(SignedNoteTests.peter)".utf8))
        #expect(secretCode { _ = try key.signNote(text: "x\n", name: "a b") } == .malformed)
        #expect(secretCode { _ = try key.signNote(text: "x", name: "a") } == .malformed)
    }

    @Test("new keys differ, sign and verify", arguments: [false, true])
    func generate(pair: Bool) throws {
        let key = try SecretKey.generate(name: "n", withMLDSA: pair)
        #expect(try SecretKey.generate(name: "n", withMLDSA: pair).publicKey != key.publicKey)
        #expect(key.publicKey.judge(try key.sign([1, 2]), over: [1, 2]) == .valid)
        let session = try SecretKey.ephemeral()
        #expect(
            Ed25519.verify(
                signature: session.signRaw([5]),
                message: [5],
                publicKey: session.publicKey.primary.raw
            )
        )
        #expect(secretCode { _ = try SecretKey.generate(name: "", withMLDSA: false) } == .malformed)
        var short: [UInt8] = [1]
        let seed = SecretBytes(wiping: &short)
        #expect(secretCode { _ = try SecretKey(name: "n", ed25519Seed: seed) } == .malformed)
    }

    @Test("many threads sign with one key at once")
    func threads() async throws {
        let key = try Samples.key(4)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let message = [UInt8](repeating: UInt8(number), count: 1_000)
                    return key.publicKey.judge((try? key.sign(message)) ?? [], over: message) == .valid
                }
            }
            for await isGood in group { #expect(isGood) }
        }
    }
}

@Suite("Secret key files")
struct SecretKeyFileTests {
    @Test(
        "round-trips with and without password, alone and as a pair",
        arguments: [false, true],
        [false, true]
    )
    func roundTrip(pair: Bool, encrypted: Bool) throws {
        let key = try Samples.key(5, pair: pair)
        let password = encrypted ? try Samples.password("correct horse") : nil
        let bytes = try SecretKeyFile.bytes(for: key, password: password, derivation: Samples.cheap)
        let file = try SecretKeyFile(file: bytes)
        #expect(file.isEncrypted == encrypted)
        #expect(file.publicKey == key.publicKey)
        let again = try file.open(password: password)
        #expect(again.publicKey == key.publicKey)
        #expect(again.signRaw([1]) == key.signRaw([1]))
        #expect(key.publicKey.judge(try again.sign([1]), over: [1]) == .valid)
        if encrypted { #expect(secretCode { _ = try file.open(password: nil) } == .passwordNeeded) }
    }

    @Test("the standard work is 64 MiB and 3 passes, and two files of one key differ")
    func standard() throws {
        let key = try Samples.key(5)
        let password = try Samples.password("p")
        let text = String(decoding: try SecretKeyFile.bytes(for: key, password: password), as: UTF8.self)
        #expect(text.contains(#""memory":67108864,"operations":3"#))
        #expect(try SecretKeyFile.bytes(for: key, password: password) != Array(text.utf8))
        #expect(try SecretKeyFile(file: Array(text.utf8)).open(password: password).publicKey == key.publicKey)
    }

    @Test("a wrong password is told apart from a malformed file")
    func wrongPassword() throws {
        let bytes = try SecretKeyFile.bytes(
            for: Samples.key(5),
            password: Samples.password("right"),
            derivation: Samples.cheap
        )
        let wrong = try Samples.password("wrong")
        #expect(secretCode { _ = try SecretKeyFile(file: bytes).open(password: wrong) } == .cannotOpen)
        #expect(secretCode { _ = try SecretKeyFile(file: bytes.dropLast()) } == .malformed)
    }

    @Test("no flipped bit of a file gives a usable different key", arguments: [false, true])
    func mutations(encrypted: Bool) throws {
        let key = try Samples.key(5)
        let password = encrypted ? try Samples.password("p") : nil
        let good = try SecretKeyFile.bytes(for: key, password: password, derivation: Samples.cheap)
        for index in good.indices {
            for bit in [0, 1, 5] {
                var bytes = good
                bytes[index] ^= 1 << bit
                #expect(throws: SecretKeyError.self, "byte \(index) bit \(bit)") {
                    try SecretKeyFile(file: bytes).open(password: password)
                }
            }
        }
    }

    @Test("work beyond the bounds is refused before any is done")
    func bounds() throws {
        let bytes = try SecretKeyFile.bytes(
            for: Samples.key(5),
            password: Samples.password("p"),
            derivation: Samples.cheap
        )
        let text = String(decoding: bytes, as: UTF8.self)
        for (old, new) in [
            (#""memory":1048576"#, #""memory":9007199254740991"#), (#""memory":1048576"#, #""memory":1"#),
            (#""operations":1"#, #""operations":11"#), (#""operations":1"#, #""operations":0"#),
        ] {
            let changed = Array(text.replacing(old, with: new).utf8)
            #expect(secretCode { _ = try SecretKeyFile(file: changed) } == .derivation, "\(new)")
        }
        let other = Array(text.replacing("argon2id13", with: "scrypt").utf8)
        #expect(secretCode { _ = try SecretKeyFile(file: other) } == .malformed)
    }

    @Test("damage in a plain file is named, and a well-made file with another's public key is a mismatch")
    func damaged() throws {
        let text = String(
            decoding: try SecretKeyFile.bytes(for: Samples.key(5), password: nil),
            as: UTF8.self
        )
        let renamed = Array(text.replacing("A. Exporter", with: "B. Exporter").utf8)
        #expect(secretCode { _ = try SecretKeyFile(file: renamed) } == .damaged)
        // The forger computes the check anew.
        let ours = try Samples.key(5).publicKey, theirs = try Samples.key(6).publicKey
        var forged = try JSON(canonicalLine: Array(text.utf8), limits: .document)
        guard case .object(var members) = forged else { return }
        members["public"] = theirs.json
        members["check"] = nil
        members["check"] = .string(digest(JSON.object(members).canonicalBytes))
        forged = .object(members)
        #expect(ours != theirs)
        #expect(
            secretCode { _ = try SecretKeyFile(file: forged.canonicalLine).open(password: nil) } == .mismatch
        )
    }

    @Test("is written with mode 0600, never over another file")
    func writing() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/a.key"
        let key = try Samples.key(5)
        try SecretKeyFile.write(key, to: path, password: nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        #expect(try SecretKeyFile(path: path).open(password: nil).publicKey == key.publicKey)
        #expect(secretCode { try SecretKeyFile.write(key, to: path, password: nil) } == .file)
        #expect(secretCode { _ = try SecretKeyFile(path: path + ".none") } == .file)
    }
}
