package import Bytes

/// Rivest's sampler: anyone can redo each pick with `printf '%s,%d' "$seed" "$i" | sha256sum`.
///
/// Ticket i = 1, 2, … picks item 1 + (SHA-256(seed ‖ "," ‖ decimal i) mod N), the digest read as a big-endian
/// integer of 256 bits. The bias toward low items is below N / 2^256. (Rivest, "Sampler", 2011.)
package struct Sampler: Hashable, Sendable {
    package static let seedLimit = 1_024
    /// 2^53, so that every number of a draw is exact in any JSON reader.
    package static let populationLimit = 1 << 53

    package let seed: String
    /// N; items are numbered 1 to N.
    package let population: Int
    private let prefix: [UInt8]

    /// The seed is opaque text: 1 to 1,024 bytes of UTF-8 without control characters.
    package init(seed: String, population: Int) throws(SamplingError) {
        guard (1...Sampler.seedLimit).contains(seed.utf8.count),
            seed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw SamplingError(.badSeed, at: "seed", "want 1 to 1024 bytes without control characters")
        }
        guard (1...Sampler.populationLimit).contains(population) else {
            throw SamplingError(.badPopulation, at: "population", "got \(population), want 1 to 2^53")
        }
        self.seed = seed
        self.population = population
        prefix = Array(seed.utf8) + [UInt8(ascii: ",")]
    }

    /// The digest behind a ticket, for reports that show how it was made.
    package func digest(ticket: Int) -> Digest {
        SHA256.hash(prefix + Array(String(ticket).utf8))
    }

    /// The item that a ticket picks.
    package func pick(ticket: Int) -> Int {
        1 + Sampler.remainder(digest(ticket: ticket), UInt64(population))
    }

    /// The picks of tickets 1, 2, …, without end and with duplicates.
    package var picks: some Sequence<Draw> {
        (1...).lazy.map { Draw(ticket: $0, pick: pick(ticket: $0)) }
    }

    // Long division, a byte of the digest at a time: a remainder below 2^53 and 8 new bits fit in 64.
    private static func remainder(_ digest: Digest, _ divisor: UInt64) -> Int {
        let bytes = digest.bytes
        return Int(bytes.reduce(UInt64(0)) { ($0 << 8 | UInt64($1)) % divisor })
    }
}

/// One item of a sample and the ticket that picked it.
package struct Draw: Hashable, Sendable {
    package let ticket: Int
    /// From 1 to N.
    package let pick: Int
}
