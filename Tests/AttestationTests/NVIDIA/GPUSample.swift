import Bytes
import TestSupport

@testable import Attestation

/// A Hopper's report and chain, and edits of them.
enum GPUSample {
    static let folder = "attestation/nvidia"
    static let time = "2026-01-01T00:00:00Z"

    static func bytes(_ name: String) throws -> [UInt8] { try Sample.bytes("nvidia/\(name)") }

    /// The good report and its chain, out of the document of NVIDIA's SDK.
    static func hopper() throws -> (report: [UInt8], chain: [UInt8]) {
        let json = try JSON(parsing: bytes("hopper_evidence.json"), limits: .document)
        guard case .array(let entries) = json, let entry = entries.first else { return ([], []) }
        var object = try JSONObject(entry, path: "hopper")
        return try (object.base64("evidence"), object.base64("certificate"))
    }

    /// The report whose signature is bad, in hexadecimal in its file.
    static func badSignature() throws -> (report: [UInt8], chain: [UInt8]) {
        let hex = String(decoding: try bytes("neg-hopper-badsig.report.hex"), as: UTF8.self)
        return try (Hex.decode(String(hex.prefix { $0 != "\n" })), bytes("hopper.chain.pem"))
    }

    static func evidence(_ report: [UInt8], _ chain: [UInt8]) throws(AttestationError) -> NVIDIAEvidence {
        try NVIDIAEvidence(EvidenceFiles(["gpu-0.report.bin": report, "gpu-0.chain.pem": chain]), gpu: 0)
    }

    /// Why the report is refused; nil where it is authentic.
    static func refusal(
        _ report: [UInt8],
        _ chain: [UInt8],
        at time: String = time
    ) throws -> Set<AppraisalCode>? {
        let context = try AuthenticationContext.at(time)
        do throws(AttestationError) {
            let findings = try evidence(report, chain).authenticate(context)
            return findings.isGood ? nil : findings.faultCodes
        } catch { return [error.code] }
    }

    /// Where the parts of the Hopper's report begin.
    enum Place {
        static let response = 37
        static let record = response + 8
        static let nonce = record + 3_520
        static let opaque = nonce + 32 + 2
    }

    static func setting(_ byte: UInt8, at place: Int, in report: [UInt8]) -> [UInt8] {
        var report = report
        report[place] = byte
        return report
    }
}
