import ArgumentParser
import Bytes
import CustodyChain
import Trust
import VerifyCommands

/// `bulla custody open`: begin the chain of a medium.
struct CustodyOpenCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Start the chain of custody of a medium, as its first holder.",
        discussion: Discussion.text(
            """
            Reads the bundle and records its manifest, its signatures and the digest of its file. For a
            copy, --parent names the chain of the original, and the media of its last copy event are
            taken over.

            Examples:
              bulla custody open week1.custody --bundle week1.bulla.tar.xz \\
                --item SN-1:BOX/7:flash:64000000000 --trust trust.json --key ada.key \\
                --place LAB-1 --new-seal S-4711
              bulla custody open copy.custody --bundle week1.bulla.tar.xz \\
                --parent week1.custody --trust trust.json --key bert.key --place DEPOT-2
            """
        )
    )

    @OptionGroup var options: CustodyEventOptions
    @OptionGroup var checks: CustodyCheckOptions
    @Option(
        help:
            "A medium, as SERIAL:LABEL:KIND:CAPACITY[:MARKING]; KIND is disk, flash, optical, tape or other (repeatable)."
    )
    var item: [ItemArgument] = []
    @Option(help: "The number of the seal that was applied.") var newSeal: String?
    @Option(help: "For a copy, the folder with the chain of the original medium.", completion: .directory)
    var parent: String?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        if options.bundle == nil { throw ValidationError("want --bundle, the bundle on the medium") }
        try CustodyTyped.code(newSeal, "--new-seal")
    }

    func run() throws {
        if Folder.exists(options.folder),
            try Folder.entries(in: options.folder).contains(where: { LeftBehind($0) == nil })
        {
            throw CommandFailure("\(options.folder): already holds a chain", hint: "choose another folder")
        }
        let desk = try CustodyDesk(options, opening: true)
        guard let bundle = desk.bundle else { throw CommandFailure("want --bundle") }
        var event = try desk.event(.open, by: desk.actor, manifest: bundle.manifest)
        (event.file, event.sealed) = (bundle.file, bundle.sealed)
        event.seal = newSeal.map { .init(before: nil, condition: nil, after: $0) }
        event.checks = desk.checks(checks, event.seal)
        if let parent {
            let copy = try CustodyOpenCommand.copy(in: parent)
            event.parent = .init(chain: copy.chain ?? copy.digest, event: copy.digest)
            event.items = copy.items
        } else {
            event.items = try ItemArgument.items(item, marking: checks.marking ?? bundle.marking)
        }
        try desk.write(event)
    }

    /// The last copy of a chain.
    private static func copy(in folder: String) throws -> CustodyEvent {
        var found: CustodyEvent?
        for file in try CustodyFolder.files(folder) {
            let event = try SignedCustodyEvent(canonical: file.bytes).event
            if event.kind == .copy { found = event }
        }
        guard let found else {
            throw CommandFailure(
                "\(folder): records no copy",
                hint: "record the copy first: bulla custody copy \(folder)"
            )
        }
        return found
    }
}
