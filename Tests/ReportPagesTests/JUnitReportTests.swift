import Bytes
import TestSupport
import Testing

@testable import ReportPages
@testable import Reports

@Suite("JUnit XML")
struct JUnitReportTests {
    @Test("is well-formed, counts right and names every finding", arguments: Reports.names)
    func agrees(_ name: String) throws {
        let folder = try ScratchFolder()
        let path = try Reports.write(JUnitReport.xml(Reports.document(name)), "junit.xml", in: folder)
        let outcome = try Python.run(["\(Reports.fixtures)/junit_check.py", path, Reports.path(name)])
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test("with a failure taken out is found out")
    func knockOut() throws {
        let folder = try ScratchFolder()
        let whole = String(decoding: JUnitReport.xml(try Reports.document("rejected")), as: UTF8.self)
        let start = try #require(whole.firstRange(of: "<failure "))
        let end = try #require(whole[start.lowerBound...].firstRange(of: "</failure>"))
        let less = whole[..<start.lowerBound] + whole[end.upperBound...]
        let path = try Reports.write(Array(less.utf8), "junit.xml", in: folder)
        let outcome = try Python.run(["\(Reports.fixtures)/junit_check.py", path, Reports.path("rejected")])
        #expect(outcome.status == 1)
    }
}
