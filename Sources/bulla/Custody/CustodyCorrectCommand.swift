import ArgumentParser
import Bytes
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody correct`: say what stands wrong in an event.
struct CustodyCorrectCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Correct a field of an event; the event itself is not changed.",
        discussion: Discussion.text(
            """
            The person who acted in the event, or the holder, can correct it. Readers see both values.

            Example:
              bulla custody correct week1.custody --event 1 --field place --value LAB-2 \\
                --trust trust.json --key ada.key --place LAB-2
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @Option(help: "The number of the event.") var event: Int
    @Option(help: "The field to correct.") var field: CustodyWords.Field
    @Option(help: "The correct value.") var value: String
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard event >= 0 else { throw ValidationError("--event: got \(event), want 0 or more") }
        guard CustodyWords.isValue(value) else {
            throw ValidationError("--value: want 1 to 32 of A-Z 0-9 : . / -, a letter or digit first")
        }
    }

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
