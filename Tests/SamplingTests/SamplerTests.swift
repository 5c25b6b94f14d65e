import Bytes
import Foundation
import Sampling
import TestSupport
import Testing

/// One case of rivest-sampler-tests.
private struct SamplerCase: Sendable {
    let seed: String
    let population: Int
    let expected: [Int]

    static func all() -> [SamplerCase] {
        let path = Vectors.path("rivest/rivest_sampler_tests.json")
        guard let data = FileManager.default.contents(atPath: path),
            let top = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return [] }
        return (top["tests"] as? [[String: Any]] ?? []).compactMap { test in
            guard let input = test["data"] as? [String: Any], let seed = input["seed"] as? String,
                let total = input["total"] as? Int, let expected = test["expected"] as? [Int]
            else { return nil }
            return SamplerCase(seed: seed, population: total, expected: expected)
        }
    }
}

/// What an auditor redoes a draw with.
private enum Shell {
    static let path = "/bin/sh"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }
}

@Suite("Rivest's sampler")
struct SamplerTests {
    @Test(
        "gives the picks of rivest-sampler-tests, duplicates included",
        .enabled(if: Vectors.has("rivest/rivest_sampler_tests.json"), "\(Vectors.missing)")
    )
    func vectors() throws {
        let cases = SamplerCase.all()
        #expect(cases.count == 10)
        for vector in cases {
            let sampler = try Sampler(seed: vector.seed, population: vector.population)
            #expect(sampler.picks.prefix(vector.expected.count).map(\.pick) == vector.expected, "\(vector)")
        }
    }

    @Test(
        "every ticket's digest is what a shell computes with sha256sum",
        .enabled(if: Shell.isThere, "there is no /bin/sh"),
        arguments: ["1", "00", "dice 31415926535897932384", "é“ %s $HOME 'x'"]
    )
    func shell(seed: String) throws {
        let script = #"for i in 1 2 9 10 12345; do printf '%s,%d' "$0" "$i" | sha256sum; done"#
        let output = try Command.run(Shell.path, ["-c", script, seed]).output
        let sampler = try Sampler(seed: seed, population: 1)
        let ours = [1, 2, 9, 10, 12_345].map { sampler.digest(ticket: $0).hex }
        #expect(output.split(separator: "\n").map { String($0.prefix(64)) } == ours)
    }

    @Test("takes the remainder of all 256 bits", arguments: [1, 2, 3, 1_000, 4_294_967_291, 1 << 53])
    func remainder(population: Int) throws {
        let sampler = try Sampler(seed: "remainder", population: population)
        for ticket in 1...200 {
            // Bit by bit: no intermediate value needs more than 55 bits.
            var rest = 0
            for byte in sampler.digest(ticket: ticket).bytes {
                for bit in (0..<8).reversed() {
                    rest = (rest * 2 + Int(byte >> bit & 1)) % population
                }
            }
            #expect(sampler.pick(ticket: ticket) == rest + 1)
        }
    }

    @Test("spreads 20,000 picks over 20 items evenly")
    func distribution() throws {
        let sampler = try Sampler(seed: "even", population: 20)
        var counts = [Int](repeating: 0, count: 20)
        for draw in sampler.picks.prefix(20_000) { counts[draw.pick - 1] += 1 }
        // Chi-squared with 19 degrees of freedom: 43.8 is passed once in a thousand seeds.
        let statistic = counts.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
        #expect(statistic < 43.8)
    }

    @Test("refuses bad seeds, populations and sizes")
    func refusals() throws {
        func code(_ body: () throws(SamplingError) -> Void) -> SamplingError.Code? {
            do {
                try body()
                return nil
            } catch { return error.code }
        }
        for seed in ["", "a\nb", "a\0", "\u{7f}", "\u{85}", String(repeating: "x", count: 1_025)] {
            #expect(
                code { () throws(SamplingError) in _ = try Sampler(seed: seed, population: 1) } == .badSeed
            )
        }
        let longest = String(repeating: "x", count: 1_024)
        #expect(code { () throws(SamplingError) in _ = try Sampler(seed: longest, population: 1) } == nil)
        for population in [0, -1, (1 << 53) + 1, Int.min] {
            #expect(
                code { () throws(SamplingError) in _ = try Sampler(seed: "s", population: population) }
                    == .badPopulation
            )
        }
        let sampler = try Sampler(seed: "s", population: 10)
        #expect(code { () throws(SamplingError) in _ = try sampler.sample(0) } == .badSize)
        #expect(code { () throws(SamplingError) in _ = try sampler.sample(-1) } == .badSize)
    }
}

@Suite("Samples without replacement")
struct SampleTests {
    @Test("every size of a small population has its distinct items, by the rule that is written down")
    func sizes() throws {
        for population in 1...40 {
            let sampler = try Sampler(seed: "sizes", population: population)
            for size in 1...population + 2 {
                let sample = try sampler.sample(size)
                #expect(sample.items.count == min(size, population))
                #expect(Set(sample.items).count == sample.items.count)
                #expect(sample.items.allSatisfy { (1...population).contains($0) })
                #expect(sample.items == sample.items.sorted())
                let rule: Sample.Rule =
                    size >= population ? .everything : size * 2 <= population ? .drawn : .leftOut
                #expect(sample.rule == rule)
            }
        }
    }

    @Test("skips duplicates and keeps tickets in order")
    func tickets() throws {
        let sampler = try Sampler(seed: "0", population: 100)
        let sample = try sampler.sample(50)
        var seen = Set<Int>()
        var byHand: [Draw] = []
        for draw in sampler.picks.prefix(1_000) where byHand.count < 50 {
            if seen.insert(draw.pick).inserted { byHand.append(draw) }
        }
        #expect(sample.draws == byHand)
        #expect(sample.draws.last.map { $0.ticket > 50 } == true)
    }

    @Test("a smaller sample is the beginning of a larger one, and a near-full one omits the first draws")
    func nesting() throws {
        let sampler = try Sampler(seed: "nested", population: 1_000)
        let ten = try sampler.sample(10), hundred = try sampler.sample(100)
        #expect(Array(hundred.draws.prefix(10)) == ten.draws)
        let rest = try sampler.sample(990)
        #expect(rest.draws == ten.draws)
        #expect(Set(rest.items).isDisjoint(with: ten.items))
        #expect(rest.items.count == 990)
    }

    @Test("draws 300 of 2^53 with 300 tickets")
    func large() throws {
        let sample = try Sampler(seed: "large", population: 1 << 53).sample(300)
        #expect(sample.draws.map(\.ticket) == Array(1...300))
    }
}
