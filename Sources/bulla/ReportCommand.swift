import ArgumentParser
import Bytes
import Reports
import VerifyCommands

/// `bulla report`: a report as people and pipelines read it.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a report as a page, as JUnit XML or as text.",
        discussion: """
            Reads the JSON that `bulla verify --report` wrote, and nothing else; the same report always gives the same
            page. The page holds no script and loads nothing, prints well, and says the digest of the report.

            This shows what a verification said. It does not verify: the status is 0 whatever the verdict.

            Examples:
              bulla report week1.json
              bulla report week1.json --html week1.html --junit week1.xml
            """
    )

    @Argument(help: "The report that `bulla verify --report` wrote.") var file: String
    @OptionGroup var pages: PageOptions
    @Flag(help: "Print the report as text; what is done when nothing else is asked for.") var text = false

    func run() throws {
        let bytes = try File.contents(of: file, limit: Report.byteLimit + 1)
        let report: Report
        do { report = try Report(canonicalLine: bytes) } catch {
            throw CommandFailure(
                "\(file): \(error)",
                hint: "bulla verify BUNDLE --trust FILE --report \(file)"
            )
        }
        try pages.write(report, of: bytes)
        if text || !pages.isWanted { Console.lines(report.lines) }
    }
}
