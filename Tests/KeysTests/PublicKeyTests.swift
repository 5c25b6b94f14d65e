import Bytes
import Keys
import SecretKeys
import Testing

@Suite("Public keys")
struct PublicKeyTests {
    @Test("a .pub file round-trips, alone and as a pair", arguments: [false, true])
    func file(pair: Bool) throws {
        let key = try Samples.key(1, pair: pair).publicKey
        #expect(try PublicKey(file: key.fileBytes) == key)
        #expect(key.identifier == SHA256.hash(key.primary.raw))
        #expect(key.fileBytes.last == 0x0a)
        #expect((key.mldsa87Identifier == nil) == !pair)
    }

    @Test("no changed byte of a .pub file reads as the same key")
    func mutations() throws {
        let key = try Samples.key(1).publicKey
        for index in key.fileBytes.indices {
            for bit in 0..<8 {
                var bytes = key.fileBytes
                bytes[index] ^= 1 << bit
                guard let other = try? PublicKey(file: bytes) else { continue }
                #expect(other.fileBytes == bytes)
                #expect(other.primary != key.primary || !other.name.utf8.elementsEqual(key.name.utf8))
            }
        }
    }

    @Test(
        "names are printable, 1 to 100 characters, without spaces at the ends",
        arguments: [
            ("A. Exporter", true), ("Jürgen 李", true), ("", false), (" a", false), ("a ", false),
            ("a\tb", false), ("a\nb", false), ("a\u{202e}b", false), ("a\u{200b}", false),
            ("\u{7f}", false), ("a\u{2028}b", false), (String(repeating: "x", count: 100), true),
            (String(repeating: "x", count: 101), false),
        ]
    )
    func names(_ name: String, isGood: Bool) throws {
        let raw = try Samples.key(1).publicKey.ed25519
        let found = code { () throws(KeyError) in _ = try PublicKey(name: name, ed25519: raw) }
        #expect(found == (isGood ? nil : .badName))
    }

    @Test("keys of the wrong length or of small order are refused")
    func badKeys() throws {
        let raw = try Samples.key(1).publicKey.ed25519
        #expect(
            code { () throws(KeyError) in _ = try PublicKey(name: "a", ed25519: raw + [0]) } == .badKey
        )
        #expect(
            code { () throws(KeyError) in _ = try PublicKey(name: "a", ed25519: raw, mldsa87: [1]) }
                == .badKey
        )
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(code { () throws(KeyError) in _ = try PublicKey(name: "a", ed25519: zero) } == .weakKey)
        #expect(code { () throws(KeyError) in _ = try NoteKey(name: "a", ed25519: zero) } == .weakKey)
    }

    @Test("an unknown member, another type, and a missing line feed are refused")
    func malformed() throws {
        let text = String(decoding: try Samples.key(1).publicKey.fileBytes, as: UTF8.self)
        for bad in [
            text.replacing("\"name\"", with: "\"nbme\""), text.replacing("key/1", with: "key/2"),
            String(text.dropLast()), text + "\n", "{}\n", "",
        ] {
            #expect(
                code { () throws(KeyError) in _ = try PublicKey(file: Array(bad.utf8)) } == .malformed,
                "\(bad)"
            )
        }
    }
}

@Suite("Judging signatures")
struct SignatureTests {
    let message = Array("the message".utf8)

    @Test("a pair counts only when both halves verify")
    func pair() throws {
        let key = try Samples.key(1, pair: true)
        let good = try key.sign(message)
        #expect(good.count == 2)
        #expect(key.publicKey.judge(good, over: message) == .valid)
        #expect(key.publicKey.judge(good.reversed(), over: message) == .valid)
        #expect(key.publicKey.judge([good[0]], over: message) == .incomplete)
        #expect(key.publicKey.judge([good[1]], over: message) == .incomplete)
        #expect(key.publicKey.judge([], over: message) == .absent)
        #expect(key.publicKey.judge(good, over: message + [0]) == .invalid)
        for half in 0...1 {
            var bytes = good[half].bytes
            bytes[100 % bytes.count] ^= 1
            var spoiled = good
            spoiled[half] = Signature(keyIdentifier: good[half].keyIdentifier, bytes: bytes)
            #expect(key.publicKey.judge(spoiled, over: message) == .invalid)
            #expect(key.publicKey.judge(good + [spoiled[half]], over: message) == .invalid)
        }
    }

    @Test("signatures of other keys do not matter, and neither half verifies as the other")
    func others() throws {
        let key = try Samples.key(1)
        let pair = try Samples.key(1, pair: true)
        let other = try Samples.key(2).sign(message)
        #expect(key.publicKey.judge(other, over: message) == .absent)
        #expect(key.publicKey.judge(try key.sign(message) + other, over: message) == .valid)
        #expect(key.publicKey.judge(try pair.sign(message), over: message) == .valid)
        let good = try pair.sign(message)
        let swapped = [
            Signature(keyIdentifier: good[0].keyIdentifier, bytes: good[1].bytes),
            Signature(keyIdentifier: good[1].keyIdentifier, bytes: good[0].bytes),
        ]
        #expect(pair.publicKey.judge(swapped, over: message) == .invalid)
    }
}
