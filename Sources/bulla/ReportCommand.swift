import ArgumentParser
import Bytes
import Reports
import VerifyCommands

/// `bulla report`: a report as people and pipelines read it.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a report as a web page, as JUnit XML or as text.",
        discussion: Discussion.text(
            """
            Reads only the JSON that `bulla verify --report` wrote. The same report always gives the
            same page. The page has no scripts, loads nothing, is laid out for printing, and states the
            digest of the report.

            This shows the result of a verification. It does not verify: the exit status is 0 whatever
            the verdict.

            Examples:
              bulla report week1.json
              bulla report week1.json --html week1.html --junit week1.xml
            """
        )
    )

    @Argument(help: "The report that `bulla verify --report` wrote.", completion: .file()) var file: String
    @OptionGroup var pages: PageOptions
    @Flag(help: "Print the report as text. This is the default without --html and --junit.") var text = false
    @Flag(help: "Print the report as JSON, as it was read.") var json = false

    func validate() throws {
        if text && json { throw ValidationError("--text and --json exclude each other") }
    }

    func run() throws {
        let bytes = try File.contents(of: file, limit: Report.byteLimit + 1)
        let report: Report
        do { report = try Report(canonicalLine: bytes) } catch {
            throw CommandFailure(
                "\(file): \(error)",
                hint: "bulla verify BUNDLE --trust FILE --report REPORT.json writes a report"
            )
        }
        try pages.write(report, of: bytes)
        if json { return Console.json(report.json) }
        if text || !pages.isWanted { Console.lines(report.lines) }
    }
}
