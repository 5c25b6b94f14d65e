import Bytes
import TestSupport
import Testing

/// Every enumeration that is `StableCode`, read out of the sources: a list by hand forgets some.
@Suite("Error codes")
struct ErrorCodesTests {
    /// Codes that are no enumeration's: outcomes that are written where they are found.
    static let written: Set<String> = ["session-simulated"]

    /// The raw values by enumeration.
    static let codes = Result { try readCodes() }

    private static func readCodes() throws -> [String: [String]] {
        var codes: [String: [String]] = [:]
        for file in try SwiftSource.all() where file.text.contains("StableCode") {
            var name: String?
            for line in file.text.split(separator: "\n").map({ $0.trimmingPrefix { $0 == " " } }) {
                if let head = line.firstMatch(of: /enum (\w+): String, StableCode[^{]*\{/) {
                    name = "\(file.path): \(head.1)"
                } else if line == "}" {
                    name = nil
                } else if let current = name, line.hasPrefix("case ") {
                    codes[current, default: []] += rawValues(line.dropFirst("case ".count))
                }
            }
        }
        return codes
    }

    /// Those of `a = "b", c`, the rest of a line.
    private static func rawValues(_ cases: Substring) -> [String] {
        cases.split(separator: ",").map { part in
            let text = part.split(separator: "\"")
            return text.count > 1 ? String(text[1]) : part.filter { $0 != " " && $0 != "`" }
        }
    }

    /// The rows of tables in `Docs/error-codes.md`.
    static func rows() throws -> Set<String> {
        let page = try File.contents(of: "\(Vectors.packageRoot)/Docs/error-codes.md", limit: 1 << 20)
        return Set(
            String(decoding: page, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("| `") }
                .compactMap { $0.dropFirst(3).split(separator: "`").first.map(String.init) }
        )
    }

    @Test("every code has a row in Docs/error-codes.md")
    func explained() throws {
        let (codes, rows) = (try Self.codes.get(), try Self.rows())
        #expect(codes.count >= 35)
        for (enumeration, values) in codes {
            #expect(values.filter { !rows.contains($0) && $0 != "ok" } == [], "\(enumeration)")
        }
    }

    @Test("every row in Docs/error-codes.md is a code, a check or a word of reports")
    func used() throws {
        let codes = Set(try Self.codes.get().values.flatMap(\.self))
        let text = try SwiftSource.all().map(\.text).joined()
        // What stands between two quotation marks, all at once: a search for each takes long.
        let quoted = Set(text.utf8.split(separator: UInt8(ascii: "\"")).map { String(Substring($0)) })
        let unused = try Self.rows().subtracting(codes).subtracting(Self.written).subtracting(quoted)
            .filter { !text.contains("case \($0)") && !text.contains(", \($0)") }
        #expect(unused.sorted() == [])
    }

    @Test("codes of errors and faults are no enumeration of another kind")
    func declared() throws {
        for file in try SwiftSource.all() where file.text.contains("Code: String") {
            for match in file.text.matches(of: /enum \w*Code: String(?!, StableCode)/) {
                Issue.record("\(file.path): \(match.0) is not StableCode")
            }
        }
    }
}
