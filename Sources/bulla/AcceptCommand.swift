import ArgumentParser
import Audit
import Bytes
import Hashing
import Keys
import Trust
import Verification
import VerifyCommands

/// `bulla accept`: verify a bundle, hold the report against the policy, and sign a receipt.
struct AcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Verify a bundle and sign a receipt for it, if your policy is met.",
        discussion: """
            Verifies as `bulla verify` does and takes the same options; then the report must meet what your trust file
            demands under policy.acceptance (`bulla spec acceptance-v1.md`). If it does, writes the report and a receipt
            that binds it; if not, writes the report, says every reason, signs nothing, and ends with 1.

            Where the trust file wants several inspectors, each verifies alone and adds a signature with --add: only
            where the same report comes out.

            The receipt's SHA-256 can go into the log as an event leaf of kind acceptance (`bulla log append`).

            Examples:
              bulla accept week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint \\
                --plan week1.audit.json --key inspector.key -o week1.receipt.dsse.json
              bulla accept week1.bulla.tar.xz --trust trust.json --first --plan week1.audit.json \\
                --key second.key --add week1.receipt.dsse.json
            """
    )

    @OptionGroup var options: VerifyOptions
    @OptionGroup var signing: SigningOptions
    @Option(name: .shortAndLong, help: "The receipt to write.") var output: String?
    @Option(help: "Add a signature to this receipt of the same bundle.") var add: String?
    @Option(help: "The time that you state for the receipt; now by default.") var acceptedAt: String?

    func validate() throws {
        try signing.validateNotEmpty()
        guard (output == nil) != (add == nil) else {
            throw ValidationError("want either -o, or --add with a receipt")
        }
        if options.isEstimate { throw ValidationError("--estimate verifies nothing that one could accept") }
        if add != nil && acceptedAt != nil {
            throw ValidationError("--add signs the receipt as it is; --accepted-at goes with -o")
        }
    }

    func run() async throws {
        let signers = try signing.signers()
        if let output, Folder.hasEntry(output) {
            throw CommandFailure(
                "\(output): exists already",
                hint: "choose another name, or --add your signature"
            )
        }
        let earlier = try add.map { try ReceiptCheck.read($0) }
        let time = try earlier?.receipt.acceptedAt ?? Inputs.time(acceptedAt)
        let file = try BundleFile(options.file)
        let verification = try VerifyRun(verifying(after: earlier?.receipt))
        let trust = verification.request.trust
        for signer in signers { try check(signer.publicKey, trust, at: time) }
        try checkEarlier(earlier, signers.map(\.publicKey), trust, at: time)
        let report = try await verification.report()
        if !options.quiet { verification.show(report) }
        try refuse(report, under: trust.policy)
        let document = VerifyRun.document(report)
        var receipt = try Receipt(report, document, file: file.digest(), at: time)
        // A claim of whoever signed first: no two verifications take the same time.
        receipt.timing = try earlier.map { $0.receipt.timing } ?? timing()
        var signed = try earlier.map { try agreed($0, receipt, document) } ?? SignedReceipt(receipt)
        for signer in signers { try signed.add(signer.sign(signed.signedBytes)) }
        if let keep = options.keep { try VerifyRun.keep(report, at: keep) }
        try write(signed)
        tell(signed, trust, at: time)
    }
}

// MARK: What is verified, and by whom

extension AcceptCommand {
    /// The options of the verification: where the report goes, and as of when keys are judged.
    private func verifying(after earlier: Receipt?) -> VerifyOptions {
        var options = options
        // Kept only once the receipt is there.
        options.keep = nil
        if let earlier, options.at == nil { options.at = earlier.asOf.description }
        guard options.report == nil, let receipt = output ?? add else { return options }
        let report = AcceptCommand.reportPath(beside: receipt)
        // The report of the inspector before is not ours to replace.
        if add == nil || !Folder.hasEntry(report) { options.report = report }
        return options
    }

