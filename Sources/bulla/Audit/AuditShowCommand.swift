import ArgumentParser
import Audit
import Bytes
import Sampling
import Trust
import VerifyCommands

/// `bulla audit show`: how far an audit is.
struct AuditShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the progress of an audit, missing signatures and drawn steps.",
        discussion: Discussion.text(
            """
            With a trust file, exits with status 1 if the draw is not valid.

            Examples:
              bulla audit show week1.audit.json --trust trust.json
              bulla audit show week1.audit.json --picks
              bulla audit show week1.audit.json --trust trust.json --json
            """
        )
    )

    @Argument(help: "The audit file.", completion: .file()) var file: String
    @Option(help: "Your trust file, to verify signatures.", completion: .file()) var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Flag(help: "Print only the drawn steps, one a line.") var picks = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let ceremony = try CeremonyFile.read(file)
        var state: CeremonyState?
        if let trust {
            state = CeremonyState(
                ceremony: ceremony,
                file: file,
                trust: try Inputs.trust(trust).trust,
                trustFile: trust,
                time: try Inputs.time(at)
            )
        }
        if json {
            let document = ceremony.state(judged: state?.judgement, withPicks: picks)
            Console.json(document)
        } else if picks {
            ceremony.draws.flatMap(\.picks).forEach { Console.line("\($0)") }
        } else {
            lines(ceremony, state).forEach(Console.line)
        }
        if let state, ceremony.draw != nil, !state.judgement.faults.isEmpty { throw ExitStatus.rejected }
    }

    private func lines(_ ceremony: Ceremony, _ state: CeremonyState?) -> [String] {
        let drawn = state?.outcomeLines ?? ceremony.outcomeLines
        guard let state else {
            return ceremony.planned.lines + drawn + ["signatures not verified: give --trust"]
        }
        return ceremony.planned.lines + drawn + state.lines
    }
}

extension Ceremony {
    /// The state for programs; people and faults only where signatures were judged.
    func state(judged judgement: CeremonyJudgement?, withPicks: Bool) -> JSON {
        var members: [String: JSON] = [
            "plan": .digest(planned.digest), "round": .number(planned.round),
            "strata": .array(draws.map { $0.json(withPicks: withPicks) }), "type": "bulla-audit-state/1",
        ]
        if let drawn { members["draw"] = .digest(drawn.digest) }
        if let judgement {
            members["inspectors"] = .array(judgement.inspectors.map { .string($0) })
            members["witnesses"] = .array(judgement.witnesses.map { .string($0) })
            members["faults"] = .array(
                judgement.faults.map {
                    [
                        "code": .string($0.code.rawValue), "detail": .string($0.detail),
                        "subject": .string($0.subject),
                    ]
                }
            )
        }
        return .object(members)
    }
}

extension DrawnStratum {
    fileprivate func json(withPicks: Bool) -> JSON {
        let picks = picks
        var members: [String: JSON] = [
            "first": .number(first), "last": .number(last), "number": .number(number),
            "rule": .string(sample.rule.rawValue), "sampled": .number(picks.count), "seed": .string(seed),
        ]
        if withPicks { members["picks"] = .array(picks.map { .number($0) }) }
        return .object(members)
    }
}
