import ArgumentParser
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody copy`: write down that another medium was made.
struct CustodyCopyCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Record that you copied the medium; the copy gets its own chain.",
        discussion: Discussion.text(
            """
            Example:
              bulla custody copy week1.custody --item SN-2:BOX/8:optical:25000000000 \\
                --trust trust.json --key bert.key --place DEPOT-2 --witness will \\
                --key will.key
              bulla custody open copy.custody --parent week1.custody \\
                --bundle week1.bulla.tar.xz --trust trust.json --key bert.key \\
                --place DEPOT-2
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(
        help:
            "The new medium, as SERIAL:LABEL:KIND:CAPACITY[:MARKING]; KIND is disk, flash, optical, tape or other (repeatable)."
    )
    var item: [ItemArgument] = []
    @Option(help: "The purpose of the copy.")
    var purpose: CustodyWords.Purpose = .storage
    @OptionGroup var result: ResultOptions

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.copy, by: desk.actor)
        event.purpose = purpose
        let marking = checks.marking ?? desk.story.items.first?.marking ?? ""
        event.items = try ItemArgument.items(item, marking: marking)
        event.seal = try seals.seal(desk.story.seal)
        event.checks = desk.checks(checks, event.seal)
        try desk.write(event)
    }
}
