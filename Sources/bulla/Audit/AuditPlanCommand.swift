import ArgumentParser
import Audit
import Bytes
import Layout
import Leaves
import Sampling
import Trust
import Verification
import VerifyCommands

/// `bulla audit plan`: say what is to be drawn, before anybody throws.
struct AuditPlanCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write the plan of an audit: sample size, claim and source of randomness.",
        discussion: Discussion.text(
            """
            Takes the numbers from the bundle without verifying them; `bulla verify --plan` compares
            them later. Chooses the smallest sample that supports the claim, computed exactly over all
            strata. A plan after the first names the one before it, so that nobody can repeat a draw
            unnoticed.

            Examples:
              bulla audit plan week1.bulla.tar.xz --trust trust.json -o week1.audit.json
              bulla audit plan week2.bulla.tar.xz --trust trust.json -o week2.audit.json \\
                --previous-plan week1.audit.json --good-rate 99.5 --strata 4
              bulla audit plan week1.bulla.tar.xz --trust trust.json -o again.audit.json \\
                --previous-plan week1.audit.json --purpose redraw --beacon drand.quicknet \\
                --round 21000000
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var bundle: String
    @Option(help: "Your trust file, which defines who must sign.", completion: .file()) var trust: String
    @Option(name: .shortAndLong, help: "The file to write.", completion: .file()) var output: String
    @Option(help: "The confidence of the claim, in percent, such as 99.5; below 100.") var confidence =
        PercentArgument(
            basisPoints: 9_500
        )
    @Option(help: "The share of good steps to claim, in percent, such as 99.5; below 100.") var goodRate =
        PercentArgument(
            basisPoints: 9_900
        )
    @Option(help: "The number of failures allowed in each stratum.") var allowed = 0
    @Option(help: "The number of equal parts to divide the segment into.") var strata = 1
    @Option(help: "The number of steps to draw from each stratum; the smallest sufficient one by default.")
    var sample: Int?
    @Option(help: "The number of witnesses who must sign, besides the inspectors.") var witnesses = 2
    @Option(help: "The number of decimal digits to throw; 20 by default.") var diceDigits: Int?
    @Option(help: "Use this randomness beacon instead of dice, such as drand.quicknet.") var beacon: String?
    @Option(help: "The beacon's round, which must be in the future.") var round: Int?
    @Option(help: "The audit file before this one.", completion: .file()) var previousPlan: String?
    @Option(help: "The purpose of the draw.") var purpose: PurposeArgument = .audit
    @Option(help: "Request openings of proofs of this kind (repeatable).") var openings: [String] = []
    @Option(help: "The time when the openings are due (YYYY-MM-DDThh:mm:ssZ).") var openingsDue: TimeArgument?
    @Option(help: "The time to state (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard (beacon == nil) == (round == nil) else {
            throw ValidationError("--beacon and --round go together")
        }
        guard beacon == nil || diceDigits == nil else {
            throw ValidationError("--beacon and --dice-digits exclude each other")
        }
        let least = AuditRandomness.diceDigits.lowerBound
        for (name, value, range) in [
            ("--allowed", allowed, 0...AuditPlan.allowedLimit),
            ("--witnesses", witnesses, 0...AuditPlan.witnessLimit),
            ("--dice-digits", diceDigits ?? least, AuditRandomness.diceDigits),
            ("--strata", strata, 1...AuditPlan.strataLimit),
        ] where !range.contains(value) {
            throw ValidationError(
                "\(name): got \(value), want \(range.lowerBound) to \(range.upperBound)"
            )
        }
        if let beacon, !AuditRandomness.isBeaconName(beacon) {
            throw ValidationError("--beacon: want 1 to 64 of a-z 0-9 . -")
        }
        for kind in openings where !LeafField.isKind(kind) {
            throw ValidationError("--openings: got \"\(kind)\", want a kind of proof such as replay/1")
        }
        for (name, value) in [("--sample", sample), ("--round", round)] {
            if let value, !(1...Int(JSON.largestInteger)).contains(value) {
                throw ValidationError("\(name): got \(value), want 1 or more")
            }
        }
        if openingsDue != nil && openings.isEmpty { throw ValidationError("--openings-due needs --openings") }
    }

    func run() throws {
        let (trust, _) = try Inputs.trust(trust)
        let contents = try BundleContents(path: bundle)
        let segment = try contents.auditedSegment(trust: trust)
        let time = try Inputs.time(at)
        let plan = try plan(of: segment, at: time)
        let ceremony: Ceremony
        do { ceremony = try Ceremony(planning: plan) } catch { throw CommandFailure("\(error)") }
        try refuse(ceremony, segment, trust, time)
        noteKinds(contents.manifest)
        try CeremonyFile.create(ceremony, at: output)
        Console.lines(["not verified: the numbers are the claims of \(bundle)", ""])
        Console.line("wrote      \(output)", ["file": .string(output)])
        let state = CeremonyState(
            ceremony: ceremony,
            file: output,
            trust: trust,
            trustFile: self.trust,
            time: time,
            bundle: bundle
        )
        Console.lines(plan.lines + state.lines, state.values)
    }

    /// What the plan itself cannot say: anything but signatures is wrong with it.
    private func refuse(
        _ ceremony: Ceremony,
        _ segment: AuditedSegment,
        _ trust: Trust,
        _ time: Timestamp
    ) throws {
        let judgement = ceremony.judgePlan(trust: trust, at: time, segment: segment)
        let faults = judgement.faults.filter { ![.planUnsigned, .planWitnesses].contains($0.code) }
        if let fault = faults.first { throw CommandFailure(fault.line) }
    }

    private func noteKinds(_ manifest: Manifest) {
        for kind in openings where manifest.proofs[kind] == nil {
            Console.note("note: the bundle lists no proof of kind \(kind)")
        }
    }
}

// From options to a plan.
extension AuditPlanCommand {
    private func plan(of segment: AuditedSegment, at time: Timestamp) throws -> AuditPlan {
        guard strata <= min(segment.population, AuditPlan.strataLimit) else {
            throw CommandFailure(
                "--strata: got \(strata), want at most \(min(segment.population, AuditPlan.strataLimit))"
            )
        }
        let due = openingsDue?.value
        var plan = AuditPlan(
            of: segment,
            plannedAt: time,
            randomness: randomness,
            strata: try AuditPlan.ranges(of: segment.population, in: strata)
                .map { .init(first: $0.lowerBound, last: $0.upperBound, sample: try size(of: $0)) }
        )
        plan.allowed = allowed
        plan.confidence = confidence.basisPoints
        plan.goodRate = goodRate.basisPoints
        plan.openings = Set(openings).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        plan.openingsDue = due
        plan.witnesses = witnesses
        plan.purpose = purpose.purpose
        try chain(&plan)
        return plan
    }

    private var randomness: AuditRandomness {
        if let beacon, let round { return .beacon(name: beacon, round: round) }
        return .dice(digits: diceDigits ?? AuditRandomness.diceDigits.lowerBound)
    }

    private func size(of range: ClosedRange<Int>) throws -> Int {
        let least = try SampleSize.least(
            population: range.count,
            goodRate: goodRate.basisPoints,
            allowed: allowed,
            confidence: Confidence(basisPoints: confidence.basisPoints, strata: strata)
        )
        guard let sample else { return least }
        guard (least...range.count).contains(sample) else {
            throw CommandFailure(
                "--sample: got \(sample), want \(least) to \(range.count) of the \(range.count) steps"
                    + " \(range.lowerBound) to \(range.upperBound)",
                hint: "\(least) is the smallest sample that supports the claim"
            )
        }
        return sample
    }

    /// Names the plan before, and counts on where it is of the same bundle.
    private func chain(_ plan: inout AuditPlan) throws {
        let previous = try previousPlan.map { try CeremonyFile.read($0).planned }
        let isSame = previous?.manifest == plan.manifest
        guard isSame || purpose == .audit else {
            throw CommandFailure(
                "--purpose \(purpose.rawValue): want --previous-plan with a plan of this bundle",
                hint: "give --previous-plan FILE, the previous audit file of this bundle"
            )
        }
        guard !isSame || purpose != .audit else {
            throw CommandFailure(
                "--previous-plan: about the same bundle; got --purpose audit, want extension or redraw",
                hint: "an extension adds to the sample, a redraw replaces it; reports show which"
            )
        }
        plan.previousPlan = previous?.digest
        plan.round = isSame ? (previous?.round ?? 0) + 1 : 1
    }
}

/// `audit`, `extension` or `redraw` on the command line.
enum PurposeArgument: String, ExpressibleByArgument, CaseIterable {
    case audit, `extension`, redraw

    var purpose: AuditPlan.Purpose {
        switch self {
        case .audit: .audit
        case .extension: .extension
        case .redraw: .redraw
        }
    }
}
