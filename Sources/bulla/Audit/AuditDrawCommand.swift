import ArgumentParser
import Audit
import Bytes
import Trust
import VerifyCommands

/// `bulla audit draw`: put down what chance said, and sign it.
struct AuditDrawCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Record the dice or beacon value, sign it, and show the drawn steps.",
        discussion: Discussion.text(
            """
            Requires a completely signed plan, and in a two-way audit the revealed secret. Everyone who
            signed the plan also signs the draw. If the draw is already recorded, only adds signatures.

            Examples:
              bulla audit draw week1.audit.json --trust trust.json \\
                --dice "31415 92653 58979 32384" --key inspector.key
              bulla audit draw week1.audit.json --trust trust.json --key witness1.key \\
                --key witness2.key
              bulla audit draw week1.audit.json --trust trust.json --beacon-value $HEX \\
                --key inspector.key
            """
        )
    )

    @Argument(help: "The audit file.", completion: .file()) var file: String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(
        help: "The decimal digits in the order of the throws; spaces are left out.",
        transform: Typed.digits
    )
    var dice: String?
    @Option(help: "The value of the beacon, 64 hexadecimal digits.") var beaconValue: String?
    @OptionGroup var signing: SigningOptions
    @Option(help: "The time to state, and to judge keys as of (YYYY-MM-DDThh:mm:ssZ); now by default.")
    var at: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        try signing.validateNotEmpty()
        guard dice == nil || beaconValue == nil else {
            throw ValidationError("--dice and --beacon-value exclude each other")
        }
        if let beaconValue, Digest(hex: beaconValue) == nil {
            throw ValidationError("--beacon-value: want 64 lower-case hexadecimal digits")
        }
    }

    func run() throws {
        var ceremony = try CeremonyFile.read(file)
        let (trust, _) = try Inputs.trust(trust)
        let time = try Inputs.time(at)
        if let drawn = ceremony.drawn {
            guard outcome == nil || outcome == drawn.outcome else {
                throw CommandFailure(
                    "\(file): a different value is already recorded; a draw cannot be changed"
                )
            }
        } else {
            try ceremony.add(draw(ceremony, trust, time))
        }
        let state = CeremonyState(
            ceremony: ceremony,
            file: file,
            trust: trust,
            trustFile: self.trust,
            time: time
        )
        Console.lines(state.outcomeLines, ["file": .string(file)])
        try CeremonyFile.sign(&ceremony, .draw, by: signing)
        try CeremonyFile.replace(file, by: ceremony)
        let after = state.with(ceremony)
        Console.lines(after.lines, after.values)
    }

    private var outcome: AuditOutcome? {
        if let dice { return .dice(dice) }
        return beaconValue.flatMap { Digest(hex: $0) }.map { .beacon($0) }
    }

    private func draw(_ ceremony: Ceremony, _ trust: Trust, _ time: Timestamp) throws -> AuditDraw {
        let plan = ceremony.planned
        let judgement = ceremony.judge(upTo: .reveal, trust: trust, at: time, segment: nil)
        if let fault = judgement.faults.first {
            throw CommandFailure(
                "\(file): \(fault.line)",
                hint: "bulla audit show \(file) --trust \(self.trust) lists what is missing before the draw"
            )
        }
        guard let outcome, outcome.answers(plan.randomness) else {
            let got = outcome?.words ?? "nothing"
            throw CommandFailure("got \(got), want \(plan.randomness.words), as planned")
        }
        guard time >= plan.plannedAt else {
            throw CommandFailure("got time \(time), want \(plan.plannedAt), the time of the plan, or later")
        }
        return AuditDraw(
            drawnAt: time,
            outcome: outcome,
            plan: plan.digest,
            secret: ceremony.revealed?.secret
        )
    }
}
