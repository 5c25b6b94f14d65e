import ArgumentParser
import Bytes
import CustodyChain
import Hashing
import Trust

/// `bulla custody paper`: hand over to somebody without a key.
struct CustodyPaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Hand a medium to somebody who has no key and signs on paper.",
        discussion: """
            You and the witnesses sign here, the taker on the form. It comes back by bulla custody receive.

            Example:
              bulla custody paper week1.custody --taker DEPOT-4 --form form.html --trust trust.json --key bert.key \\
                --place DEPOT-2 --witness vera --key vera.key --witness will --key will.key
            """
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(help: "Code of whoever takes it.") var taker: String
    @Option(help: "The form that was signed, or its SHA-256.") var form: String
    @Option(help: "What for: audit, examination, return, storage or transfer.")
    var purpose: CustodyWords.Purpose = .transfer
    @Option(help: "How it goes: hand, courier, mail or locker.") var method: CustodyWords.Method = .hand

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.paper, by: desk.actor)
        (event.taker, event.purpose, event.method) = (taker, purpose, method)
        event.form = try Digest(hex: form) ?? SHA256.hash(File.contents(of: form, limit: 64 << 20))
        event.items = desk.items(checks)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
