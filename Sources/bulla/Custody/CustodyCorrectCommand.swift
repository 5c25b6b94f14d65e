import ArgumentParser
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody correct`: say what stands wrong in an event.
struct CustodyCorrectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Say what stands wrong in an event; the event stays as it is.",
        discussion: """
            Whoever acted in the event may correct it, or the holder. Readers see both.

            Example:
              bulla custody correct week1.custody --event 1 --field place --value LAB-2 --trust trust.json \\
                --key ada.key --place LAB-2
            """
    )

    @OptionGroup var options: CustodyEventOptions
    @Option(help: "Number of the event.") var event: Int
    @Option(help: "What stands wrong: at, authority, label, place, seal or serial.") var field:
        CustodyWords.Field
    @Option(help: "What is right.") var value: String

    func run() throws {
        let desk = try CustodyDesk(options)
        guard let wrong = desk.story.events.first(where: { $0.number == event }) else {
            throw CommandFailure("got --event \(event), want 0 to \(desk.story.events.count - 1)")
        }
        var correction = try desk.event(.correct, by: desk.actor)
        correction.authority = nil
        correction.correction = .init(event: wrong.digest, field: field, value: value)
        try desk.write(correction)
    }
}
