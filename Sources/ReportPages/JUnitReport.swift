import Bytes
import Markup
package import Reports

/// The report as JUnit XML, for pipelines: a suite for each check, a case for each finding and each sampled step.
///
/// What is wrong is a `failure`, what could not be finished an `error`, what was not made `skipped`. XML 1.0 in UTF-8,
/// without times and hosts.
package enum JUnitReport {
    /// The most cases of one suite; failures come first, and a case of its own says what is left out.
    static let caseLimit = 10_000

    package static func xml(_ document: Report) -> [UInt8] {
        let suites = document.checks.map { JUnitSuite(document, check: $0) }
        let root = Markup(
            "testsuites",
            [
                "name": "bulla \(document.bundle?.name ?? "unknown bundle")",
                "tests": "\(suites.map(\.cases.count).reduce(0, +))",
                "failures": "\(suites.map { $0.count(.fail) }.reduce(0, +))",
                "errors": "\(suites.map { $0.count(.unfinished) }.reduce(0, +))",
                "skipped": "\(suites.map { $0.count(.notChecked) }.reduce(0, +))",
            ],
            "\n",
            .row(suites.map(\.markup))
        )
        return Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8) + root.bytes + [0x0a]
    }
}

extension Report {
    /// The checks in the order in which they first appear; that of the sampled steps is among them.
    fileprivate var checks: [Check] {
        var seen: Set<Check> = []
        let named = findings.map(\.check) + (steps.isEmpty && targeted.isEmpty ? [] : [JUnitSuite.stepCheck])
        return named.filter { seen.insert($0).inserted }
    }
}

/// One check with its cases.
private struct JUnitSuite {
    /// The check that sampled steps belong to.
    static let stepCheck = Check.proofs

    let check: Check
    let cases: [JUnitCase]
    private let properties: [(String, String)]

    init(_ document: Report, check: Check) {
        self.check = check
        var all = document.findings.filter { $0.check == check }.map(JUnitCase.init)
        if check == JUnitSuite.stepCheck {
            all += document.steps.map { JUnitCase($0, isTargeted: false) }
            all += document.targeted.map { JUnitCase($0, isTargeted: true) }
        }
        let bad = all.filter { $0.outcome != .pass }
        let bounded =
            all.count > JUnitReport.caseLimit
            ? Array((bad + all.filter { $0.outcome == .pass }).prefix(JUnitReport.caseLimit - 1)) : all
        cases =
            bounded.count < all.count ? bounded + [JUnitCase(leftOut: all.count - bounded.count)] : bounded
        properties = [
            ("verdict", document.verdict.rawValue), ("scope", document.scope.rawValue),
            ("manifest", document.bundle?.manifest.hex ?? "unknown"),
            ("simulated", document.isSimulated ? "true" : "false"),
        ]
    }

    func count(_ outcome: Finding.Outcome) -> Int {
        cases.filter { $0.outcome == outcome }.count
    }

    var markup: Markup {
        Markup(
            "testsuite",
            [
                "name": check.rawValue, "tests": "\(cases.count)", "failures": "\(count(.fail))",
                "errors": "\(count(.unfinished))", "skipped": "\(count(.notChecked))",
            ],
            "\n",
            Markup(
                "properties",
                [:],
                .row(properties.map { Markup("property", ["name": $0.0, "value": $0.1]) })
            ),
            "\n",
            .row(cases.map { [$0.markup(check), "\n"] })
        ).followedByLine
    }
}

/// One finding or one sampled step.
private struct JUnitCase {
    let name: String
    let outcome: Finding.Outcome
    private let code: String
    private let detail: String

    init(_ finding: Finding) {
        name = finding.subject
        outcome = finding.outcome
        code = finding.code
        detail = finding.detail
    }

    init(_ step: SampledStep, isTargeted: Bool) {
        name =
            "\(isTargeted ? "picked by hand: " : "")step \(step.step), leaf \(step.leaf), pick \(step.pick)"
        outcome = step.isValid ? .pass : .fail
        let faults = step.proofs.filter { !$0.isValid && !$0.isUnjudged }
        code = faults.first?.code ?? (step.isValid ? "ok" : "proof-missing")
        detail = faults.prefix(8).map { "\($0.kind): \($0.code): \($0.detail)" }.joined(separator: "; ")
    }

    /// Says that there were more than a suite may hold.
    init(leftOut count: Int) {
        name = "\(count) more that are in report.json"
        (outcome, code, detail) = (
            .notChecked, "not-listed", "beyond \(JUnitReport.caseLimit) cases of a suite"
        )
    }

    func markup(_ check: Check) -> Markup {
        Markup("testcase", ["classname": "bulla.\(check.rawValue)", "name": name], result)
    }

    private var result: Markup {
        let message = detail.isEmpty ? code : "\(code): \(detail)"
        switch outcome {
        case .pass: return .nothing
        case .fail: return Markup("failure", ["type": code, "message": message])
        case .unfinished: return Markup("error", ["type": code, "message": message])
        case .notChecked: return Markup("skipped", ["message": message])
        case .warn: return Markup("system-out", [:], .text("warning: \(message)"))
        }
    }
}

extension Markup {
    /// The piece with a line end behind it.
    fileprivate var followedByLine: Markup { [self, "\n"] }
}
