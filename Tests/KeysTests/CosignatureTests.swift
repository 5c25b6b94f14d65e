import Bytes
import Keys
import SecretKeys
import Testing

@Suite("C2SP cosignatures")
struct CosignatureTests {
    // Made from the specification with another library's Ed25519, secret key 00 01 02 … 1f.
    static let key = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    static let text = "bulla.example/run\n7\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n"
    static let line =
        "— witness.example/w1 519lMgAAAABoTuGA/5IQKQrjZ3w9+wYGcE0JJLBdA70VyW3hBbYW+yShJZl/BJEIX+UsWXI2CE/MD1IHZ0f2o1dHT1TNWlhNmJDDDg==\n"

    @Test("reads the time of a line that another implementation made")
    func foreign() throws {
        let note = try SignedNote(Array("\(Self.text)\n\(Self.line)".utf8))
        let times = note.cosignatures(by: try Hex.decode(Self.key))
        #expect(times.map(\.description) == ["2025-06-15T15:06:40Z"])
    }

    @Test("no flipped bit leaves a time, and a note of another text none")
    func mutations() throws {
        let key = try Hex.decode(Self.key)
        let bytes = Array("\(Self.text)\n\(Self.line)".utf8)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            guard let note = try? SignedNote(changed) else { continue }
            #expect(note.cosignatures(by: key).isEmpty, "byte \(index)")
        }
    }

    @Test("writes what it reads, earliest first, and counts no other witness")
    func roundTrip() throws {
        let (own, other) = (try SecretKey.ephemeral(), try SecretKey.ephemeral())
        var note = try SignedNote(text: Self.text)
        for (key, day) in [(own, "2026-02-03"), (own, "2026-02-01"), (other, "2026-01-01")] {
            let time = try Timestamp("\(day)T00:00:00Z")
            note.signatures.append(
                Cosignature.line(
                    name: "w",
                    ed25519: try key.publicKey.ed25519,
                    at: time,
                    signature: key.signRaw(Cosignature.signedBytes(text: Self.text, at: time))
                )
            )
        }
        let times = try SignedNote(note.bytes).cosignatures(by: own.publicKey.ed25519)
        #expect(times.map(\.description) == ["2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z"])
    }
}
