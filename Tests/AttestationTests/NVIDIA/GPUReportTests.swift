import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite("GPU reports are read strictly", .enabled(if: Vectors.has(GPUSample.folder), "\(Vectors.missing)"))
struct GPUReportTests {
    private typealias Place = GPUSample.Place

    @Test("says everything that is in the report")
    func claims() throws {
        let (report, chain) = try GPUSample.hopper()
        let evidence = try GPUSample.evidence(report, chain)
        let claims = Dictionary(uniqueKeysWithValues: evidence.claims.map { ($0.name, $0.value) })
        #expect(evidence.kind == .nvidiaGPU)
        #expect(claims["driver version"] == "590.12")
        #expect(claims["VBIOS version"] == "96.00.A5.00.01")
        #expect(claims["project"] == "G520" && claims["chip SKU"] == "885")
        #expect(claims["opaque data version"] == "1" && claims["mode"] == "protected PCIe (PPCIE)")
        #expect(claims["chip serial"] == "412921ce551e4eeda3")
        #expect(claims["leaf serial"] == "72ca27239f0e96f6535f73af84eb1542471a17b2")
        #expect(claims["m2 (mutable firmware)"]?.hasPrefix("f21c16b08086efe5") == true)
        #expect(claims.keys.filter { $0.hasPrefix("m") && $0.hasSuffix(")") }.count == 64)
        #expect(Hex.encode(evidence.boundData).hasPrefix("e97b23a1718095a0"))
        #expect(evidence.constants.map(\.name) == ["leaf serial", "chip serial", "chip key"])
        #expect(evidence.regression(to: evidence) == nil)
    }

    @Test(
        "a field with another value than it must have is refused, as unsupported where it may be of a later version",
        arguments: [
            // Request: version, code, attributes, operation, slot.
            (0, UInt8(0x12), AppraisalCode.evidenceUnsupported), (1, 0xe1, .evidenceMalformed),
            (2, 0x00, .evidenceUnsupported), (3, 0x01, .evidenceUnsupported), (36, 0x08, .evidenceMalformed),
            (36, 0x01, .evidenceMalformed),
            // Response: version, code, parameters, blocks, record size.
            (Place.response, 0x12, .evidenceUnsupported), (Place.response + 1, 0x7f, .evidenceMalformed),
            (Place.response + 2, 0x01, .evidenceUnsupported), (Place.response + 3, 0x10, .evidenceMalformed),
            (Place.response + 4, 0x00, .evidenceMalformed), (Place.response + 4, 0x3f, .evidenceMalformed),
            (Place.response + 4, 0x41, .evidenceMalformed), (Place.response + 5, 0xc1, .evidenceMalformed),
            (Place.response + 7, 0xff, .evidenceMalformed),
            // First block: index, specification, size, value size.
            (Place.record, 0x00, .evidenceMalformed), (Place.record, 0x02, .evidenceMalformed),
            (Place.record + 1, 0x02, .evidenceUnsupported), (Place.record + 2, 0x34, .evidenceMalformed),
            (Place.record + 5, 0x31, .evidenceMalformed), (Place.record + 6, 0xff, .evidenceMalformed),
            // Opaque data: size, and the second field of the same type as the first.
            (Place.opaque - 2, 0x44, .evidenceMalformed), (Place.opaque + 12, 6, .evidenceMalformed),
        ]
    )
    func fields(_ place: Int, _ value: UInt8, _ code: AppraisalCode) throws {
        let (report, chain) = try GPUSample.hopper()
        #expect(try GPUSample.refusal(GPUSample.setting(value, at: place, in: report), chain) == [code])
    }

    @Test(
        "what is of a GPU and of a switch at once is of neither, and a later version of its opaque data is not guessed at"
    )
    func kinds() throws {
        #expect(Self.opaqueRefusal([Self.driver]) == nil)
        #expect(Self.opaqueRefusal([]) == .evidenceUnsupported)
        #expect(Self.opaqueRefusal([Self.driver, [26, 0, 1, 0, 0]]) == .evidenceUnsupported)
        #expect(Self.opaqueRefusal([Self.driver, [34, 0, 2, 0, 1, 0]]) == nil)
        #expect(Self.opaqueRefusal([Self.driver, [34, 0, 2, 0, 2, 0]]) == .evidenceUnsupported)
        #expect(Self.opaqueRefusal([Self.driver, [34, 0, 0, 0]]) == .evidenceUnsupported)
        #expect(
            Self.opaqueRefusal([Self.driver, [34, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]])
                == .evidenceUnsupported
        )
        #expect(Self.opaqueRefusal([Self.driver, Self.driver]) == .evidenceMalformed)
        #expect(Self.opaqueRefusal([Self.driver, [40, 0, 5, 0, 1]]) == .evidenceMalformed)
    }

    private static let driver: [UInt8] = [3, 0, 4, 0] + Array("535\0".utf8)

    private static func opaqueRefusal(_ fields: [[UInt8]]) -> AppraisalCode? {
        refusal { () throws(AttestationError) in
            try AttestationError.reading { () throws(FormatError) in
                try GPUProperties(reading: fields.flatMap { $0 }, name: "opaque data")
            }
        }
    }

    @Test("fields that are not known, and text that is not text, stay hexadecimal")
    func words() throws {
        let odd: [UInt8] = [17, 0, 3, 0, 0x1b, 0x5b, 0]
        let unknown: [UInt8] = [99, 0, 2, 0, 0xab, 0xcd]
        let properties = try GPUProperties(reading: Self.driver + odd + unknown, name: "")
        #expect(
            properties.claims == [
                Claim("driver version", "535"), Claim("project", "1b5b00"), Claim("field 99", "abcd"),
            ]
        )
        #expect(properties.firmwareDigest == nil && properties.vbiosVersion == nil)
    }

    @Test("a report that ends early is refused at every length, and so is one that goes on")
    func truncation() throws {
        let (report, _) = try GPUSample.hopper()
        for count in 0..<report.count {
            let cut = Array(report.prefix(count))
            #expect(refusal { () throws(AttestationError) in try GPUReport(reading: cut, name: "") } != nil)
        }
        let longer = refusal { () throws(AttestationError) in try GPUReport(reading: report + [0], name: "") }
        #expect(longer == .evidenceMalformed)
        let huge = [UInt8](repeating: 0x11, count: GPUReport.largest + 1)
        #expect(refusal { () throws(AttestationError) in try GPUReport(reading: huge, name: "") } != nil)
    }

    @Test("edited reports are read or refused, never trapped over")
    func random() throws {
        let (report, _) = try GPUSample.hopper()
        var choices = Choices(seed: 13)
        for _ in 0..<1_000 {
            var edited = report
            for _ in 0..<Int.random(in: 1...6, using: &choices) {
                let place = Int.random(in: 0..<report.count, using: &choices)
                edited[place] = UInt8.random(in: 0...255, using: &choices)
            }
            _ = try? GPUReport(reading: edited, name: "")
            let opaque = edited.suffix(579 + 96).dropLast(96)
            _ = try? GPUProperties(reading: Array(opaque), name: "")
        }
    }
}
