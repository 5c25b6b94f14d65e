package import ArgumentParser
import Bytes
import Layout
import Leaves
package import Verification

/// `bulla inspect`: what a bundle says of itself.
package struct InspectCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show the content of a bundle, without keys and without unpacking it.",
        discussion: Discussion.text(
            """
            All of it is the producer's claim until `bulla verify` accepts the bundle.

            Examples:
              bulla inspect week1.bulla.tar.xz
              bulla inspect week1.bulla.tar.xz --json
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var file: String
    @Flag(help: "Print JSON with the manifest's predicate, the file and the signers.") var json = false

    package init() {}

    package func run() throws {
        let contents = try BundleContents.opened(file)
        if json {
            let document: JSON = [
                "blocks": .number(contents.blocks), "file_bytes": .number(contents.fileSize),
                "manifest": .digest(contents.manifestDigest), "statement": contents.manifest.json,
                "signers": .array(contents.signers.map { .digest($0) }),
            ]
            return Console.json(document)
        }
        InspectCommand.lines(contents).forEach(Console.line)
    }

    private static func lines(_ contents: BundleContents) -> [String] {
        let m = contents.manifest
        let kinds = m.leaves.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
        let withheld = m.withheld.map { "withheld   \($0): commitments only" }
        let commitment = m.commitment.map { ["commitment leaf \($0)"] } ?? []
        let proofs = m.proofs.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return [
            "not verified: these are claims of the bundle", "",
            "bundle     \(m.name)", "manifest   \(contents.manifestDigest)", "run        \(m.run)",
            "log        \(m.origin)", "segment    leaves \(m.from) to \(m.to - 1), root \(m.root)",
            "steps      \(m.steps) (\(m.firstStep) to \(m.lastStep))",
            "leaves     \(kinds.joined(separator: ", "))", "proofs     \(proofs.joined(separator: ", "))",
        ] + withheld + commitment + [
            "marking    \(m.marking)", "sealed at  \(m.sealedAt) (claimed)",
            "payload    \(m.payload.bytes) bytes in \(m.payload.count) members, \(m.blobs.count) of them blobs",
            "file       \(contents.fileSize) bytes in \(contents.blocks) xz blocks",
            "software   \(m.software.map { "\($0.name) \($0.version)" }.joined(separator: ", "))",
            "signed by  \(contents.signers.map(\.hex).joined(separator: ", "))", "", "members",
        ] + m.members.map { "  \($0.sha256)  \($0.path) (\($0.size))" }
    }
}

extension BundleContents {
    /// Opens a bundle; wrong bytes end the command with status 1, an unreadable medium with 2.
    package static func opened(_ path: String) throws -> BundleContents {
        do { return try BundleContents(path: path) } catch let error as UnreadableBundle {
            throw try error.commandError()
        }
    }
}

extension UnreadableBundle {
    /// Prints why and gives the status, or a failure where nothing is known to be wrong.
    package func commandError() throws -> any Error {
        if isUnfinished { return CommandFailure(description) }
        Console.rejected(description)
        return ExitStatus.rejected
    }
}
