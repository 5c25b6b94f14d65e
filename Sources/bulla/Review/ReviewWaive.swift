import ArgumentParser
import Bytes
import Keys
import Review
import VerifyCommands

/// `bulla review waive`: a second person lets hits pass, each for a reason from a closed list.
struct ReviewWaive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waive",
        abstract: "Let hits of a review pass, as a second person.",
        discussion: """
            Reasons: false-match, public, synthetic, released. Who signed the review cannot waive. Adds to the file;
            the review itself stays as it was signed.

            Example:
              bulla review waive RUN/review.json --hit 3 --reason synthetic --key second.key
            """
    )

    @Argument(help: "The result of `bulla review`.") var review: String
    @Option(help: "Number of a hit; may be given several times.") var hit: [Int]
    @Option(help: "Why it may leave.") var reason: WaiverReason
    @OptionGroup var signing: SigningOptions
    @Option(help: "The time that you state; now by default.") var waivedAt: String?

    func validate() throws {
        guard !hit.isEmpty else { throw ValidationError("want --hit") }
        guard !signing.isEmpty else { throw ValidationError("want --key, that of a second person") }
    }

    func run() throws {
        let signers = try signing.signers()
        var signed = try ReviewPage.read(review)
        let reasons = Dictionary(hit.map { ($0, reason) }) { first, _ in first }
        var envelope = try signed.waiver(reasons, at: Inputs.time(waivedAt))
        for signer in signers {
            try envelope.add(signer.sign(envelope.signedBytes), at: "waiver")
        }
        try signed.add(waiver: envelope)
        try AtomicFile.write(signed.canonicalBytes, to: review)
        for number in reasons.keys.sorted() {
            Console.line(
                "waived     hit \(number): \(ReviewPage.words(signed.document.hits[number], signed.document))"
            )
        }
    }
}

extension WaiverReason: ExpressibleByArgument {}
