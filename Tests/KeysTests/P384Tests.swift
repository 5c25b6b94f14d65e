import Bytes
import Crypto
import Keys
import SecretKeys
import TestSupport
import Testing

@Suite("P-384 keys")
struct P384Tests {
    private let message = Array("the message".utf8)

    /// A key that swift-crypto holds, alone or beside an ML-DSA-87 half.
    private struct Card {
        let secret = P384.Signing.PrivateKey()
        let publicKey: PublicKey

        init(mldsa87: [UInt8]? = nil) throws {
            publicKey = try PublicKey(
                name: "C. Card",
                primary: .p384(Array(secret.publicKey.x963Representation)),
                mldsa87: mldsa87
            )
        }

        func sign(_ message: [UInt8]) throws -> Signature {
            let raw = Array(try secret.signature(for: message).rawRepresentation)
            return Signature(
                keyIdentifier: publicKey.identifier,
                bytes: try #require(ECDSAP384.lowered(raw))
            )
        }
    }

    @Test("a .pub file round-trips, alone and as a pair, and holds exactly one primary key")
    func file() throws {
        let second = try Samples.key(1, pair: true).publicKey
        for mldsa87 in [nil, second.mldsa87] {
            let key = try Card(mldsa87: mldsa87).publicKey
            #expect(try PublicKey(file: key.fileBytes) == key)
            #expect(key.identifier == SHA256.hash(key.primary.raw))
            let both = Array(key.json.canonicalLine.dropLast(2)) + Array(#","zed":1}"#.utf8) + [0x0a]
            #expect(code { () throws(KeyError) in _ = try PublicKey(file: both) } == .malformed)
        }
        let key = try Card().publicKey
        let ed25519 = Base64.encode(second.primary.raw)
        let text = String(decoding: key.fileBytes, as: UTF8.self)
        for bad in [
            text.replacing("{\"name\"", with: "{\"ed25519\":\"\(ed25519)\",\"name\""),
            text.replacing("\"p384\":\"\(Base64.encode(key.primary.raw))\",", with: ""),
        ] {
            #expect(code { () throws(KeyError) in _ = try PublicKey(file: Array(bad.utf8)) } == .malformed)
        }
    }

    @Test("no changed byte of a .pub file reads as the same key")
    func mutations() throws {
        let key = try Card().publicKey
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

    @Test("points off the curve, compressed ones, infinity and other lengths are refused")
    func badKeys() throws {
        let card = try Card()
        let raw = card.publicKey.primary.raw
        var off = raw
        off[96] ^= 1
        let field = try Hex.decode(String(repeating: "f", count: 96))
        let zeros = [UInt8](repeating: 0, count: 96)
        let bad: [[UInt8]] = [
            off, Array(card.secret.publicKey.compressedRepresentation), [0], [], raw + [0],
            Array(raw.dropLast()), [5] + Array(raw.dropFirst()), [6] + Array(raw.dropFirst()),
            [4] + field + field, [4] + zeros, [0] + zeros,
        ]
        for bad in bad {
            let found = code { () throws(KeyError) in
                _ = try PublicKey(name: "a", primary: .p384(bad))
            }
            #expect(found == .badKey, "\(bad.count) bytes")
        }
    }

    @Test("a signature counts, and with any bit of it flipped, or of the message, it does not")
    func flips() throws {
        let card = try Card()
        let good = try card.sign(message)
        #expect(card.publicKey.judge([good], over: message) == .valid)
        for index in good.bytes.indices {
            for bit in 0..<8 {
                var bytes = good.bytes
                bytes[index] ^= 1 << bit
                let bad = Signature(keyIdentifier: good.keyIdentifier, bytes: bytes)
                #expect(card.publicKey.judge([bad], over: message) == .invalid)
            }
        }
        for index in message.indices {
            var other = message
            other[index] ^= 1
            #expect(card.publicKey.judge([good], over: other) == .invalid)
        }
        for bad in [good.bytes + [0], Array(good.bytes.dropLast()), [], [0] + good.bytes] {
            let signature = Signature(keyIdentifier: good.keyIdentifier, bytes: bad)
            #expect(card.publicKey.judge([signature], over: message) == .invalid)
        }
    }

    @Test("r and s must be from 1 to the order minus 1, and s in the lower half")
    func ranges() throws {
        let order = try Hex.decode(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        )
        let zero = [UInt8](repeating: 0, count: 48)
        let one: [UInt8] = Array(zero.dropLast()) + [1]
        let last: [UInt8] = Array(order.dropLast()) + [0x72]
        for bad in [zero + one, one + zero, order + one, one + order, zero + zero] {
            #expect(ECDSAP384.lowered(bad) == nil)
        }
        #expect(ECDSAP384.lowered(one + last) == one + one)
        #expect(ECDSAP384.lowered(last + one) == last + one)
        // Half of the order, rounded down and up: the one is the other's negative.
        let half = try Hex.decode(
            "7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9"
        )
        let above: [UInt8] = Array(half.dropLast()) + [0xba]
        #expect(ECDSAP384.lowered(one + half) == one + half)
        #expect(ECDSAP384.lowered(one + above) == one + half)
    }

    @Test("a pair counts only when both halves verify")
    func pair() throws {
        let second = try Samples.key(1, pair: true)
        let card = try Card(mldsa87: second.publicKey.mldsa87)
        let good = [try card.sign(message), try second.sign(message)[1]]
        #expect(card.publicKey.judge(good, over: message) == .valid)
        #expect(card.publicKey.judge([good[0]], over: message) == .incomplete)
        #expect(card.publicKey.judge([good[1]], over: message) == .incomplete)
        #expect(card.publicKey.judge(good, over: message + [0]) == .invalid)
    }

    @Test("nothing that is Ed25519 alone takes such a key")
    func notes() throws {
        let key = try Card().publicKey
        #expect(code { () throws(KeyError) in _ = try key.ed25519 } == .notEd25519)
        #expect(code { () throws(KeyError) in _ = try MinisignPublicKey(key) } == .notEd25519)
    }

    @Test(
        "keys of openssl are read from PEM and DER, and nothing else is",
        .enabled(if: Command.has("openssl"))
    )
    func info() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/key"
        for (arguments, algorithm) in [
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], KeyAlgorithm.p384),
            (["-algorithm", "ED25519"], .ed25519),
        ] {
            let openssl = try #require(Command.find("openssl"))
            _ = try Command.run(openssl, ["genpkey", "-out", path] + arguments)
            let pem = try Command.tool("openssl", "pkey", "-in", path, "-pubout").bytes
            let der = try Command.tool("openssl", "pkey", "-in", path, "-pubout", "-outform", "DER").bytes
            let raw = try SubjectPublicKeyInfo.raw(file: pem, algorithm)
            #expect(raw.count == algorithm.publicKeyCount && der.suffix(raw.count).elementsEqual(raw))
            #expect(try SubjectPublicKeyInfo.raw(file: der, algorithm) == raw)
            #expect(try SubjectPublicKeyInfo.raw(file: raw, algorithm) == raw)
            let crlf = Array(String(decoding: pem, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
            #expect(try SubjectPublicKeyInfo.raw(file: crlf, algorithm) == raw)
            let secret = try File.contents(of: path, limit: 10_000)
            let other: KeyAlgorithm = algorithm == .p384 ? .ed25519 : .p384
            let spoiled: [[UInt8]] = [
                [], der + [0], Array(der.dropLast()), secret, pem + pem, [0x2d], Array("-\n-\n-\n".utf8),
            ]
            for bad in spoiled { expectInfo(bad, algorithm) }
            expectInfo(pem, other)
            expectInfo(der, .mldsa87)
        }
    }

    private func expectInfo(_ bytes: [UInt8], _ algorithm: KeyAlgorithm) {
        let found = code { () throws(KeyError) in _ = try SubjectPublicKeyInfo.raw(file: bytes, algorithm) }
        #expect(found == .publicKeyInfo)
    }

    @Test(
        "openssl judges random signatures, good and spoiled, as we do",
        .enabled(if: Command.has("openssl"), "install openssl")
    )
    func openssl() throws {
        let folder = try ScratchFolder()
        func path(_ name: String) -> String { "\(folder.path)/\(name)" }
        for round in 0..<12 {
            let card = try Card()
            let message = (0..<(round * 37)).map { _ in UInt8.random(in: 0...255) }
            var bytes = try card.sign(message).bytes
            if round % 3 == 1 { bytes[Int.random(in: 0..<96)] ^= UInt8(1 << Int.random(in: 0..<8)) }
            var signed = message
            if round % 3 == 2 { signed.append(0) }
            let signature = Signature(keyIdentifier: card.publicKey.identifier, bytes: bytes)
            let ours = card.publicKey.judge([signature], over: signed) == .valid
            let der = try P384.Signing.ECDSASignature(rawRepresentation: bytes).derRepresentation
            try AtomicFile.write(Array(der), to: path("sig"))
            try AtomicFile.write(signed, to: path("message"))
            try AtomicFile.write(Array(card.secret.publicKey.pemRepresentation.utf8), to: path("pub\(round)"))
            let theirs = try Command.tool(
                "openssl",
                "dgst",
                "-sha384",
                "-verify",
                path("pub\(round)"),
                "-signature",
                path("sig"),
                path("message")
            )
            #expect(ours == (theirs.status == 0), "round \(round)")
            #expect(ours == (round % 3 == 0))
        }
    }
}
