import Bytes
import Keys
import SecretKeys
import Trust

/// Keys and times that are the same in every run.
enum Samples {
    static func key(_ number: UInt8, pair: Bool = false) throws -> SecretKey {
        var first = [UInt8](repeating: number, count: 32)
        var second = [UInt8](repeating: number ^ 0x80, count: 32)
        return try SecretKey(
            name: "key \(number)",
            ed25519Seed: SecretBytes(wiping: &first),
            mldsa87Seed: pair ? SecretBytes(wiping: &second) : nil
        )
    }

    /// The n-th day of 2026.
    static func day(_ number: Int64) throws -> Timestamp {
        let start = try Timestamp("2026-01-01T00:00:00Z").seconds
        return Timestamp(seconds: start + (number - 1) * 86_400) ?? .last
    }

    /// That somebody had seen the whole tree of an envelope on a day.
    static func sighting(
        _ person: String,
        _ key: SecretKey,
        _ means: Sighting.Means = .note,
        day number: Int64,
        of envelope: Envelope
    ) throws -> Sighting {
        Sighting(
            at: try day(number),
            person: person,
            key: key.publicKey.identifier,
            means: means,
            seen: SealTree(envelope).head
        )
    }

    static func envelope(signedBy keys: [SecretKey]) throws -> Envelope {
        var envelope = Envelope(payloadType: "text/plain", payload: Array("payload".utf8))
        for key in keys { try key.sign(&envelope) }
        return envelope
    }
}

/// The code of the error that `body` throws, nil when it throws none.
func code(_ body: () throws -> Void) -> TrustError.Code? {
    do {
        try body()
        return nil
    } catch { return (error as? TrustError)?.code }
}
