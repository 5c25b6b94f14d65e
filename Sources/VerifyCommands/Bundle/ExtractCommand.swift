package import ArgumentParser
import Bytes
import Verification

/// `bulla extract`: one member's bytes, checked before they come out.
package struct ExtractCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Write one member of a bundle to stdout or a file, after checking its digest.",
        discussion: Discussion.text(
            """
            The digest is the one in the bundle's own manifest, which `bulla verify` verifies.

            Examples:
              bulla extract week1.bulla.tar.xz data/run/run.json
              bulla extract week1.bulla.tar.xz data/log/checkpoint \\
                -o week1.checkpoint
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var file: String
    @Argument(help: "The member's name, as `bulla inspect` lists it.") var member: String
    @Option(name: .shortAndLong, help: "Write to this file instead of stdout.", completion: .file())
    var output: String?

    package init() {}

    package func run() throws {
        let contents = try BundleContents.opened(file)
        let bytes: [UInt8]
        do {
            bytes = try contents.content(of: member)
        } catch is NoSuchMember {
            throw CommandFailure(
                "\(file): has no member \"\(member)\"",
                hint: "bulla inspect \(file) lists the members"
            )
        } catch let error as UnreadableBundle { throw try error.commandError() }
        if let output {
            try AtomicFile.write(bytes, to: output, replacing: false)
        } else {
            try Console.bytes(bytes)
        }
    }
}
