import Bytes
import Keys
import SecretKeys
import Testing

@Suite("DSSE envelopes")
struct EnvelopeTests {
    let type = "application/vnd.in-toto+json"

    func signed(pair: Bool = false) throws -> (Envelope, SecretKey) {
        let key = try Samples.key(3, pair: pair)
        var envelope = Envelope(payloadType: type, payload: Array(#"{"a":1}"#.utf8))
        try key.sign(&envelope)
        return (envelope, key)
    }

    @Test("the pre-authentication encoding is that of protocol.md")
    func encoding() {
        let bytes = Envelope.preAuthenticationEncoding(
            type: "http://example.com/HelloWorld",
            payload: Array("hello world".utf8)
        )
        #expect(
            String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        )
        #expect(Envelope.preAuthenticationEncoding(type: "é", payload: []) == Array("DSSEv1 2 é 0 ".utf8))
    }

    @Test("round-trips and keeps the order of signatures", arguments: [false, true])
    func roundTrip(pair: Bool) throws {
        var (envelope, key) = try signed(pair: pair)
        try Samples.key(9).sign(&envelope)
        let again = try Envelope(canonical: envelope.canonicalBytes, expecting: type)
        #expect(again == envelope)
        #expect(key.publicKey.judge(again) == .valid)
        let text = String(decoding: envelope.canonicalBytes.prefix(60), as: UTF8.self)
        #expect(text.hasPrefix(#"{"payload":"eyJhIjoxfQ==","payloadType":"application/"#))
    }

    @Test("no flipped bit leaves an envelope that reads and verifies")
    func mutations() throws {
        let (envelope, key) = try signed()
        let good = envelope.canonicalBytes
        for index in good.indices {
            for bit in 0..<8 {
                var bytes = good
                bytes[index] ^= 1 << bit
                guard let other = try? Envelope(canonical: bytes, expecting: type) else { continue }
                #expect(other.canonicalBytes == bytes, "byte \(index) bit \(bit)")
                #expect(key.publicKey.judge(other) != .valid, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test("no truncation of an envelope reads")
    func truncations() throws {
        let good = try signed().0.canonicalBytes
        for count in good.indices {
            #expect(throws: KeyError.self) { try Envelope(canonical: good.prefix(count), expecting: type) }
        }
    }

    @Test("another payload type has a code of its own, whatever else the envelope says")
    func payloadType() throws {
        let bytes = try signed().0.canonicalBytes
        let found = code { () throws(KeyError) in
            _ = try Envelope(canonical: bytes, expecting: "application/x")
        }
        #expect(found == .payloadType)
    }

    @Test("the payload type is signed")
    func confusion() throws {
        let (envelope, key) = try signed()
        let other = Envelope(
            payloadType: "text/plain",
            payload: envelope.payload,
            signatures: envelope.signatures
        )
        #expect(key.publicKey.judge(other) == .invalid)
    }

    @Test("no signatures, 65 signatures, and a signature twice are refused")
    func signatureCounts() throws {
        let (envelope, _) = try signed()
        func read(_ signatures: [Signature]) -> KeyError.Code? {
            var changed = envelope
            changed.signatures = signatures
            return code { () throws(KeyError) in
                _ = try Envelope(canonical: changed.canonicalBytes, expecting: type)
            }
        }
        let many = (0..<65).map {
            Signature(keyIdentifier: Digest(words: (0, 0, 0, UInt64($0))), bytes: [$0])
        }
        #expect(read([]) == .signatureCount)
        #expect(read(Array(many.dropLast())) == nil)
        #expect(read(many) == .signatureCount)
        #expect(read(envelope.signatures + many.prefix(3) + envelope.signatures) == .duplicateSignature)
        let other = envelope.signatures.map {
            Signature(keyIdentifier: $0.keyIdentifier, bytes: $0.bytes + [0])
        }
        #expect(read(envelope.signatures + other) == .duplicateSignature, "another signature of the same key")
    }

    @Test(
        "a signature has 1 to 8,192 bytes",
        arguments: [(0, false), (1, true), (8_192, true), (8_193, false)]
    )
    func signatureSizes(_ count: Int, isGood: Bool) throws {
        let bytes = Base64.encode([UInt8](repeating: 0, count: count))
        let document: JSON = [
            "payload": "", "payloadType": .string(type),
            "signatures": [["keyid": .digest(.zero), "sig": .string(bytes)]],
        ]
        let found = code { () throws(KeyError) in
            _ = try Envelope(canonical: document.canonicalBytes, expecting: type)
        }
        #expect(found == (isGood ? nil : .envelopeMalformed))
        let signature = Signature(keyIdentifier: .zero, bytes: [UInt8](repeating: 0, count: count))
        #expect(((try? signature.written(at: "")) != nil) == isGood)
    }

    @Test("in the head of a bundle every signature has the size of a known algorithm")
    func sizes() throws {
        var envelope = try signed().0
        #expect(throws: Never.self) { try envelope.checkSizes() }
        for count in [0, 1, 63, 65, 95, 97, 4_626, 4_628] {
            envelope.signatures = [
                Signature(keyIdentifier: .zero, bytes: [UInt8](repeating: 1, count: count))
            ]
            let found = code { () throws(KeyError) in try envelope.checkSizes() }
            #expect(found == .envelopeMalformed, "\(count)")
        }
    }

    @Test("stands inside another document, where it may wait for its signatures")
    func inside() throws {
        let (envelope, _) = try signed()
        #expect(try Envelope(envelope.json, path: "plan", expecting: type) == envelope)
        let unsigned = Envelope(payloadType: type, payload: envelope.payload)
        #expect(try Envelope(unsigned.json, path: "plan", expecting: type, fewest: 0) == unsigned)
        let error = #expect(throws: KeyError.self) {
            try Envelope(unsigned.json, path: "plan", expecting: type)
        }
        #expect(error?.code == .signatureCount && error?.location == "plan.signatures")
    }

    @Test("stops at its limit before reading")
    func limit() throws {
        let bytes = try signed().0.canonicalBytes
        let limits = JSON.Limits(bytes: bytes.count - 1, depth: 4)
        let found = code { () throws(KeyError) in
            _ = try Envelope(canonical: bytes, expecting: type, limits: limits)
        }
        #expect(found == .envelopeMalformed)
    }
}
