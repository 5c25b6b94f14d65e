import ArgumentParser
import Audit
import Bytes
import Keys
import Verification
import VerifyCommands

/// `bulla audit reveal`: the producer gives the secret that the segment committed to.
struct AuditRevealCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal",
        abstract: "Reveal the producer's secret to a two-way audit, between plan and draw.",
        discussion: Discussion.text(
            """
            The secret is the file that `bulla log commit` wrote. Reveal it only after inspectors and
            witnesses have signed the plan (with --trust, the command refuses otherwise). Keep the file:
            a segment with a commitment and no secret is rejected. The SHA-256 of the secret's 32 bytes
            must equal the digest in the commitment leaf; `bulla verify`, and this command with
            --bundle, compare them.

            Examples:
              bulla audit reveal week1.audit.json --secret week1.secret --key exporter.key
              bulla audit reveal week1.audit.json --secret week1.secret \\
                --key exporter.key --trust trust.json --bundle week1.bulla.tar.xz
            """
        )
    )

    @Argument(help: "The audit file.", completion: .file()) var file: String
    @Option(help: "The file with the secret, as `bulla log commit` wrote it.", completion: .file())
    var secret: String
    @Option(help: "Refuse a secret that does not match the commitment in this bundle.", completion: .file())
    var bundle: String?
    @OptionGroup var signing: SigningOptions
    @Option(
        help: "Refuse unless people of this trust file have completely signed the plan.",
        completion: .file()
    ) var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws { try signing.validateNotEmpty() }

    func run() throws {
        var ceremony = try CeremonyFile.read(file)
        try check(ceremony)
        let reveal = AuditReveal(plan: ceremony.planned.digest, secret: try Self.secret(secret))
        if let bundle { try compare(reveal, with: bundle) }
        if let there = ceremony.revealed {
            guard there == reveal else {
                throw CommandFailure(
                    "\(file): a different secret, or one for a different plan, is already revealed"
                )
            }
        } else {
            try ceremony.add(reveal)
        }
        Console.lines(
            ["plan       \(reveal.plan)", "commitment \(reveal.commitment)"],
            [
                "commitment": .digest(reveal.commitment), "file": .string(file), "plan": .digest(reveal.plan),
            ]
        )
        try CeremonyFile.sign(&ceremony, .reveal, by: signing)
        try CeremonyFile.replace(file, by: ceremony)
        Console.note("next: bulla audit draw \(file) --trust TRUST --dice DIGITS --key KEY")
    }

    private func check(_ ceremony: Ceremony) throws {
        guard ceremony.planned.commitment != nil else {
            throw CommandFailure("\(file): not a two-way audit: there is no secret to reveal")
        }
        guard ceremony.draw == nil else {
            throw CommandFailure("\(file): already drawn; the secret must be revealed before the draw")
        }
        guard !ceremony.plan.signatures.isEmpty else {
            throw CommandFailure(
                "\(file): nobody has signed the plan yet",
                hint: "reveal the secret after the plan is signed"
            )
        }
        guard let trust else { return }
        let judgement = ceremony.judgePlan(
            trust: try Inputs.trust(trust).trust,
            at: try Inputs.time(at),
            segment: nil
        )
        if let fault = judgement.faults.first {
            throw CommandFailure("\(file): \(fault.line)", hint: "bulla audit show \(file) --trust \(trust)")
        }
    }

    private func compare(_ reveal: AuditReveal, with bundle: String) throws {
        let committed = try BundleContents(path: bundle).commitment()?.digest
        guard reveal.commitment == committed else {
            let want = committed.map { "commits to \($0)" } ?? "has no commitment"
            throw CommandFailure(
                "\(secret): got a secret with SHA-256 \(reveal.commitment), \(bundle) \(want)"
            )
        }
    }

    /// Reads 64 lower-case hexadecimal digits and a line feed.
    private static func secret(_ path: String) throws -> Digest {
        let bytes = try File.contents(of: path, limit: 65)
        guard bytes.last == 0x0a, let text = String(validating: bytes.dropLast(), as: UTF8.self),
            let secret = Digest(hex: text)
        else {
            throw CommandFailure(
                "\(path): want 64 lower-case hexadecimal digits and a line feed",
                hint: "give the file that bulla log commit RUN -o FILE wrote"
            )
        }
        return secret
    }
}
