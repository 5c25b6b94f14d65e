import ArgumentParser
import Bytes
import Keys
import Review
import VerifyCommands

/// `bulla review waive`: a second person lets hits pass, each for a reason from a closed list.
struct ReviewWaive: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "waive",
        abstract: "Waive hits of a review, as a second person.",
        discussion: Discussion.text(
            """
            The signer of the review cannot waive its hits. Adds the waiver to the file; the signed
            review itself is not changed.

            Example:
              bulla review waive RUN/review.json --hit 3 --reason synthetic \\
                --key second.key
            """
        )
    )

    @Argument(help: "The result of `bulla review`.", completion: .file()) var review: String
    @Option(help: "The number of a hit to waive (repeatable).") var hit: [Int]
    @Option(help: "The reason why it may leave.") var reason: WaiverReason
    @OptionGroup var signing: SigningOptions
    @Option(help: "The time to state (YYYY-MM-DDThh:mm:ssZ); now by default.") var waivedAt: TimeArgument?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard !hit.isEmpty else { throw ValidationError("want --hit") }
        if let hit = hit.first(where: { $0 < 0 }) {
            throw ValidationError("--hit: got \(hit), want 0 or more")
        }
        guard !signing.isEmpty else { throw ValidationError("want --key of a second person") }
    }

    func run() throws {
        let signers = try signing.signers()
        let signed = try ReviewPage.read(review)
        let reasons = Dictionary(hit.map { ($0, reason) }) { first, _ in first }
        var envelope = try signed.waiver(reasons, at: Inputs.time(waivedAt))
        for signer in signers {
            try envelope.add(signer.sign(envelope.signedBytes), at: "waiver")
        }
        try Document.change(review, limit: SignedReview.byteLimit) { bytes in
            guard let bytes else { throw CommandFailure("\(review): no such file") }
            var now = try ReviewPage.read(bytes, review)
            guard now.document == signed.document else {
                throw CommandFailure(
                    "\(review): another program wrote another review there",
                    hint: "show it with bulla review show, and run the command again"
                )
            }
            try now.add(waiver: envelope)
            return now.canonicalBytes
        }
        Console.values([
            "file": .string(review), "hits": .array(reasons.keys.sorted().map { .number($0) }),
            "reason": .string(reason.rawValue),
        ])
        for number in reasons.keys.sorted() {
            Console.line(
                "waived     hit \(number): \(ReviewPage.words(signed.document.hits[number], signed.document))"
            )
        }
    }
}

extension WaiverReason: ExpressibleByArgument {}
