import Bytes
import Keys
import Layout
import Reports
import SecretKeys
import Testing
import Verification

@testable import Container

/// A manifest that its exporter signed in a spelling that the format does not have.
@Suite("A manifest in another spelling")
struct ManifestSpellingTests {
    @Test(
        "is refused, though its signature is good",
        arguments: [
            ("a space", #"{"_type":"#, #"{ "_type":"#, "json-not-canonical"),
            ("a key twice", #"{"_type":"#, #"{"_type":"x","_type":"#, "json-duplicate-key"),
            (
                "an unknown key", #""predicateType":"#, #""predicateSort":1,"predicateType":"#,
                "json-unknown-key"
            ),
            ("an unknown key inside", #""marking":"#, #""mark":"free text","marking":"#, "json-unknown-key"),
            ("a float", #""first_step":1,"#, #""first_step":1.0,"#, "json-float"),
            ("a missing key", #""first_step":1,"#, "", "json-missing-key"),
            ("another version", #""version":1}"#, #""version":2}"#, "unknown-version"),
            (
                "an empty list of kinds", "},\"predicateType\":", ",\"withheld\":[]},\"predicateType\":",
                "bad-value"
            ),
            (
                "a kind twice", "},\"predicateType\":",
                #","withheld":["opaque/1","opaque/1"]},"predicateType":"#, "bad-value"
            ),
            (
                "a kind that is none", "},\"predicateType\":", #","withheld":["opaque"]},"predicateType":"#,
                "bad-value"
            ),
            (
                "a commitment in another segment", #""container":"#, #""commitment":99,"container":"#,
                "bad-value"
            ),
            ("another type", "urn:bulla:manifest:v1", "urn:bulla:manifest:v9", "unknown-version"),
        ]
    )
    func refused(_ what: String, _ old: String, _ new: String, _ code: String) async throws {
        let run = try TamperTests.makeRun()
        var tamperer = try Tamperer(await File.contents(of: run.seal(), limit: 1 << 24))
        let manifest = try #require(tamperer.index(MemberPath.manifest))
        let text = String(decoding: tamperer.members[manifest].content, as: UTF8.self)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(what)")
        let bytes = Array((parts[0] + new + parts[1]).utf8)
        var envelope = Envelope(payloadType: Manifest.payloadType, payload: bytes)
        try run.exporter.sign(&envelope)
        try tamperer.replace(MemberPath.manifest, bytes)
        try tamperer.replace(MemberPath.envelope, envelope.canonicalBytes)
        let report = try await TamperTests.verdict(run, tamperer.file())
        #expect(report.verdict == .rejected)
        #expect(report.faults.first == code, "\(what): \(report.faults)")
    }
}

extension Tamperer {
    /// Gives a member other content, and a header that fits it.
    mutating func replace(_ name: String, _ content: [UInt8]) throws {
        guard let index = index(name) else { return }
        members[index].content = content
        members[index].header = try TarHeader(
            path: "bundle/\(name)",
            size: content.count,
            modified: TestRun.sealedAt
        ).bytes()
    }
}
