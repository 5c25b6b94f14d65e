import ArgumentParser
import Bytes
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody dispose`: the end of a medium.
struct CustodyDisposeCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispose",
        abstract: "Record that a medium was cleared, purged or destroyed.",
        discussion: Discussion.text(
            """
            Example:
              bulla custody dispose week1.custody --method destroy --authority ORDER-9 \\
                --trust trust.json --key bert.key --place DEPOT-2 --witness will \\
                --key will.key
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @Option(help: "The method of disposal (NIST SP 800-88).") var method: DisposalMethod
    @OptionGroup var result: ResultOptions

    func validate() throws {
        if options.authority == nil {
            throw ValidationError("want --authority, the code of the order")
        }
    }

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.dispose, by: desk.actor)
        event.method = method.value
        event.items = desk.story.items
        event.seal = try seals.seal(desk.story.seal)
        try desk.write(event)
    }
}
