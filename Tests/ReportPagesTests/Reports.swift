import Bytes
import TestSupport

@testable import ReportPages
@testable import Reports

/// The reports that `Fixtures/reports.py` writes, written once.
enum Reports {
    /// All but the huge one.
    static let names = ["accepted", "rejected", "incomplete", "minimal", "hostile"]
    static let fixtures = "\(Vectors.packageRoot)/Tests/ReportPagesTests/Fixtures"

    private static let folder: Result<ScratchFolder, any Error> = Result {
        let folder = try ScratchFolder()
        let outcome = try Python.run(["\(fixtures)/reports.py", folder.path])
        guard outcome.status == 0 else { throw FormatError(.badValue, at: "reports.py", outcome.description) }
        return folder
    }

    static func path(_ name: String) throws -> String { "\(try folder.get().path)/\(name).json" }

    static func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: path(name), limit: Report.byteLimit)
    }

    static func document(_ name: String) throws -> Report { try Report(canonicalLine: bytes(name)) }

    static func page(_ name: String) throws -> [UInt8] {
        let bytes = try bytes(name)
        return ReportPage.html(try Report(canonicalLine: bytes), digest: SHA256.hash(bytes))
    }

    /// The members of a report; of each list no more than `count`, where the rest says nothing more.
    static func members(_ name: String, first count: Int = .max) throws -> [String: JSON] {
        let limits = JSON.Limits(bytes: Report.byteLimit)
        guard case .object(let members) = try JSON(canonicalLine: bytes(name), limits: limits) else {
            throw FormatError(.jsonWrongType, at: name, "want an object")
        }
        return members.mapValues { value in
            guard case .array(let items) = value else { return value }
            return .array(Array(items.prefix(count)))
        }
    }

    /// The JSON of a report, changed.
    static func changed(_ name: String, _ change: (inout [String: JSON]) -> Void) throws -> [UInt8] {
        var members = try members(name)
        change(&members)
        return JSON.object(members).canonicalLine
    }

    static func write(_ bytes: [UInt8], _ name: String, in folder: ScratchFolder) throws -> String {
        let path = "\(folder.path)/\(name)"
        try AtomicFile.write(bytes, to: path)
        return path
    }
}
