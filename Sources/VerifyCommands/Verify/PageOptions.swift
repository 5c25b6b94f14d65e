import ArgumentParser
import Bytes
import ReportPages
package import Reports

/// The report in other forms, made from its JSON alone.
package struct PageOptions: ParsableArguments {
    @Option(help: "Write the report as a self-contained web page to this file.", completion: .file())
    var html: String?
    @Option(help: "Write the report as JUnit XML to this file.", completion: .file()) var junit: String?

    package var isWanted: Bool { !outputs.isEmpty }
    /// The files that are wanted.
    package var outputs: [String] { [html, junit].compactMap(\.self) }

    package init() {}

    /// Makes the files that are wanted from the report's bytes.
    func write(_ bytes: [UInt8]) throws {
        guard isWanted else { return }
        try write(Report(canonicalLine: bytes), of: bytes)
    }

    /// Makes the files that are wanted from a report that was read from these bytes.
    package func write(_ report: Report, of bytes: [UInt8]) throws {
        if let html {
            try AtomicFile.write(ReportPage.html(report, digest: SHA256.hash(bytes)), to: html)
        }
        if let junit { try AtomicFile.write(JUnitReport.xml(report), to: junit) }
    }
}
