import Bytes
import TestSupport
import Testing

@testable import ReportPages
@testable import Reports

@Suite("Reading reports")
struct ReadingTests {
    @Test("takes reports with all of the keys and with none of the optional ones", arguments: Reports.names)
    func reads(_ name: String) throws {
        let document = try Reports.document(name)
        #expect(document.findings.isEmpty == false)
        #expect((document.sampling == nil) == ["minimal", "incomplete"].contains(name))
    }

    @Test("says where a key is missing, unknown, or of another type")
    func refuses() throws {
        let members = try Reports.members("rejected", first: 3)
        func read(_ change: (inout [String: JSON]) -> Void) throws -> Report {
            var changed = members
            change(&changed)
            return try Report(canonicalLine: JSON.object(changed).canonicalLine)
        }
        #expect(throws: Never.self) { try read { _ in } }
        let optional: Set = ["bundle", "sampling", "targeted", "course", "sessions"]
        for key in members.keys {
            let isRead = (try? read { $0[key] = nil }) != nil
            #expect(isRead == optional.contains(key), "without \(key)")
            let error = #expect(throws: FormatError.self) { try read { $0[key] = .integer(-1) } }
            #expect(error?.location.contains(key) == true, "\(key): \(String(describing: error))")
        }
        #expect(throws: FormatError.self) { try read { $0["host"] = "x" } }
    }

    @Test("is written as it was read, byte for byte", arguments: ["accepted", "rejected"])
    func written(_ name: String) throws {
        #expect(try Reports.document(name).canonicalLine == Reports.bytes(name))
    }

    @Test("reads checks, codes and standings of other versions, and shows them by their names")
    func otherVersions() throws {
        let bytes = try Reports.changed("rejected") {
            guard case .array(let findings) = $0["findings"] else { return }
            let other: JSON = [
                "check": "weights", "code": "weights-too-heavy", "detail": "far", "outcome": "fail",
                "subject": "model",
            ]
            $0["findings"] = .array([other] + findings)
            $0["signers"] = [
                [
                    "counts": false, "key": .string(String(repeating: "ab", count: 32)), "person": "ann",
                    "standing": "on-loan",
                ]
            ]
        }
        let report = try Report(canonicalLine: bytes)
        #expect(report.findings[0].check == Check(rawValue: "weights"))
        #expect(report.canonicalLine == bytes)
        #expect(report.text.hasPrefix("REJECTED: weights-too-heavy: model: far (and "))
        #expect(report.text.contains("fail        weights           model weights-too-heavy: far"))
        #expect(report.text.contains("signed by  ann: on loan (does not count)"))
        for shown in [ReportPage.html(report, digest: .zero), JUnitReport.xml(report)] {
            #expect(String(decoding: shown, as: UTF8.self).contains("weights-too-heavy"))
        }
        for (key, word) in [("verdict", "maybe"), ("scope", "half")] {
            let wrong = try Reports.changed("rejected") { $0[key] = .string(word) }
            #expect(throws: FormatError.self, "\(word)") { try Report(canonicalLine: wrong) }
        }
    }

    @Test("reads who signed, what that is worth and what shows it, and says it on the page")
    func signers() throws {
        let digest = JSON.string(String(repeating: "ab", count: 32))
        let signer: JSON = [
            "counts": true, "end": ["at": "2027-01-01T00:00:00Z", "kind": "retired"], "key": digest,
            "person": "ann", "age": "2026-12-01T00:00:00Z",
            "shown": [["at": "2026-12-01T00:00:00Z", "by": "wim", "means": "note"]],
            "standing": "valid-then", "wanted": 1,
        ]
        let bytes = try Reports.changed("rejected") {
            $0["signers"] = .array([signer])
            guard case .object(var trust) = $0["trust"] else { return }
            trust["first"] = digest
            $0["trust"] = .object(trust)
        }
        let document = try Report(canonicalLine: bytes)
        let words =
            "ann: valid then, key retired at 2027-01-01T00:00:00Z; seen by wim at 2026-12-01T00:00:00Z (note)"
        #expect(document.signers[0].words == words)
        let page = String(decoding: ReportPage.html(document, digest: .zero), as: UTF8.self)
        #expect(page.contains(words) && page.contains("First version of its chain"))
        // As bulla 0.1.0 wrote it.
        guard case .object(var older) = signer else { return }
        (older["age"], older["wanted"]) = (nil, nil)
        older["shown"] = ["at": "2026-12-01T00:00:00Z", "by": "wim", "means": "note"]
        let old = try Report(
            canonicalLine: Reports.changed("rejected") { $0["signers"] = .array([.object(older)]) }
        )
        #expect(old.signers[0].words == words)
        let wrong = try Reports.changed("rejected") { $0["signers"] = .array([["person": "ann"]]) }
        #expect(throws: FormatError.self) { try Report(canonicalLine: wrong) }
    }

    @Test("refuses numbers that contradict each other, and a marking that is none")
    func ranges() throws {
        let changes: [(String, [(String, JSON)])] = [
            ("sampling", [("failed", 301)]), ("sampling", [("sampled", 10_001)]),
            ("sampling", [("good_at_least", 10_001)]), ("sampling", [("confidence", 10_000)]),
            ("bundle", [("from", 20_000)]), ("bundle", [("marking", "a\"}")]), ("bundle", [("name", "../x")]),
            ("bundle", [("marking", "")]), ("trust", [("version", 0)]),
        ]
        let good = try Reports.members("rejected", first: 3)
        #expect(throws: Never.self) { try Report(canonicalLine: JSON.object(good).canonicalLine) }
        for (key, members) in changes {
            var report = good
            guard case .object(var inner) = report[key] else { Issue.record("\(key)"); continue }
            for (name, value) in members { inner[name] = value }
            report[key] = .object(inner)
            let bytes = JSON.object(report).canonicalLine
            #expect(throws: FormatError.self, "\(key) \(members)") { try Report(canonicalLine: bytes) }
        }
    }

    @Test("refuses another spelling, a missing line feed and what is too large")
    func spelling() throws {
        let bytes = try Reports.bytes("minimal")
        for wrong in [Array(bytes.dropLast()), [0x20] + bytes, bytes + [0x0a], Array(bytes.dropFirst()), []] {
            #expect(throws: FormatError.self) { try Report(canonicalLine: wrong) }
        }
        let large = [UInt8](repeating: 0x20, count: Report.byteLimit + 2) + [0x0a]
        let error = #expect(throws: FormatError.self) { try Report(canonicalLine: large) }
        #expect(error?.code == .tooLarge)
    }

    @Test("survives every byte of a small report being another one")
    func flips() throws {
        let bytes = try Reports.bytes("minimal")
        for index in bytes.indices {
            for other in [bytes[index] ^ 1, 0x22, 0x5c, 0x00, 0xff] {
                var changed = bytes
                changed[index] = other
                guard let document = try? Report(canonicalLine: changed) else { continue }
                #expect(!ReportPage.html(document, digest: .zero).isEmpty)
            }
        }
    }

    @Test("reads decimals of six digits and no others")
    func decimals() {
        for (text, millionths) in [
            ("0", 0), ("-0.5", -500_000), ("12.3456", 12_345_600), ("999999", 999_999_000_000),
            ("0.12345", 123_450),
        ] {
            #expect(MetricValue(text)?.millionths == millionths, "\(text)")
        }
        for text in ["", "-", ".5", "1.", "01", "1e3", "1234567", "12.34567", "+1", "1.2.3", "١"] {
            #expect(MetricValue(text) == nil, "\(text)")
        }
    }
}
