import Bytes
import Keys
import SecretKeys
import TestSupport
import Testing
import Trust

@testable import Audit

/// After the plan is committed, nobody gets another sample by changing what lies in their hands.
@Suite("Grinding")
struct GrindingTests {
    let segment = Samples.segment(population: 4_000, twoWay: true)

    /// The finished ceremony, and all that a producer without the others' keys can make of it.
    struct Attempt {
        /// What the verifier reads.
        var file: [UInt8]
        var segment: AuditedSegment
        var name: String
    }

    /// A ceremony of which every signature counts, whoever gave it: the check that the attacks run into, taken away.
    private func unguarded(_ ceremony: Ceremony, _ segment: AuditedSegment) throws -> Ceremony {
        var plan = Envelope(payloadType: ceremony.plan.payloadType, payload: ceremony.plan.payload)
        var draw = Envelope(payloadType: AuditDraw.payloadType, payload: ceremony.draw?.payload ?? [])
        var reveal = ceremony.reveal.map { Envelope(payloadType: $0.payloadType, payload: $0.payload) }
        for signer in Samples.everyone {
            try Samples.key(signer).sign(&plan)
            try Samples.key(signer).sign(&draw)
        }
        if var unsigned = reveal {
            try Samples.key(.exporter).sign(&unsigned)
            reveal = unsigned
        }
        return try Ceremony(plan: plan, reveal: reveal, draw: draw)
    }

    @Test("many variants of a signed ceremony, 10,000 at the most, give its one sample or a fault")
    func grinding() throws {
        let rounds = Effort.rounds(10_000, usual: 600)
        let good = try Samples.ceremony(of: segment)
        let trust = try Samples.trust()
        let time = try Timestamp(Samples.time)
        let sample = good.judge(trust: trust, at: time, segment: segment).picks
        #expect(sample.count == 1 && !sample[0].isEmpty)
        let grinder = try Grinder(good: good, segment: segment)
        var mixer = Mixer(state: 4)
        var (accepted, refused, unreadable, forged) = (0, 0, 0, 0)
        for number in 0..<rounds {
            let attempt = try grinder.attempt(number, &mixer)
            guard let ceremony = try? Ceremony(canonical: attempt.file) else {
                unreadable += 1
                continue
            }
            let judgement = ceremony.judge(trust: trust, at: time, segment: attempt.segment)
            if judgement.faults.isEmpty {
                accepted += 1
                #expect(judgement.picks == sample, "\(attempt.name)")
            } else {
                refused += 1
                #expect(judgement.strata.isEmpty, "\(attempt.name)")
                if ceremony.draws.map(\.picks) != sample { forged += 1 }
            }
        }
        #expect(accepted + refused + unreadable == rounds)
        // Every kind of end is met often, and most of what was refused would have been another sample.
        #expect(accepted > rounds / 20 && refused > rounds * 4 / 10 && unreadable > rounds / 20)
        #expect(forged > rounds * 3 / 10, "\(forged) of \(rounds)")
    }

    @Test("without the signatures the same variants would give other samples: it is they that hold")
    func knockOut() throws {
        let trust = try Samples.trust()
        let time = try Timestamp(Samples.time)
        let good = try Samples.ceremony(of: segment)
        let sample = good.judge(trust: trust, at: time, segment: segment).picks
        let grinder = try Grinder(good: good, segment: segment)
        var mixer = Mixer(state: 5)
        var others = Set<[[Int]]>()
        let rounds = Effort.rounds(20, usual: 4)
        for kind in Grinder.forgeries {
            for _ in 0..<rounds {
                let attempt = try grinder.forge(kind, &mixer)
                let ceremony = try Ceremony(canonical: attempt.file)
                let honest = ceremony.judge(trust: trust, at: time, segment: attempt.segment)
                #expect(!honest.faults.isEmpty, "\(attempt.name)")
                // The same payloads, signed by those who never would.
                let fooled = try unguarded(ceremony, attempt.segment)
                    .judge(trust: trust, at: time, segment: attempt.segment)
                #expect(fooled.faults == [], "\(attempt.name): \(fooled.faults)")
                #expect(fooled.picks != sample, "\(attempt.name)")
                others.insert(fooled.picks)
            }
        }
        #expect(others.count > Grinder.forgeries.count * rounds * 3 / 4)
    }

    @Test("other secrets do not open the commitment, even if the exporter signs them and everybody the draw")
    func secrets() throws {
        var mixer = Mixer(state: 6)
        let sample = try Samples.judge(Samples.ceremony(of: segment), segment).picks
        for _ in 0..<Effort.rounds(200, usual: 20) {
            let secret = Grinder.digest(&mixer)
            let ceremony = try Samples.ceremony(of: segment, reveal: { $0.secret = secret })
            #expect(try Samples.judge(ceremony, segment).codes == [.revealMismatch])
            // Knock-out: without the leaf to compare with, it would be another sample.
            let blind = try Samples.judge(ceremony, nil)
            #expect(blind.faults == [] && blind.picks != sample)
        }
    }
}
