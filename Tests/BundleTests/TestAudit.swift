import Audit
import Bytes
import Keys
import Layout
import SecretKeys
import Trust
import Verification

/// An inspector and two witnesses, and the ceremonies that they hold on a bundle.
struct TestAudit {
    let inspector: SecretKey
    let witnesses: [SecretKey]

    init() throws {
        inspector = try SecretKey.generate(name: "I. Inspector", withMLDSA: false)
        witnesses = try ["W. Witness", "X. Witness"].map {
            try SecretKey.generate(name: $0, withMLDSA: false)
        }
    }

    /// The run's trust file with these people in it.
    func trust(_ run: TestRun) throws -> Trust {
        try run.trust { trust in
            try trust.add(person: inspector.publicKey.name, key: inspector.publicKey, roles: [.inspector])
            for witness in witnesses {
                try trust.add(person: witness.publicKey.name, key: witness.publicKey, roles: [.witness])
            }
        }
    }

    /// A finished ceremony on the bundle, as `change` wants its plan.
    func ceremony(
        on path: String,
        strata: Int = 1,
        dice: String = "31415926535897932384",
        signers: [SecretKey]? = nil,
        change: (inout AuditPlan) throws -> Void = { _ in }
    ) throws -> Ceremony {
        let contents = try BundleContents(path: path)
        let manifest = contents.manifest
        let segment = AuditedSegment(
            manifest: contents.manifestDigest,
            origin: manifest.origin,
            segment: manifest.segment,
            population: manifest.steps,
            commitment: nil,
            disclosureBudget: nil
        )
        var plan = AuditPlan(
            of: segment,
            plannedAt: TestRun.sealedAt,
            randomness: .dice(digits: 20),
            strata: AuditPlan.ranges(of: segment.population, in: strata)
                .map { .init(first: $0.lowerBound, last: $0.upperBound, sample: 1) }
        )
        for index in plan.strata.indices {
            let stratum = plan.strata[index]
            plan.strata[index].sample = try plan.leastSample(of: stratum.last - stratum.first + 1)
        }
        try change(&plan)
        var ceremony = try Ceremony(planning: plan)
        try sign(&ceremony, .plan, signers)
        try ceremony.add(AuditDraw(drawnAt: TestRun.sealedAt, outcome: .dice(dice), plan: plan.digest))
        try sign(&ceremony, .draw, signers)
        return ceremony
    }

    private func sign(_ ceremony: inout Ceremony, _ part: Ceremony.Part, _ signers: [SecretKey]?) throws {
        for key in signers ?? [inspector] + witnesses {
            try ceremony.add(key.sign(ceremony.signedBytes(of: part) ?? []), to: part)
        }
    }
}
