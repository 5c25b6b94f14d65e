import Bytes
import Crypto
import Keys
import SecretKeys
import Testing
import Trust

@Suite("P-384 keys in the trust file")
struct P384KeyTests {
    private let secret = P384.Signing.PrivateKey()

    private func key(mldsa87: [UInt8]? = nil) throws -> PublicKey {
        try PublicKey(
            name: "card",
            primary: .p384(Array(secret.publicKey.x963Representation)),
            mldsa87: mldsa87
        )
    }

    private func sign(_ envelope: inout Envelope, high: Bool = false) throws {
        let raw = Array(try secret.signature(for: envelope.signedBytes).rawRepresentation)
        let lower = try #require(ECDSAP384.lowered(raw))
        var bytes = lower
        // Signing again gives either value of s in turn.
        while high && bytes == ECDSAP384.lowered(bytes) {
            bytes = Array(try secret.signature(for: envelope.signedBytes).rawRepresentation)
        }
        envelope.signatures.append(Signature(keyIdentifier: try key().identifier, bytes: bytes))
    }

    private func sample() throws -> Trust {
        var trust = Trust()
        try trust.add(person: "C. Card", key: key(), roles: [.exporter, .witness])
        try trust.add(person: "A. Exporter", key: Samples.key(1).publicKey, roles: [.exporter])
        try trust.add(person: "W. Witness", key: Samples.key(2).publicKey, roles: [.witness])
        let pair = try Samples.key(3, pair: true).publicKey
        try trust.add(
            person: "P. Pair",
            key: PublicKey(name: "p", primary: .p384(Self.generator), mldsa87: pair.mldsa87),
            roles: [.inspector]
        )
        return trust
    }

    /// The generator of the group is a key as good as any, for whoever signs nothing with it.
    private static var generator: [UInt8] {
        let text =
            "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
            + "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"
        return (try? Hex.decode(text)) ?? []
    }

    @Test("round-trip beside others, in the order of identifiers")
    func file() throws {
        let trust = try sample()
        #expect(try Trust(file: trust.fileBytes) == trust)
        #expect(trust.keys.map(\.key.identifier) == trust.keys.map(\.key.identifier).sorted())
        #expect(String(decoding: trust.fileBytes, as: UTF8.self).contains(#""p384":"B"#))
    }

    @Test("no changed byte of the file reads as the same trust")
    func mutations() throws {
        let (bytes, digest) = (try sample().fileBytes, try sample().digest)
        let pair = Base64.encode(try Samples.key(3, pair: true).publicKey.mldsa87 ?? [])
        // The long half has no structure of its own; every byte but those of it.
        let text = String(decoding: bytes, as: UTF8.self)
        let half = try #require(text.utf8.firstRange(of: pair.utf8))
        let skipped = text.utf8.distance(from: text.startIndex, to: half.lowerBound)
        for index in bytes.indices where !(skipped + 40..<skipped + pair.utf8.count - 40).contains(index) {
            var changed = bytes
            changed[index] ^= 1
            guard let read = try? Trust(file: changed) else { continue }
            #expect(read.fileBytes == changed && read.digest != digest)
        }
    }

    @Test("count as signatures of their person, and the higher s spoils the envelope")
    func judgement() throws {
        let trust = try sample()
        var envelope = try Samples.envelope(signedBy: [])
        try sign(&envelope)
        let good = trust.judge(envelope, role: .exporter, at: try Samples.day(1))
        #expect(good.accepted && good.people == ["c-card"])
        #expect(!trust.judge(envelope, role: .inspector, at: try Samples.day(1)).accepted)
        var bad = try Samples.envelope(signedBy: [Samples.key(1)])
        #expect(trust.judge(bad, role: .exporter, at: try Samples.day(1)).accepted)
        try sign(&bad, high: true)
        let judgement = trust.judge(bad, role: .exporter, at: try Samples.day(1))
        #expect(!judgement.accepted && judgement.faults.map(\.code) == [.signatureInvalid])
    }

    @Test("sign no notes: they are no witnesses' note keys, and no log's key")
    func notes() throws {
        let trust = try sample()
        let witnesses = trust.noteKeys(.witness, at: try Samples.day(1))
        #expect(witnesses.map(\.person) == ["w-witness"])
        var changed = trust
        #expect(code { try changed.add(person: "L", key: key(), roles: [.log]) } == .badRoles)
        let text = String(decoding: trust.fileBytes, as: UTF8.self)
        let log = text.replacing(#""roles":["exporter","witness"]"#, with: #""roles":["exporter","log"]"#)
        #expect(log != text)
        #expect(code { _ = try Trust(file: Array(log.utf8)) } == .badRoles)
        // Taken away: an Ed25519 key may have the role.
        try changed.add(person: "L", key: Samples.key(7).publicKey, roles: [.log])
    }

    @Test("two keys, none, and a point off the curve are refused")
    func malformed() throws {
        let text = String(decoding: try sample().fileBytes, as: UTF8.self)
        let point = Base64.encode(try key().primary.raw)
        var off = try key().primary.raw
        off[96] ^= 1
        let ed25519 = Base64.encode(try Samples.key(9).publicKey.primary.raw)
        for (bad, want) in [
            (text.replacing(point, with: Base64.encode(off)), TrustError.Code.badKey),
            (text.replacing("{\"p384\":\"\(point)\"}", with: "{}"), .malformed),
            (text.replacing("{\"p384\":", with: "{\"ed25519\":\"\(ed25519)\",\"p384\":"), .malformed),
        ] {
            #expect(bad != text)
            #expect(code { _ = try Trust(file: Array(bad.utf8)) } == want)
        }
    }
}