    /// SHA-256 of the timing that the verification has just written.
    private func timing() throws -> Digest? {
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

    /// Says before the long work that a signature would not count.
    private func check(_ key: PublicKey, _ trust: Trust, at time: Timestamp) throws {
        guard let trusted = trust.keys.first(where: { $0.key.identifier == key.identifier }) else {
            throw CommandFailure(
                "key \(key.identifier) of \(key.name): not in the trust file",
                hint: "bulla trust add \(options.trust) --person NAME --role inspector --key FILE.pub"
            )
        }
        let fault = trusted.roles.contains(.inspector) ? trusted.fault(at: time) : .roleMissing
        guard let fault else { return }
        throw CommandFailure(
            "key \(key.identifier) of \(key.name): \(fault.rawValue), want an inspector's key"
        )
    }

    /// A receipt that somebody changed is not signed again, nor one by the same key.
    private func checkEarlier(
        _ earlier: SignedReceipt?,
        _ keys: [PublicKey],
        _ trust: Trust,
        at time: Timestamp
    ) throws {
        guard let earlier else { return }
        let known = Set(earlier.envelope.signatures.map(\.keyIdentifier))
        if let key = keys.first(where: { known.contains($0.identifier) }) {
            throw CommandFailure("key \(key.identifier) of \(key.name): has signed it already")
        }
        let faults = earlier.signers(trust: trust, at: time).faults.filter { $0.code == .signatureInvalid }
        try refuse(faults.map { "\(ReceiptFault.Code.unsigned.rawValue): \($0.subject): \($0.detail)" })
    }
}

// MARK: What comes of it

extension AcceptCommand {
    private func refuse(_ report: Report, under policy: Policy) throws {
        let refusals = report.refusals(under: policy)
        try refuse(
            refusals.map { "\($0.code.rawValue): \($0.detail)" },
            with: report.verdict == .incomplete ? ExitStatus.unfinished : ExitStatus.rejected
        )
    }

    /// Prints every reason and ends the command; does nothing where there is none.
    private func refuse(_ reasons: [String], with status: ExitCode = ExitStatus.rejected) throws {
        guard !reasons.isEmpty else { return }
        if options.quiet { Console.line("refused") }
        for reason in reasons where !options.quiet { say("refused: \(reason)") }
        throw status
    }

    /// The earlier receipt, if it says of this verification what we would say.
    private func agreed(
        _ earlier: SignedReceipt,
        _ ours: Receipt,
        _ report: [UInt8]
    ) throws -> SignedReceipt {
        let theirs = earlier.receipt
        let faults = theirs.faults(of: report) + theirs.faults(of: ours.bundle)
        try refuse(faults.map { "\($0.code.rawValue): \($0.detail)" })
        guard ours == theirs else {
            try refuse([
                "\(ReceiptFault.Code.contradiction.rawValue): the receipt says other than the verification"
            ])
            return earlier
        }
        return earlier
    }

    private func write(_ signed: SignedReceipt) throws {
        if let output {
            try AtomicFile.write(signed.canonicalBytes, to: output, replacing: false)
        } else if let add {
            try AtomicFile.write(signed.canonicalBytes, to: add)
        }
    }

    private func tell(_ signed: SignedReceipt, _ trust: Trust, at time: Timestamp) {
        if options.quiet { return Console.line("accepted") }
        let signers = signed.signers(trust: trust, at: time)
        say("receipt    \(output ?? add ?? ""), SHA-256 \(SHA256.hash(signed.canonicalBytes))")
        say("signed by  \(signers.people.joined(separator: ", ")); \(signers.threshold) wanted")
        if !signers.accepted {
            Console.note("not enough yet: let another inspector verify and sign with bulla accept --add")
        }
    }

    /// A line of the result, which steps aside where the result is JSON.
    private func say(_ line: String) { options.json ? Console.note(line) : Console.line(line) }
}
