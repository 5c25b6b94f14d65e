import ArgumentParser
import Audit
import Bytes
import Keys
import Reports
import Trust
import Verification
import VerifyCommands

/// `bulla accept`: verify a bundle, hold the report against the policy, and sign a receipt.
struct AcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Verify a bundle and sign a receipt for it, if it meets your policy.",
        discussion: Discussion.text(
            """
            Verifies like `bulla verify` and takes the same options. The report must then meet
            policy.acceptance of your trust file (`bulla spec acceptance-v1.md`). If it does, writes the
            report and a receipt that binds it. If not, writes the report, prints every reason, signs
            nothing, and exits with status 1.

            A receipt is signed by one person. Its time is that person's claim, as of which keys were
            judged. If the trust file requires several inspectors, each verifies alone and writes a
            receipt. --with takes the receipts of the others and rejects any that contradicts yours, or
            that is separated from yours by the end of a key.

            To record the receipt in the log, append its SHA-256 as an event leaf of kind acceptance
            (`bulla log append`).

            Examples:
              bulla accept week1.bulla.tar.xz --trust trust.json --first \\
                --keep week1.checkpoint --plan week1.audit.json --key inspector.key \\
                -o week1.receipt.dsse.json
              bulla accept week1.bulla.tar.xz --trust trust.json --first \\
                --plan week1.audit.json --key second.key --with week1.receipt.dsse.json \\
                -o week1.second.receipt.dsse.json
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var file: String
    @OptionGroup var bundle: BundleOptions
    @OptionGroup(title: "Sample") var sample: SampleOptions
    @OptionGroup(title: "Openings") var response: ResponseOptions
    @OptionGroup(title: "Custody") var custody: CustodyOptions
    @OptionGroup(title: "Work in parts") var part: PartOptions
    @OptionGroup(title: "Evidence from TEEs") var evidence: EvidenceOptions
    @OptionGroup(title: "Time") var timing: TimingOptions
    @OptionGroup var pages: PageOptions
    @OptionGroup var mode: ModeOptions
    @OptionGroup var signing: SigningOptions
    @Option(name: .shortAndLong, help: "The receipt to write.", completion: .file()) var output: String
    @Option(
        help: ArgumentHelp(
            "Another inspector's receipt of the same bundle, which must agree with yours (repeatable).",
            valueName: "receipt"
        ),
        completion: .file()
    )
    var with: [String] = []

    var options: VerifyOptions {
        VerifyOptions(of: file, bundle, sample, response, custody, part, evidence, timing, pages, mode)
    }

    func validate() throws {
        try options.validate()
        guard signing.key.count + signing.signWith.count == 1 else {
            throw ValidationError(
                "want exactly one signer: --key, or --sign-with and --sign-as"
            )
        }
        if options.isEstimate {
            throw ValidationError("--estimate verifies nothing; use it with bulla verify")
        }
    }

    func run() async throws {
        guard let signer = try signing.signers().first else { throw ValidationError("want --key") }
        if Folder.hasEntry(output) {
            throw CommandFailure("\(output): already exists", hint: "choose another name")
        }
        // Held from here on: of two who write the same receipt one stops before the long work.
        let document = try AtomicFile(output, over: .nothing)
        let others = try with.map { OtherReceipt(path: $0, signed: try ReceiptCheck.read($0)) }
        let opened = try BundleFile(file)
        let verification = try VerifyRun(verifying(), of: opened.file)
        let (trust, time) = (verification.request.trust, verification.request.at)
        let person = try check(signer.publicKey, trust, at: time)
        try refuse(others.flatMap { try $0.faults(trust, besides: person, at: time) })
        let result = try await verification.result()
        if !mode.quiet { verification.show(result.report) }
        try refuse(result, under: trust.policy)
        let receipt = try Receipt(result, file: opened.digest(), timing: measuredTime())
        try refuse(others.flatMap { $0.faults(against: receipt, result.report, trust) })
        var signed = SignedReceipt(receipt)
        try signed.add(signer.sign(signed.signedBytes))
        if let keep = bundle.keep { try VerifyRun.keep(result, of: verification.request, at: keep) }
        try document.write(signed.canonicalBytes)
        try document.finish()
        tell(signed, others, verification.request)
    }
}

// MARK: What is verified, and by whom

extension AcceptCommand {
    /// The options of the verification, and where the report goes.
    private func verifying() -> VerifyOptions {
        var options = options
        // Kept only once the receipt is there.
        options.bundle.keep = nil
        if bundle.report == nil { options.bundle.report = AcceptCommand.reportPath(beside: output) }
        return options
    }

    /// SHA-256 of the timing that the verification has just written.
    private func measuredTime() throws -> Digest? {
        try options.timingPath.map { SHA256.hash(try File.contents(of: $0, limit: 1 << 20)) }
    }

    /// `week1.report.json` for `week1.receipt.dsse.json`.
    static func reportPath(beside receipt: String) -> String {
        var path = receipt
        for suffix in [".json", ".dsse", ".receipt"] where path.hasSuffix(suffix) {
            path.removeLast(suffix.count)
        }
        return "\(path).report.json"
    }

    /// The person whose key it is; says before the long work that a signature would not count.
    private func check(_ key: PublicKey, _ trust: Trust, at time: Timestamp) throws -> String {
        guard let trusted = trust.keys.first(where: { $0.key.identifier == key.identifier }) else {
            throw CommandFailure(
                "key \(key.identifier) of \(key.name): not in the trust file",
                hint: "bulla trust add \(bundle.trust) --person NAME --role inspector --key FILE.pub"
            )
        }
        let fault = trusted.roles.contains(.inspector) ? trusted.fault(at: time) : .roleMissing
        guard let fault else { return trusted.person }
        throw CommandFailure(
            "key \(key.identifier) of \(key.name): \(fault.rawValue), want an inspector's key"
        )
    }
}

// MARK: What comes of it

extension AcceptCommand {
    private func refuse(_ result: VerificationResult, under policy: Policy) throws {
        let refusals = result.refusals(under: policy)
        try refuse(
            refusals.map { "\($0.code.rawValue): \($0.detail)" },
            with: result.report.verdict == .incomplete ? ExitStatus.unfinished : ExitStatus.rejected
        )
    }

    private func refuse(_ faults: [ReceiptFault]) throws {
        try refuse(faults.map { "\($0.code.rawValue): \($0.detail)" }, with: ExitStatus.rejected)
    }

    /// Prints every reason and ends the command; does nothing where there is none.
    private func refuse(_ reasons: [String], with status: ExitCode) throws {
        guard !reasons.isEmpty else { return }
        if mode.quiet { Console.line("refused") }
        for reason in reasons where !mode.quiet { say("refused: \(reason)") }
        throw status
    }

    private func tell(_ signed: SignedReceipt, _ others: [OtherReceipt], _ request: VerificationRequest) {
        if mode.quiet { return Console.line("accepted") }
        let judgement = ReceiptJudgement(
            of: others.map(\.signed) + [signed],
            trust: request.trust,
            trustDigest: request.trustDigest,
            at: request.at
        )
        if bundle.at != nil {
            Console.note("note: the receipt states the time of --at, \(request.at), as your own")
        }
        for other in others { say("with       \(other.path), accepted at \(other.receipt.acceptedAt)") }
        say("receipt    \(output), SHA-256 \(SHA256.hash(signed.canonicalBytes)), accepted at \(request.at)")
        say("signed by  \(judgement.inspectors.joined(separator: ", ")); \(judgement.threshold) wanted")
        if judgement.inspectors.count < judgement.threshold {
            Console.note(
                "more inspectors needed; next: another inspector runs bulla accept --with \(output) -o FILE"
            )
        }
    }

    /// A line of the result, which steps aside where the result is JSON.
    private func say(_ line: String) { mode.json ? Console.note(line) : Console.line(line) }
}
