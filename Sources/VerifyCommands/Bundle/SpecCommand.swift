package import ArgumentParser
import Bytes
import Formats

/// `bulla spec`: print a specification that the binary carries.
package struct SpecCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "spec",
        abstract: "Print a format specification that is embedded in this program.",
        discussion: Discussion.text(
            """
            Without a name, lists the documents.

            Examples:
              bulla spec bundle-v1.md
              bulla spec verify.py > verify.py
            """
        )
    )

    @Argument(help: "The name of the document.") var name: String?

    package init() {}

    package func run() throws {
        guard let name else {
            for document in Formats.documents { Console.line(document.name) }
            return
        }
        guard let document = Formats.documents.first(where: { $0.name == name }) else {
            let known = Formats.documents.map(\.name).joined(separator: ", ")
            throw ValidationError("no document \"\(name)\"; want one of \(known)")
        }
        try Console.bytes(document.bytes)
    }
}
