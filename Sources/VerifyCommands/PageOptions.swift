import ArgumentParser
import Bytes
import Hashing
import ReportPages

/// The report in other forms, which `bulla report` makes from the JSON, too.
struct PageOptions: ParsableArguments {
    @Option(help: "Write the report as a page to this file: self-contained, for reading and printing.")
    var html: String?
    @Option(help: "Write the report as JUnit XML to this file, for pipelines.") var junit: String?

    var isWanted: Bool { html != nil || junit != nil }

    /// Makes the files from the report's document.
    func write(_ document: [UInt8]) throws {
        guard isWanted else { return }
        let report = try ReportDocument(file: document)
        if let html {
            try AtomicFile.write(ReportPage.html(report, digest: SHA256.hash(document)), to: html)
        }
        if let junit { try AtomicFile.write(JUnitReport.xml(report), to: junit) }
    }
}
