import Bytes
import Keys
import SecretKeys
import Trust

@testable import Audit

/// People, a segment and papers that are the same in every run.
enum Samples {
    /// Everybody who has a hand in an audit, by the number of the key.
    enum Signer: UInt8, CaseIterable {
        case inspector = 1, inspector2, witness, witness2, witness3, exporter, stranger, both
    }

    static let secret = SHA256.hash(Array("secret of the producer".utf8))
    static let time = "2026-06-01T12:00:00Z"
    static let dice = "31415926535897932384"

    static func key(_ signer: Signer) throws -> SecretKey {
        var seed = [UInt8](repeating: signer.rawValue, count: 32)
        return try SecretKey(name: "key \(signer)", ed25519Seed: SecretBytes(wiping: &seed))
    }

    static func digest(_ text: String) -> Digest { SHA256.hash(Array(text.utf8)) }

    /// One inspector and two witnesses suffice; more people stand in the file.
    static func trust(inspectors: Int = 1) throws -> Trust {
        var trust = Trust()
        let roles: [(Signer, [Role])] = [
            (.inspector, [.inspector]), (.inspector2, [.inspector]), (.witness, [.witness]),
            (.witness2, [.witness]), (.witness3, [.witness]), (.exporter, [.exporter]),
            (.both, [.witness, .inspector]),
        ]
        for (signer, roles) in roles {
            try trust.add(person: "\(signer)", key: key(signer).publicKey, roles: roles)
        }
        try trust.setThreshold(.inspector, inspectors)
        return trust
    }

    static func segment(population: Int = 1_000, twoWay: Bool = false, budget: Int? = nil) -> AuditedSegment {
        AuditedSegment(
            manifest: digest("manifest"),
            origin: "lab.example/run/1",
            segment: Segment(
                run: digest("run"),
                from: 100,
                to: 100 + population + 50,
                root: digest("root")
            ),
            population: population,
            commitment: twoWay ? .init(leaf: 101, digest: SHA256.hash(secret.bytes)) : nil,
            disclosureBudget: budget
        )
    }

    static func plan(of segment: AuditedSegment = segment(), strata: Int = 1) throws -> AuditPlan {
        var plan = AuditPlan(
            of: segment,
            plannedAt: try Timestamp("2026-06-01T09:00:00Z"),
            randomness: .dice(digits: 20),
            strata: AuditPlan.ranges(of: segment.population, in: strata)
                .map { .init(first: $0.lowerBound, last: $0.upperBound, sample: 1) }
        )
        for index in plan.strata.indices {
            let stratum = plan.strata[index]
            plan.strata[index].sample = try plan.leastSample(of: stratum.last - stratum.first + 1)
        }
        return plan
    }

    static func draw(of plan: AuditPlan, secret: Digest? = nil) throws -> AuditDraw {
        AuditDraw(
            drawnAt: try Timestamp("2026-06-01T10:00:00Z"),
            outcome: .dice(dice),
            plan: plan.digest,
            secret: secret
        )
    }

    static let everyone: [Signer] = [.inspector, .witness, .witness2]

    static func sign(
        _ ceremony: inout Ceremony,
        _ part: Ceremony.Part,
        _ signers: [Signer] = everyone
    ) throws {
        for signer in signers {
            let message = ceremony.signedBytes(of: part) ?? []
            try ceremony.add(key(signer).sign(message), to: part)
        }
    }

    /// A ceremony from plan to draw, as it should be; `change` may spoil what it is made of.
    static func ceremony(
        of segment: AuditedSegment = segment(),
        plan change: (inout AuditPlan) throws -> Void = { _ in },
        reveal changeReveal: (inout AuditReveal) throws -> Void = { _ in },
        draw changeDraw: (inout AuditDraw) throws -> Void = { _ in },
        planSigners: [Signer] = everyone,
        drawSigners: [Signer] = everyone,
        revealSigners: [Signer] = [.exporter]
    ) throws -> Ceremony {
        var plan = try plan(of: segment)
        try change(&plan)
        var ceremony = try Ceremony(planning: plan)
        try sign(&ceremony, .plan, planSigners)
        if segment.commitment != nil {
            var reveal = AuditReveal(plan: plan.digest, secret: secret)
            try changeReveal(&reveal)
            try ceremony.add(reveal)
            try sign(&ceremony, .reveal, revealSigners)
        }
        var draw = try draw(of: plan, secret: ceremony.revealed?.secret)
        try changeDraw(&draw)
        try ceremony.add(draw)
        try sign(&ceremony, .draw, drawSigners)
        return ceremony
    }

    /// Judges with everything at hand.
    static func judge(
        _ ceremony: Ceremony,
        _ segment: AuditedSegment? = segment(),
        trust: Trust? = nil
    ) throws -> CeremonyJudgement {
        try ceremony.judge(trust: trust ?? Samples.trust(), at: Timestamp(time), segment: segment)
    }
}

extension CeremonyJudgement {
    var codes: [CeremonyFaultCode] { faults.map(\.code) }
    var picks: [[Int]] { strata.map(\.picks) }
}

/// Numbers without chance, so that a failed case can be run again (splitmix64).
struct Mixer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
