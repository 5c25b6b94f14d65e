import ArgumentParser
import Bytes
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody paper`: hand over to somebody without a key.
struct CustodyPaperCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Transfer a medium to a recipient who has no key and signs on paper.",
        discussion: Discussion.text(
            """
            You and the witnesses sign here, the recipient signs the form. The medium returns with
            `bulla custody receive`.

            Example:
              bulla custody paper week1.custody --taker DEPOT-4 --form form.html \\
                --trust trust.json --key bert.key --place DEPOT-2 --witness vera \\
                --key vera.key --witness will --key will.key
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "The code of the recipient.") var taker: String
    @Option(help: "The file of the signed form, or its SHA-256.", completion: .file()) var form: String
    @Option(help: "The purpose of the transfer.")
    var purpose: CustodyWords.Purpose = .transfer
    @Option(help: "The means of the transfer.") var method = TransferMethod(.hand)
    @OptionGroup var result: ResultOptions

    func validate() throws { try CustodyTyped.code(taker, "--taker") }

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.paper, by: desk.actor)
        (event.taker, event.purpose, event.method) = (taker, purpose, method.value)
        event.form = try Digest(hex: form) ?? SHA256.hash(File.contents(of: form, limit: 64 << 20))
        event.items = desk.items(checks)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
