import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

@Suite("SEV-SNP chain", .enabled(if: SNPSample.present, "\(Vectors.missing)"))
struct SNPChainTests {
    private func codes(
        _ sample: SNPSample,
        _ changes: [String: [UInt8]?],
        roots: VendorRoots = .builtIn
    ) throws -> [AppraisalCode] {
        let bracket = try sample.context.bracket
        let context = AuthenticationContext(roots: roots, bracket: bracket)
        return try sample.evidence(changes).authenticate(context).codes
    }

    @Test("another machine's VCEK does not fit: key, firmware or chip")
    func otherLeaf() throws {
        let leaf = try SNPSample.file(SNPSample.debug.leaf)
        let codes = try codes(.milan, ["leaf.der": leaf])
        #expect(codes.contains(.evidenceSignature) && codes.contains(.chipMismatch))
        #expect(codes.contains(.tcbMismatch) && codes.contains(.certificateWindow))
    }

    @Test(
        "another product's chain and a chain for VLEKs do not fit; in what order, and whether with ARK, is all one"
    )
    func otherChain() throws {
        for chain in ["ask_ark_genoa.pem", "ask_ark_milan_vlek.pem"] {
            let text = try SNPSample.file("roots/\(chain)")
            #expect(try codes(.milan, ["chain.pem": text]).contains(.chainInvalid))
        }
        let text = String(decoding: try SNPSample.file("roots/ask_ark_milan.pem"), as: UTF8.self)
        let end = "-----END CERTIFICATE-----\n"
        let split = try #require(text.firstRange(of: end)).upperBound
        let reversed = Array((text[split...] + text[..<split]).utf8)
        #expect(try codes(.milan, ["chain.pem": reversed]) == [])
        let (ask, ark) = (Array(text[..<split].utf8), Array(text[split...].utf8))
        #expect(try codes(.milan, ["chain.pem": ask]) == [])
        for chain in [ask + ask, ark + ark + ask, ask + ask + ark] {
            let error = #expect(throws: AttestationError.self) {
                try SNPSample.milan.evidence(["chain.pem": chain])
            }
            #expect(error?.code == .evidenceFiles)
        }
        let bare = try EvidenceReader.read(SNPSample.milan.files(["chain.pem": ark]), as: .sevSNP)
        let codes = try bare.authenticate(SNPSample.milan.context).codes
        #expect(bare.isBare && codes == [.collateralMissing])
    }

    @Test("a processor of another product than the chain's is refused, an unknown one unsupported")
    func processor() throws {
        let good = try SNPSample.genoa.evidence()
        for (model, code) in [(0x01, AppraisalCode.chainInvalid), (0x11, nil), (0x77, .evidenceUnsupported)] {
            var bytes = good.report.bytes
            bytes[0x189] = UInt8(model)
            let found = try codes(.genoa, ["report.bin": bytes])
            #expect(found == [.evidenceSignature] + (code.map { [$0] } ?? []))
        }
    }

    @Test("the signer's bits must fit the leaf, and no signature is none")
    func signer() throws {
        let good = try SNPSample.genoa.evidence()
        for signer in [UInt8(1), 7] {
            var bytes = good.report.bytes
            bytes[0x48] = bytes[0x48] & 0xe3 | signer << 2
            #expect(try codes(.genoa, ["report.bin": bytes]) == [.evidenceSignature, .attestationKey])
        }
    }

    @Test("a masked chip id is told, not refused")
    func masked() throws {
        var bytes = try SNPSample.genoa.evidence().report.bytes
        for index in 0x1a0..<0x1e0 { bytes[index] = 0 }
        let findings = try SNPSample.genoa.evidence(["report.bin": bytes]).authenticate(
            SNPSample.genoa.context
        )
        #expect(findings.codes == [.evidenceSignature])
        #expect(findings.contains { $0.outcome == .warn && $0.code == .chipMismatch })
    }

    @Test("bytes that AMD reserves must be zero, in every version")
    func reserved() throws {
        let places = [
            (
                SNPSample.milan,
                [0x4c, 0x188, 0x18b, 0x19f, 0x1eb, 0x1ef, 0x1f8, 0x29f, 0x2d0, 0x318, 0x49f, 0x182]
            ),
            (SNPSample.third, [0x18b, 0x1f8, 0x208]), (SNPSample.genoa, [0x18b, 0x208, 0x185]),
        ]
        for (sample, offsets) in places {
            let report = try SNPSample.file(sample.report)
            for offset in offsets {
                var bytes = report
                bytes[offset] = 1
                let error = #expect(throws: AttestationError.self) {
                    try sample.evidence(["report.bin": bytes])
                }
                #expect(error?.code == .evidenceMalformed, "byte \(offset)")
            }
        }
    }

    @Test("versions, algorithms, policy bits, keys and platform bits that are not known are unsupported")
    func unsupported() throws {
        let report = try SNPSample.file(SNPSample.milan.report)
        let edits: [(Int, UInt8)] = [
            (0x00, 1), (0x00, 6), (0x00, 9), (0x34, 2), (0x0a, 0x01), (0x0b, 0x04), (0x0f, 0x80),
            (0x47, 0x40),
            (0x41, 1), (0x48, 0x08), (0x48, 0x20),
        ]
        for (offset, value) in edits {
            var bytes = report
            bytes[offset] = value
            let error = #expect(throws: AttestationError.self) { try SNPReport(bytes) }
            #expect(error?.code == .evidenceUnsupported, "byte \(offset)")
        }
    }

    @Test("the wrong files are refused")
    func files() throws {
        let sample = SNPSample.milan
        let leaf = try SNPSample.file(sample.leaf)
        let wrong: [([String: [UInt8]?], AppraisalCode)] = [
            (["report.bin": nil], .evidenceFiles), (["leaf.der": nil], .evidenceFiles),
            (["leaf.pem": leaf], .evidenceFiles),
            (["report.bin": []], .evidenceMalformed), (["leaf.der": []], .collateralMalformed),
            (["chain.pem": nil], .collateralMalformed), (["crl.der": [0]], .collateralMalformed),
            (["leaf.der": try sample.evidence().intermediate.der], .evidenceUnsupported),
        ]
        for (changes, code) in wrong {
            let error = #expect(throws: AttestationError.self) { try sample.evidence(changes) }
            #expect(error?.code == code, "\(changes.keys)")
        }
        let long = try SNPSample.file(sample.report) + [0]
        #expect(throws: AttestationError.self) { try sample.evidence(["report.bin": long]) }
    }
}
