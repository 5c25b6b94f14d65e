import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite(
    "Nitro documents meet a policy or not",
    .enabled(if: Vectors.has(NitroSample.folder), "\(Vectors.missing)")
)
struct NitroPolicyTests {
    private static let zero = String(repeating: "0", count: 96)

    private func appraise(_ name: String, _ text: String) throws -> [AppraisalFinding] {
        let evidence = try NitroSample.evidence(NitroSample.bytes(name))
        return try evidence.appraise(policy(text), .at(NitroSample.inside))
    }

    private func pcr(_ index: Int) throws -> String {
        let evidence = try NitroSample.evidence(NitroSample.bytes("prod-2022.cose"))
        return evidence.claims.first { $0.name == "pcr\(index)" }?.value ?? ""
    }

    @Test("a policy that says nothing of Nitro accepts nothing")
    func none() throws {
        let findings = try appraise("prod-2022.cose", "{}")
        #expect(findings.map(\.code) == [.notAppraised] && findings.faultCodes == [.notAppraised])
    }

    @Test("registers must agree with one whole set")
    func registers() throws {
        let (zeroth, first) = try (pcr(0), pcr(1))
        func findings(_ sets: String) throws -> [AppraisalFinding] {
            try appraise("prod-2022.cose", #"{"nitro": {"debug": false, "pcrs": [\#(sets)]}}"#)
        }
        #expect(try findings(#"{"pcr0": "\#(zeroth)", "pcr1": "\#(first)"}"#).isGood)
        #expect(try findings(#"{"pcr0": "\#(first)"}, {"pcr1": "\#(first)"}"#).isGood)
        let half = try findings(#"{"pcr0": "\#(zeroth)", "pcr1": "\#(zeroth)"}"#)
        #expect(half.faultCodes == [.measurementUnknown])
        #expect(half.last?.detail.contains("pcr1 is \(first)") == true)
        // The document has registers 0 to 15.
        #expect(
            try findings(#"{"pcr16": "\#(Self.zero)"}"#).last?.detail.contains("pcr16 is missing") == true
        )
    }

    @Test("debug mode is refused unless the policy allows it, and then the registers still count")
    func debug() throws {
        let set = #""pcrs": [{"pcr0": "\#(Self.zero)"}]"#
        let refused = try appraise("debug-2022.cose", #"{"nitro": {"debug": false, \#(set)}}"#)
        #expect(refused.faultCodes == [.debugEnabled])
        let allowed = try appraise("debug-2022.cose", #"{"nitro": {"debug": true, \#(set)}}"#)
        #expect(allowed.isGood && allowed.outcome(.debugEnabled) == .warn)
        let other = try #"{"nitro": {"debug": true, "pcrs": [{"pcr0": "\#(pcr(0))"}]}}"#
        #expect(try appraise("debug-2022.cose", other).faultCodes == [.measurementUnknown])
    }

    @Test("a policy comes back as it was written")
    func roundTrip() throws {
        let text = #"{"nitro":{"debug":false,"pcrs":[{"pcr0":"\#(Self.zero)","pcr31":"\#(Self.zero)"}]}}"#
        #expect(String(decoding: try policy(text).json.canonicalBytes, as: UTF8.self) == text)
    }

    @Test(
        "a policy that demands nothing, or something that is not understood, is refused",
        arguments: [
            #"{"nitro": {"debug": false, "pcrs": []}}"#, #"{"nitro": {"debug": false, "pcrs": [{}]}}"#,
            #"{"nitro": {"debug": false}}"#, #"{"nitro": {"pcrs": []}}"#,
            #"{"nitro": {"debug": false, "pcrs": [{"pcr0": "00"}]}}"#,
            #"{"nitro": {"debug": false, "pcrs": [{"pcr32": "\#(zero)"}]}}"#,
            #"{"nitro": {"debug": false, "pcrs": [{"pcr0": "\#(zero)"}], "modules": []}}"#,
        ]
    )
    func refused(_ text: String) {
        #expect(throws: FormatError.self) { try policy(text) }
    }
}
