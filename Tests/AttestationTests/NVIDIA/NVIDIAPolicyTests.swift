import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite("GPU reports meet a policy or not", .enabled(if: Vectors.has(GPUSample.folder), "\(Vectors.missing)"))
struct NVIDIAPolicyTests {
    private func appraise(_ text: String) throws -> [AppraisalFinding] {
        let (report, chain) = try GPUSample.hopper()
        return try GPUSample.evidence(report, chain).appraise(policy(text), .at(GPUSample.time))
    }

    private func measurement(_ index: Int) throws -> String {
        let (report, _) = try GPUSample.hopper()
        let measurements = try GPUReport(reading: report, name: "").response.measurements
        return Hex.encode(measurements.first { $0.index == index }?.value ?? [])
    }

    @Test("a policy that says nothing of GPUs accepts none")
    func none() throws {
        #expect(try appraise("{}").faultCodes == [.notAppraised])
    }

    @Test("without values in the policy, measurements are said not to be compared")
    func notCompared() throws {
        let findings = try appraise(#"{"nvidia_gpu": {}}"#)
        #expect(findings.map(\.code) == [.measurementsNotCompared])
        #expect(findings.map(\.outcome) == [.notChecked])
    }

    @Test("measurements must be among the values of the policy")
    func measurements() throws {
        let (second, third) = try (measurement(2), measurement(3))
        func findings(_ members: String) throws -> [AppraisalFinding] {
            try appraise(#"{"nvidia_gpu": {"measurements": {\#(members)}}}"#)
        }
        let good = try findings(#""m2": ["\#(third)", "\#(second)"], "m3": ["\#(third)"]"#)
        #expect(good.isGood && good.outcome(.measurementsNotCompared) == .notChecked)
        let bad = try findings(#""m2": ["\#(third)"], "m3": ["\#(third)"]"#)
        #expect(bad.faultCodes == [.measurementUnknown])
        #expect(bad.first?.detail == "m2 is \(second)")
    }

    @Test(
        "chip, driver and VBIOS must be among those listed",
        arguments: [
            (#""serials": ["412921ce551e4eeda3"]"#, nil), (#""serials": ["00"]"#, AppraisalCode.chipUnknown),
            (#""driver_versions": ["535.86.09", "590.12"]"#, nil),
            (#""driver_versions": ["590"]"#, .productDenied),
            (#""vbios_versions": ["96.00.A5.00.01"]"#, nil),
            (#""vbios_versions": ["96.00"]"#, .productDenied),
        ]
    )
    func lists(_ member: String, _ code: AppraisalCode?) throws {
        #expect(try appraise(#"{"nvidia_gpu": {\#(member)}}"#).faultCodes == Set([code].compactMap { $0 }))
    }

    @Test("a policy comes back as it was written")
    func roundTrip() throws {
        let text =
            #"{"nvidia_gpu":{"driver_versions":["1"],"measurements":{"m1":["00","ff"],"m64":["aa"]},"#
            + #""serials":["0a"],"vbios_versions":["2"]}}"#
        #expect(String(decoding: try policy(text).json.canonicalBytes, as: UTF8.self) == text)
    }

    @Test(
        "a policy that can never be met, or is not understood, is refused",
        arguments: [
            #"{"nvidia_gpu": {"measurements": {}}}"#, #"{"nvidia_gpu": {"measurements": {"m1": []}}}"#,
            #"{"nvidia_gpu": {"measurements": {"m65": ["00"]}}}"#,
            #"{"nvidia_gpu": {"measurements": {"m1": [""]}}}"#,
            #"{"nvidia_gpu": {"measurements": {"m1": ["AA"]}}}"#, #"{"nvidia_gpu": {"serials": []}}"#,
            #"{"nvidia_gpu": {"serials": ["x"]}}"#, #"{"nvidia_gpu": {"driver_versions": []}}"#,
            #"{"nvidia_gpu": {"rim": true}}"#,
        ]
    )
    func refused(_ text: String) {
        #expect(throws: FormatError.self) { try policy(text) }
    }
}
