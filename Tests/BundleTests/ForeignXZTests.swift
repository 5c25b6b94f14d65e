import Bytes
import Reports
import TestSupport
import Testing
import Verification

/// The test files of XZ Utils, handed to the verifier as if they were bundles.
@Suite("Somebody else's .xz files")
struct ForeignXZTests {
    static let names = (try? Folder.names(in: Vectors.path("xz")))?.filter { $0.hasSuffix(".xz") } ?? []

    @Test(
        "are rejected with a reason",
        .enabled(if: Vectors.has("xz"), Comment(rawValue: Vectors.missing)),
        arguments: names
    )
    func rejected(_ name: String) async throws {
        let run = try TestRun()
        let report = try await run.verify(Vectors.path("xz/\(name)"))
        #expect(report.verdict == .rejected)
        #expect(report.faults.count == 1 && report.faults != ["unexpected"], "\(report.faults)")
    }
}
