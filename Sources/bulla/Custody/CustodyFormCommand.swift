import ArgumentParser
import Bytes
import CustodyForm
import Layout
import UserCommands
import VerifyCommands

/// `bulla custody form`: the paper that goes with a medium.
struct CustodyFormCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "form",
        abstract: "Write the custody form of a bundle and its medium, an A4 page to print.",
        discussion: Discussion.text(
            """
            The page shows the digests in full, as words and as a QR code, the chain of custody with
            lines to write on, and the seals and witnesses, between two lines of marking. It is one HTML
            file without scripts that loads nothing. Fields that you do not give are left blank. The
            bundle is not verified: verify it first. The chain of custody is judged, and is printed only
            if it has no fault.

            --pdf makes a PDF with weasyprint or Chromium, or with the command of --pdf-with, which
            reads HTML and writes PDF. That program runs without a network.

            Examples:
              bulla custody form week1.bulla.tar.xz -o form.html
              bulla custody form week1.bulla.tar.xz --custody week1.custody \\
                --trust trust.json -o form.html
              bulla custody form week1.bulla.tar.xz --serial WD-2209 --medium "USB stick" \\
                --label BLUE-7 --capacity "64 GB" -o form.html
              bulla custody form week1.bulla.tar.xz --serial WD-2209 --pdf form.pdf
            """
        )
    )

    @Argument(help: "The bundle.", completion: .file()) var file: String
    @Option(
        help: "The folder with the chain of custody, to print its media, events and seals.",
        completion: .directory
    )
    var custody: String?
    @Option(
        help: "Your trust file, to judge the chain; one with a fault is not printed.",
        completion: .file()
    ) var trust: String?
    @Option(help: "Judge the chain as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at:
        TimeArgument?
    @Option(help: "The medium's serial number.") var serial: String?
    @Option(help: "The kind of medium, such as \"USB stick\".") var medium: String?
    @Option(help: "The label on the medium, which should not reveal its content.") var label: String?
    @Option(help: "The capacity of the medium.") var capacity: String?
    @Option(name: .shortAndLong, help: "Write the page to this file.", completion: .file()) var output:
        String?
    @Option(help: "Write the page to this file as a PDF.", completion: .file()) var pdf: String?
    @Option(
        help: ArgumentHelp(
            "The shell command that makes the PDF: it reads HTML and writes PDF.",
            valueName: "command"
        )
    )
    var pdfWith: String?
    @OptionGroup var result: ResultOptions

    /// The most characters that fit into a cell of the form.
    private static let widest = 48

    func validate() throws {
        if (custody == nil) != (trust == nil) { throw ValidationError("--custody and --trust go together") }
        guard output != nil || pdf != nil else { throw ValidationError("want -o, --pdf, or both") }
        if pdfWith != nil && pdf == nil { throw ValidationError("--pdf-with goes with --pdf") }
        if custody != nil && !(serial == nil && medium == nil && label == nil && capacity == nil) {
            throw ValidationError(
                "--custody gives the medium: omit --serial, --medium, --label and --capacity"
            )
        }
    }

    func run() throws {
        let paper = try PaperBundle(path: file)
        var content = try content(paper)
        if let custody, let trust {
            let chain = try PaperChain(folder: custody, trust: trust, at: at, paper: paper)
            chain.fill(&content)
        }
        let page = FormPage.html(content)
        if let output {
            try AtomicFile.write(page, to: output)
            Console.line(
                "\(output): custody form of \(paper.manifest.name)",
                ["file": .string(output), "name": .string(paper.manifest.name)]
            )
        }
        if let pdf { try writePDF(page, to: pdf, paper.manifest.name) }
        Console.note("hint: print at 100 % scale, without browser headers")
    }

    private func writePDF(_ page: [UInt8], to file: String, _ name: String) throws {
        let converter = PageConverter(pdfWith ?? PageConverter.installed, starter: .shared)
        do { try AtomicFile.write(converter.pdf(of: page), to: file) } catch let error as UserCommandError {
            let hint = output == nil ? "give -o to write the page" : "the page is written"
            throw CommandFailure(
                "\(file): \(error)",
                hint: "\(hint) and print it from a browser, or give --pdf-with"
            )
        }
        Console.line(
            "\(file): custody form of \(name), as PDF",
            ["name": .string(name), "pdf": .string(file)]
        )
    }

    private func content(_ paper: PaperBundle) throws -> FormContent {
        let manifest = paper.manifest
        return FormContent(
            marking: manifest.marking,
            bundle: FormContent.Bundle(
                name: manifest.name,
                run: manifest.run,
                origin: manifest.origin,
                from: manifest.from,
                to: manifest.to,
                sealedAt: manifest.sealedAt.description,
                fileSize: paper.fileSize
            ),
            digests: paper.digests,
            items: [
                FormItem(
                    serial: try cell(serial, "--serial"),
                    kind: try cell(medium, "--medium"),
                    label: try cell(label, "--label"),
                    capacity: try cell(capacity, "--capacity"),
                    marking: manifest.marking
                )
            ]
        )
    }

    private func cell(_ text: String?, _ option: String) throws -> String? {
        guard let text else { return nil }
        guard text.unicodeScalars.count <= Self.widest else {
            throw ValidationError(
                "\(option): got \(text.unicodeScalars.count) characters, want at most \(Self.widest)"
            )
        }
        return text
    }
}
