import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite("GPU reports are authentic or not", .enabled(if: Vectors.has(GPUSample.folder), "\(Vectors.missing)"))
struct NVIDIAEvidenceTests {
    @Test("each sample has the verdict of its README")
    func verdicts() throws {
        let (good, chain) = try GPUSample.hopper()
        #expect(try GPUSample.refusal(good, chain) == nil)
        let bad = try GPUSample.badSignature()
        // It is another GPU's report than the chain is of, so that the firmware differs too.
        #expect(try GPUSample.refusal(bad.report, bad.chain) == [.evidenceSignature, .tcbMismatch])
    }

    @Test("time before the chain is refused; after it there is none")
    func windows() throws {
        let (report, chain) = try GPUSample.hopper()
        #expect(try GPUSample.refusal(report, chain, at: "2021-12-31T00:00:00Z") == [.certificateWindow])
        #expect(try GPUSample.refusal(report, chain, at: "9999-12-31T23:59:59Z") == nil)
        let context = AuthenticationContext(roots: .builtIn, bracket: nil)
        #expect(try GPUSample.evidence(report, chain).authenticate(context).faultCodes == [.timeUnknown])
    }

    @Test("revocation is said not to be checked")
    func revocation() throws {
        let (report, chain) = try GPUSample.hopper()
        let findings = try GPUSample.evidence(report, chain).authenticate(.at(GPUSample.time))
        #expect(findings.filter { $0.outcome == .notChecked }.map(\.subject) == ["revocation"])
        #expect(findings.contains { $0.subject == "firmware digest" && $0.outcome == .pass })
    }

    @Test("another GPU's chain does not fit, neither by signature nor by firmware")
    func otherChain() throws {
        let (report, _) = try GPUSample.hopper()
        let other = try GPUSample.badSignature().chain
        #expect(try GPUSample.refusal(report, other) == [.evidenceSignature, .tcbMismatch])
    }

    @Test("a chain that is cut, longer, or in another order is refused")
    func chains() throws {
        let (report, chain) = try GPUSample.hopper()
        let parts = String(decoding: chain, as: UTF8.self).split(separator: "-----END CERTIFICATE-----\n").map
        {
            Array(($0 + "-----END CERTIFICATE-----\n").utf8)
        }
        #expect(parts.count == 5)
        func refusal(_ order: [Int]) throws -> Set<AppraisalCode>? {
            try GPUSample.refusal(report, order.flatMap { parts[$0] })
        }
        #expect(try refusal([0, 1, 2, 3, 4]) == nil)
        #expect(try refusal([0, 1, 2, 3]) == [.evidenceUnsupported])
        #expect(try refusal([0, 1, 2, 3, 4, 4]) == [.evidenceUnsupported])
        #expect(try refusal([0, 2, 1, 3, 4]) == [.chainInvalid])
        #expect(try refusal([0, 1, 2, 3, 3]) == [.chainInvalid, .rootUnknown])
        #expect(try refusal([1, 1, 2, 3, 4])?.isSuperset(of: [.evidenceSignature, .chainInvalid]) == true)
        #expect(try GPUSample.refusal(report, [0]) == [.evidenceMalformed])
    }

    @Test("each GPU has files of its own")
    func files() throws {
        let (report, chain) = try GPUSample.hopper()
        let files = EvidenceFiles(["gpu-3.report.bin": report, "gpu-3.chain.pem": chain])
        #expect(try NVIDIAEvidence(files, gpu: 3).claims.first == Claim("gpu", "3"))
        #expect(
            refusal { () throws(AttestationError) in try NVIDIAEvidence(files, gpu: 0) } == .evidenceFiles
        )
        let half = EvidenceFiles(["gpu-0.report.bin": report])
        #expect(refusal { () throws(AttestationError) in try NVIDIAEvidence(half, gpu: 0) } == .evidenceFiles)
        let huge = EvidenceFiles(["gpu-0.report.bin": [UInt8](repeating: 0, count: GPUReport.largest + 1)])
        #expect(refusal { () throws(AttestationError) in try NVIDIAEvidence(huge, gpu: 0) } == .evidenceFiles)
    }

    @Test("what NVIDIA's SDK writes is read for looking into")
    func sdk() throws {
        let json = try GPUSample.bytes("hopper_evidence.json")
        let (report, chain) = try GPUSample.hopper()
        let files = try NVIDIAEvidence.files(inSDKDocument: json, name: "hopper_evidence.json")
        #expect(files == ["gpu-0.report.bin": report, "gpu-0.chain.pem": chain])
        let text = String(decoding: json, as: UTF8.self)
        for (old, new) in [
            ("\"nonce\": \"e9", "\"nonce\": \"e8"), ("\"arch\"", "\"arc\""), ("\"EeAB", "\"EeAC"),
        ] {
            let edited = Array(text.split(separator: old, maxSplits: 1).joined(separator: new).utf8)
            let code = refusal { () throws(AttestationError) in
                try NVIDIAEvidence.files(inSDKDocument: edited, name: "edited")
            }
            #expect(code != nil && edited.count > 10_000, "\(new)")
        }
        let none = refusal { () throws(AttestationError) in
            try NVIDIAEvidence.files(inSDKDocument: Array("[]".utf8), name: "empty")
        }
        #expect(none == .evidenceMalformed)
    }

    // One in 61 of 4,274; `BULLA_EXHAUSTIVE=1` tries all.
    @Test("any byte of a report that is flipped has it refused", arguments: 0..<4)
    func flips(_ part: Int) throws {
        let (report, chain) = try GPUSample.hopper()
        for index in Effort.places(report.count, oneIn: 61, part: part, of: 4) {
            let flipped = GPUSample.setting(report[index] ^ 1 << UInt8(index % 8), at: index, in: report)
            #expect(try GPUSample.refusal(flipped, chain) != nil, "byte \(index)")
        }
    }
}
