import ArgumentParser
import CustodyChain
import Trust

/// `bulla custody dispose`: the end of a medium.
struct CustodyDisposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispose",
        abstract: "Write down that a medium was cleared, purged or destroyed.",
        discussion: """
            Example:
              bulla custody dispose week1.custody --method destroy --authority ORDER-9 --trust trust.json \\
                --key bert.key --place DEPOT-2 --witness will --key will.key
            """
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var seals: CustodySealOptions
    @Option(help: "How, as NIST SP 800-88 has it: clear, purge or destroy.") var method: CustodyWords.Method

    func validate() throws {
        guard CustodyWords.Method.disposals.contains(method) else {
            throw ValidationError("--method: want clear, purge or destroy")
        }
        if options.authority == nil {
            throw ValidationError("want --authority, the order that it is done on")
        }
    }

    func run() throws {
        let desk = try CustodyDesk(options)
        var event = try desk.event(.dispose, by: desk.actor)
        event.method = method
        event.items = desk.story.items
        event.seal = try seals.seal(desk.story.seal)
        try desk.write(event)
    }
}
