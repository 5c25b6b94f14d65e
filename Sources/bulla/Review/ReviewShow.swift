import ArgumentParser
import Bytes
import Keys
import Review
import VerifyCommands

/// `bulla review show`: what a review says, and who waived what.
struct ReviewShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the hits of a review by file and rule.",
        discussion: Discussion.text(
            """
            Checks no signatures: `bulla verify` checks them with the bundle. With --json, prints the
            reviewed document.

            Example:
              bulla review show RUN/review.json
            """
        )
    )

    @Argument(help: "The result of `bulla review`.", completion: .file()) var review: String
    @Flag(help: "Print the document as canonical JSON.") var json = false

    func run() throws {
        let signed = try ReviewPage.read(review)
        if json { return try Console.bytes(signed.document.canonicalBytes + [0x0a]) }
        ReviewPage.show(signed.document)
        for signature in signed.envelope.signatures {
            Console.line("signed by  key \(signature.keyIdentifier)")
        }
        for waiver in signed.waivers {
            let keys = waiver.envelope.signatures.map(\.keyIdentifier.hex).joined(separator: ", ")
            for (hit, reason) in waiver.waiver.reasons.sorted(by: { $0.key < $1.key }) {
                Console.line("waived     hit \(hit): \(reason.rawValue), by key \(keys)")
            }
        }
    }
}
