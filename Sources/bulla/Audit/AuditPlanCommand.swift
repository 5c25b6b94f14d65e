import ArgumentParser
import Audit
import Bytes
import Layout
import Trust
import Verification
import VerifyCommands

/// `bulla audit plan`: say what is to be drawn, before anybody throws.
struct AuditPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write the plan of an audit: how many steps, what they will show, where chance comes from.",
        discussion: """
            Takes the bundle at its word; `bulla verify --plan` compares every number later. The size of the sample is
            the smallest that shows what is asked, exactly (no approximation), for all strata together.
            A plan after the first names the one before, so that nobody can draw again in silence.

            Examples:
              bulla audit plan week1.bulla.tar.xz --trust trust.json -o week1.audit.json
              bulla audit plan week2.bulla.tar.xz --trust trust.json -o week2.audit.json \
                --previous-plan week1.audit.json --good-rate 99.5 --strata 4
              bulla audit plan week1.bulla.tar.xz --trust trust.json -o again.audit.json \
                --previous-plan week1.audit.json --purpose redraw --beacon drand.quicknet --round 21000000
            """
    )

    @Argument(help: "The bundle.") var bundle: String
    @Option(help: "Your trust file: who must sign.") var trust: String
    @Option(name: .shortAndLong, help: "The file to write.") var output: String
    @Option(help: "How sure the statement shall be, in percent.") var confidence = PercentArgument(
        basisPoints: 9_500
    )
    @Option(help: "How many steps in a hundred shall be good.") var goodRate = PercentArgument(
        basisPoints: 9_900
    )
    @Option(help: "Failures allowed in each stratum.") var allowed = 0
    @Option(help: "Cut the segment into so many parts of equal size.") var strata = 1
    @Option(help: "Draw more steps from each stratum than are needed.") var sample: Int?
    @Option(help: "People who must sign beside the inspectors.") var witnesses = 2
    @Option(help: "Decimal digits to throw; 20 by default.") var diceDigits: Int?
    @Option(help: "Take chance from this beacon instead of dice.") var beacon: String?
    @Option(help: "The beacon's round, which must lie ahead.") var round: Int?
    @Option(help: "The file of the audit before this one.") var previousPlan: String?
    @Option(help: "Why: audit, extension or redraw.") var purpose: PurposeArgument = .audit
    @Option(help: "Ask for the openings of this proof kind (repeatable).") var openings: [String] = []
    @Option(help: "When the openings are due (YYYY-MM-DDThh:mm:ssZ).") var openingsDue: String?
    @Option(help: "The time to state; this machine's clock by default.") var at: String?

    func validate() throws {
        guard (beacon == nil) == (round == nil) else {
            throw ValidationError("--beacon and --round go together")
        }
        guard beacon == nil || diceDigits == nil else {
            throw ValidationError("--beacon and --dice-digits exclude each other")
        }
        for (name, value) in [("--allowed", allowed), ("--witnesses", witnesses)] where value < 0 {
            throw ValidationError("\(name): got \(value), want 0 or more")
        }
        for (name, value) in [("--strata", strata), ("--sample", sample), ("--round", round)] {
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
        Console.lines(["not verified: this rests on what \(bundle) says of itself", ""])
        Console.line("wrote      \(output)")
        let state = CeremonyState(
            ceremony: ceremony,
            file: output,
            trust: trust,
            trustFile: self.trust,
            time: time,
            bundle: bundle
        )
        (plan.lines + state.lines).forEach(Console.line)
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
            Console.note("note: the bundle says that it has no proof of kind \(kind)")
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
        let ranges = AuditPlan.ranges(of: segment.population, in: strata)
        var plan = AuditPlan(
            of: segment,
            plannedAt: time,
            randomness: randomness,
            strata: ranges.map { .init(first: $0.lowerBound, last: $0.upperBound, sample: 1) }
        )
        plan.allowed = allowed
        plan.confidence = confidence.basisPoints
        plan.goodRate = goodRate.basisPoints
        plan.openings = Set(openings).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        plan.openingsDue = try openingsDue.map { try Timestamp($0) }
        plan.witnesses = witnesses
        plan.purpose = purpose.purpose
        for (index, range) in ranges.enumerated() {
            plan.strata[index].sample = try size(of: range, plan)
        }
        try chain(&plan)
        return plan
    }

    private var randomness: AuditRandomness {
        if let beacon, let round { return .beacon(name: beacon, round: round) }
        return .dice(digits: diceDigits ?? AuditRandomness.diceDigits.lowerBound)
    }

    private func size(of range: ClosedRange<Int>, _ plan: AuditPlan) throws -> Int {
        let least = try plan.leastSample(of: range.count)
        guard let sample else { return least }
        guard (least...range.count).contains(sample) else {
            throw CommandFailure(
                "--sample: got \(sample), want \(least) to \(range.count) of the \(range.count) steps"
                    + " \(range.lowerBound) to \(range.upperBound)",
                hint: "\(least) is the smallest sample that can show what is asked"
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
                "--purpose \(purpose.rawValue): no plan of this bundle is named",
                hint: "--previous-plan FILE, the audit before of the same bundle"
            )
        }
        guard !isSame || purpose != .audit else {
            throw CommandFailure(
                "--previous-plan: is of the same bundle; got --purpose audit, want extension or redraw",
                hint: "an extension adds to what was drawn, a redraw replaces it; reports show either"
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
