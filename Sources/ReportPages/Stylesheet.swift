import Bytes
import Markup
import Reports

extension Stylesheet {
    /// The rules of a report's page: the same for all reports but for what stands on the edge of each sheet of paper.
    ///
    /// Marking and name go onto each sheet; both are of letters that mean nothing in CSS.
    static func report(of bundle: Report.Bundle?) -> Stylesheet {
        let marking = bundle?.marking ?? ""
        let foot = bundle.map { "\($0.name) · manifest \($0.manifest.hex.prefix(16))" } ?? "unknown bundle"
        let edges = """
            @page{size:A4;margin:20mm 16mm 18mm;
            @top-center{content:"\(marking)";font:700 9pt sans-serif;letter-spacing:.2em}
            @bottom-center{content:"\(marking)";font:700 9pt sans-serif;letter-spacing:.2em}
            @bottom-left{content:"\(foot)";font:8pt monospace}
            @bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}

            """
        return Stylesheet(rules: screen + parts + pictures + edges + paper)
    }
}
