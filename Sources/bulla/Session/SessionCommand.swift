import ArgumentParser
import Attestation
import Bytes
import Keys
import Leaves
import Recording
import VerifyCommands

/// `bulla session`: sessions of a run, and the evidence that stands behind them.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Open, attest and close the sessions of a run, with evidence from a TEE.",
        discussion: Discussion.text(
            """
            The evidence is produced where the training runs, so each event takes two steps: the request
            states what the evidence must bind, and the answer takes the evidence and appends the leaf.
            The log must not grow in between.

            Examples:
              bulla session open RUN --kind sev-snp --key session.pub --request open.json
              bulla session open RUN --answer open.json --evidence DIR
              bulla session heartbeat RUN --request beat.json
              bulla session heartbeat RUN --answer beat.json --evidence DIR
              bulla session close RUN --request close.json
              bulla session close RUN --answer close.json --evidence DIR
            """
        ),
        subcommands: [SessionOpen.self, SessionHeartbeat.self, SessionClose.self]
    )
}

/// The two halves that all three subcommands share.
struct SessionHalves: ParsableArguments {
    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "Step 1: write what the evidence must bind to this file.", completion: .file()) var request:
        String?
    @Option(help: "Step 2: the request to answer.", completion: .file()) var answer: String?
    @Option(help: "Step 2: the folder with the evidence, and no other files.", completion: .directory)
    var evidence: String?

    @Flag(
        help:
            "Step 2: accept evidence that cannot be read or binds other values; verifiers will reject it."
    )
    var unchecked = false

    private static let requestLimit = JSON.Limits(bytes: 1 << 17)

    func validate() throws {
        guard request == nil || answer == nil else {
            throw ValidationError("--request and --answer exclude each other")
        }
        guard (answer == nil) == (evidence == nil) else {
            throw ValidationError("--answer and --evidence go together")
        }
    }

    /// Makes the request, takes the answer, or, for a software session, appends the leaf at once.
    ///
    /// - Parameter event: `open`, `heartbeat` or `close`.
    func exchange(_ event: String, _ propose: (RunWriter) throws -> SessionProposal) throws {
        let writer = try RunWriter(RunDirectory(opening: path))
        if let answer, let evidence {
            try take(answer, evidence, event, writer)
        } else {
            let proposal = try propose(writer)
            if let request {
                try make(request, proposal, event)
            } else {
                try append(proposal, writer)
            }
        }
        try writer.close()
    }

    private func append(_ proposal: SessionProposal, _ writer: RunWriter) throws {
        guard proposal.kind.isSoftware else {
            throw CommandFailure(
                "a \(proposal.kind.rawValue) session needs evidence",
                hint: "give --request FILE now, then --answer FILE --evidence DIR"
            )
        }
        try writer.append(proposal, evidence: [])
        Console.note("simulated: software session, no TEE")
        say(proposal, writer)
    }

    private func make(_ request: String, _ proposal: SessionProposal, _ event: String) throws {
        guard !proposal.kind.isSoftware else {
            throw CommandFailure("a software session has no evidence", hint: "omit --request")
        }
        try AtomicFile.write(proposal.request.canonicalBytes, to: request)
        Console.lines(proposal.instructions, proposal.values(request))
        Console.note("next: bulla session \(event) \(path) --answer \(request) --evidence DIR")
    }

    private func take(_ answer: String, _ evidence: String, _ event: String, _ writer: RunWriter) throws {
        let bytes = try File.contents(of: answer, limit: Self.requestLimit.bytes)
        let request = try JSON(parsing: bytes, limits: Self.requestLimit)
        let proposal = try writer.proposal(answering: request)
        guard "\(proposal.bound.name)".hasPrefix(event) else {
            throw CommandFailure(
                "\(answer): a request for \(proposal.bound.name)",
                hint: "answer it with bulla session \(proposal.bound.name)"
            )
        }
        let files = try EvidenceStore.files(in: evidence)
        Console.note(
            leftBehind: try Folder.entries(in: evidence).filter { LeftBehind($0) != nil },
            in: evidence
        )
        guard !files.isEmpty else { throw CommandFailure("\(evidence): contains no evidence files") }
        if !unchecked { try check(files, of: proposal, in: evidence) }
        try writer.append(proposal, evidence: files)
        say(proposal, writer)
    }

    /// Evidence that binds other bytes is worth nothing later: better to hear it while the session can be opened anew.
    private func check(
        _ files: [EvidenceStore.EvidenceFile],
        of proposal: SessionProposal,
        in folder: String
    ) throws {
        guard let kind = EvidenceKind(rawValue: proposal.kind.rawValue) else { return }
        let named = Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first }
        let expected = EvidenceBinding(
            data: proposal.bound.bytes,
            nonce: kind == .nitro ? proposal.bound.nitroNonce.bytes : nil
        )
        var faults: [AppraisalFinding] = []
        do {
            let captured = EvidenceFiles(named)
            try EvidenceReader.refuseUnread(
                captured,
                as: kind,
                gpus: proposal.gpuNonces.count,
                hasWitness: proposal.bound.name == .open
            )
            faults = expected.faults(in: try EvidenceReader.read(captured, as: kind))
            for (number, nonce) in proposal.gpuNonces.enumerated() {
                let gpu = try NVIDIAEvidence(captured, gpu: number)
                faults += EvidenceBinding(data: nonce.bytes).faults(in: gpu)
            }
        } catch {
            throw CommandFailure("\(folder): \(error)", hint: "bulla evidence inspect \(folder)")
        }
        guard let fault = faults.first else { return }
        throw CommandFailure(
            "\(folder): \(fault.code.rawValue): \(fault.detail)",
            hint: "produce the evidence again, with the bytes that the request states"
        )
    }

    private func say(_ proposal: SessionProposal, _ writer: RunWriter) {
        Console.lines(
            ["session  \(proposal.session)", "size     \(writer.durable.size)"],
            [
                "event": .string("\(proposal.bound.name)"), "session": .digest(proposal.session),
                "size": .number(writer.durable.size),
            ]
        )
    }
}

extension SessionProposal {
    /// The same as `instructions` for programs.
    func values(_ request: String) -> [String: JSON] {
        var values: [String: JSON] = [
            "event": .string("\(bound.name)"), "file": .string(request),
            "gpu_nonces": .array(gpuNonces.map { .string("\($0)") }), "session": .digest(session),
        ]
        values[kind == .nitro ? "user_data" : "report_data"] = .string(Hex.encode(bound.bytes))
        if kind == .nitro { values["nonce"] = .string("\(bound.nitroNonce)") }
        if case .open(let leaf) = statement, leaf.binding.witness != .zero {
            values["witness"] = .digest(leaf.binding.witness)
        }
        return values
    }

    /// What to put where, in words.
    var instructions: [String] {
        var lines = ["session  \(session)", "event    \(bound.name)"]
        if kind == .nitro {
            lines.append("user_data, 64 bytes: \(Hex.encode(bound.bytes))")
            lines.append("nonce, 32 bytes: \(bound.nitroNonce)")
        } else {
            lines.append("report_data, 64 bytes: \(Hex.encode(bound.bytes))")
        }
        for (number, nonce) in gpuNonces.enumerated() {
            lines.append("GPU \(number), nonce, 32 bytes: \(nonce)")
        }
        if case .open(let leaf) = statement, leaf.binding.witness != .zero {
            lines.append("\(SessionEvidence.witnessName): the witness note, SHA-256 \(leaf.binding.witness)")
        }
        return lines
    }
}
