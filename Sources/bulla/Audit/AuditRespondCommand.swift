import ArgumentParser
import Audit
import Bytes
import Keys
import Layout
import Leaves
import LogStore
import Recording
import Trust
import Verification
import VerifyCommands

/// `bulla audit respond`: open what was drawn, and nothing else.
struct AuditRespondCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond",
        abstract: "Answer a challenge: check the draw, write the ledger, then open the drawn proofs.",
        discussion: Discussion.text(
            """
            Run by the producer, with the producer's own trust file, which defines whose draws are
            answered. Opens proofs only if the ceremony is valid, is about this bundle of this run, and
            asks only for withheld proofs of drawn steps; if run.json allows disclosure and its budget
            suffices; and after RUN/disclosures.jsonl durably records the disclosure. Answering the same
            plan again uses no budget.

            Example:
              bulla audit respond RUN week1.challenge.json --bundle week1.bulla.tar.xz \\
                --trust trust.json --key exporter.key -o week1.response
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Argument(help: "The challenge, as `bulla audit challenge` wrote it.", completion: .file()) var challenge:
        String
    @Option(help: "The sealed bundle.", completion: .file()) var bundle: String
    @Option(help: "Your own trust file, which defines whose draws you answer.", completion: .file())
    var trust: String
    @OptionGroup var signing: SigningOptions
    @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory) var output: String
    @Option(help: "The time to state, and to judge keys as of (YYYY-MM-DDThh:mm:ssZ); now by default.")
    var at: TimeArgument?
    @Flag(help: "Answer after the due date; verifiers will report the answer as late.") var late = false
    @OptionGroup var result: ResultOptions

    func validate() throws { try signing.validateNotEmpty() }

    func run() throws {
        guard !Folder.hasEntry(output) else { throw CommandFailure("\(output): already exists") }
        let run = try RunDirectory(opening: path)
        let challenge = try read()
        let time = try Inputs.time(at)
        try check(challenge, run, time)
        let signers = try signing.signers()
        let digests = Set(challenge.openings.map(\.sha256))
        try checkBlobs(challenge, run)
        let ledger = try disclose(challenge, digests, run, time)
        try write(challenge, run, signers, time, ledger.stated)
        Console.line(
            "response   \(output): \(digests.count) openings",
            [
                "disclosed": .number(ledger.disclosed.count), "folder": .string(output),
                "openings": .number(digests.count), "signed": .array(signers.map(\.publicKey.signedJSON)),
            ]
        )
        let budget = run.document.disclosureBudget.map { " of \($0)" } ?? ""
        Console.line(
            "disclosed  \(ledger.disclosed.count)\(budget) in total, by \(path)/\(DisclosureLedger.name)"
        )
    }

    private func read() throws -> Challenge {
        let bytes = try File.contents(of: challenge, limit: Challenge.fileLimit)
        do { return try Challenge(canonical: Inputs.document(bytes)) } catch {
            throw CommandFailure(
                "\(challenge): \(error)",
                hint: "want a file that `bulla audit challenge` wrote"
            )
        }
    }

    /// Refuses whatever does not follow from a draw that holds, on a bundle of this run.
    private func check(_ challenge: Challenge, _ run: RunDirectory, _ time: Timestamp) throws {
        guard run.document.disclosure != .none else {
            throw refusal("run.json: got disclosure none, want disclosure replay: this run opens no proofs")
        }
        let contents = try BundleContents.opened(bundle)
        let manifest = contents.manifest
        let store = try run.store(forWriting: false)
        guard manifest.run == run.document.leaf.run, manifest.to <= store.size,
            try store.root(at: manifest.to) == manifest.root
        else { throw refusal("\(bundle): not sealed from the log of \(path)") }
        let trust = try Inputs.trust(trust).trust
        let segment = try contents.auditedSegment(trust: trust)
        let judgement = challenge.ceremony.judge(
            trust: trust,
            at: time,
            segment: segment
        )
        guard judgement.faults.isEmpty else {
            judgement.faults.forEach { Console.rejected($0) }
            throw ExitStatus.rejected
        }
        let expected = try contents.challenge(of: challenge.ceremony, strata: judgement.strata)
        guard challenge == expected else {
            let more = Set(challenge.openings).subtracting(expected.openings).count
            throw refusal(
                "the challenge requests \(challenge.openings.count) openings, the draw allows \(expected.openings.count); "
                    + "\(more) of them were not drawn"
            )
        }
        if let due = challenge.ceremony.planned.openingsDue, time > due, !late {
            throw CommandFailure("the answer was due at \(due)", hint: "--late answers anyway")
        }
    }

    private func refusal(_ reason: String) -> ExitCode {
        Console.rejected(reason)
        return ExitStatus.rejected
    }

    /// Everything must be there and whole before the ledger says that it was opened.
    private func checkBlobs(_ challenge: Challenge, _ run: RunDirectory) throws {
        for opening in challenge.openings {
            let bytes = try File.contents(of: run.blobPath(opening.sha256), limit: opening.size)
            guard bytes.count == opening.size, SHA256.hash(bytes) == opening.sha256 else {
                throw CommandFailure(
                    "\(run.blobPath(opening.sha256)): does not match the commitment of leaf \(opening.leaf)"
                )
            }
        }
    }

    /// Notes what will be opened, durably; refuses what the budget does not allow.
    private func disclose(
        _ challenge: Challenge,
        _ digests: Set<Digest>,
        _ run: RunDirectory,
        _ time: Timestamp
    ) throws -> DisclosureLedger {
        let ledger = try DisclosureLedger(of: run)
        if ledger.wasTorn { Console.note("note: dropped the incomplete last line of the ledger") }
        let all = ledger.disclosed.union(digests)
        if let budget = run.document.disclosureBudget, all.count > budget {
            throw refusal(
                "this would open \(all.count) commitments in total, run.json allows \(budget); "
                    + "\(ledger.disclosed.count) are already open"
            )
        }
        let plan = challenge.ceremony.planned.digest
        try ledger.append(
            challenge.openings.map {
                DisclosureLedger.Entry(
                    at: time,
                    bundle: challenge.manifest,
                    leaf: $0.leaf,
                    plan: plan,
                    sha256: $0.sha256
                )
            }
        )
        return ledger
    }

    private func write(
        _ challenge: Challenge,
        _ run: RunDirectory,
        _ signers: [any Signer],
        _ time: Timestamp,
        _ ledger: AuditResponse.Ledger
    ) throws {
        let response = try AuditResponse(to: challenge, at: time, ledger: ledger)
        var envelope = Envelope(
            payloadType: AuditResponse.payloadType,
            payload: response.canonicalBytes
        )
        for signer in signers {
            try envelope.add(signer.sign(envelope.signedBytes), at: "response")
            Console.line("signed by \(signer.publicKey.name), key \(signer.publicKey.identifier)")
        }
        let folder = try AtomicFolder(output)
        let partial = folder.temporaryPath
        try Folder.create("\(partial)/\(AuditResponse.openingsFolder)")
        for opening in response.openings {
            let bytes = try File.contents(of: run.blobPath(opening.sha256), limit: opening.size)
            try AtomicFile.write(
                bytes,
                to: "\(partial)/\(AuditResponse.openingsFolder)/\(opening.sha256.hex)"
            )
        }
        try AtomicFile.write(
            envelope.canonicalBytes + [0x0a],
            to: "\(partial)/\(AuditResponse.documentName)"
        )
        try folder.finish()
    }
}

extension DisclosureLedger {
    /// What a response states of it.
    var stated: AuditResponse.Ledger {
        AuditResponse.Ledger(count: entries.count, head: head(at: entries.count) ?? .zero)
    }
}
