import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

@Suite("SEV-SNP vectors", .enabled(if: SNPSample.present, "\(Vectors.missing)"))
struct SNPVectorTests {
    @Test("every sample is authentic in its leaf's whole window", arguments: SNPSample.all)
    func authentic(_ sample: SNPSample) throws {
        #expect(try sample.evidence().authenticate(sample.context).faults == [])
    }

    @Test("a second before and a second after the window it is not", arguments: SNPSample.all)
    func outside(_ sample: SNPSample) throws {
        let evidence = try sample.evidence()
        let (first, last) = (try Timestamp(sample.from), try Timestamp(sample.to))
        let early = try #require(Timestamp(seconds: first.seconds - 1))
        let late = try #require(Timestamp(seconds: last.seconds + 1))
        for context in [SNPSample.context(early, last), SNPSample.context(first, late)] {
            #expect(evidence.authenticate(context).codes == [.certificateWindow])
        }
    }

    @Test("without a time the windows are unfinished", arguments: SNPSample.all)
    func timeless(_ sample: SNPSample) throws {
        let context = AuthenticationContext(roots: .builtIn, bracket: nil)
        let faults = try sample.evidence().authenticate(context).faults
        #expect(faults.map(\.outcome) == [.unfinished] && faults.map(\.code) == [.timeUnknown])
    }

    @Test("what the samples state is read as others read it")
    func claims() throws {
        let genoa = try SNPSample.genoa.evidence()
        #expect(genoa.leaf.product == .genoa && genoa.report.version == 5)
        #expect(genoa.report.processor.map { [$0.family, $0.model, $0.stepping] } == [0x19, 0xa0, 2])
        #expect(genoa.tcb(.reported).description == "boot_loader 10, tee 0, snp 27, microcode 27")
        let milan = try SNPSample.milan.evidence()
        #expect(milan.tcb(.reported).description == "boot_loader 3, tee 0, snp 8, microcode 115")
        #expect(milan.report.processor == nil)
        #expect(try SNPSample.debug.evidence().boundData.starts(with: [1, 2, 3, 4, 5, 0]))
        #expect(try SNPSample.third.evidence().boundData == [UInt8](repeating: 0, count: 64))
        #expect(milan.constants.map(\.name) == ["REPORT_ID", "CHIP_ID", "measurement"])
        #expect(milan.claims.contains(Claim("signed by", "VCEK")))
    }

    /// An edit of `mutations.json`, and whether the report stays authentic.
    struct Mutation: Sendable, CustomStringConvertible {
        let description: String
        let isAuthentic: Bool
        let edit: @Sendable (inout [UInt8]) -> Void
    }

    static let mutations = [
        Mutation(description: "0x050 xor 01", isAuthentic: false) { $0[0x050] ^= 1 },
        Mutation(description: "0x00A or 08", isAuthentic: false) { $0[0x00a] |= 8 },
        Mutation(description: "0x187 xor 01", isAuthentic: false) { $0[0x187] ^= 1 },
        Mutation(description: "0x2A0..0x2CF reversed", isAuthentic: false) { $0[0x2a0..<0x2d0].reverse() },
        Mutation(description: "0x2DC set 01", isAuthentic: false) { $0[0x2dc] = 1 },
        Mutation(description: "0x340 set 01", isAuthentic: false) { $0[0x340] = 1 },
        // A signature that anybody can derive: accepted, and why no bytes of evidence are an identity.
        Mutation(description: "s := n - s", isAuthentic: true) { SNPVectorTests.negate(&$0) },
    ]

    @Test("each mutation has the outcome that the vectors want", arguments: mutations)
    func mutation(_ mutation: Mutation) throws {
        let sample = SNPSample.milan
        var bytes = try SNPSample.file(sample.report)
        mutation.edit(&bytes)
        let findings = try? sample.evidence(["report.bin": bytes]).authenticate(sample.context)
        #expect((findings?.faults == []) == mutation.isAuthentic)
    }

    /// The order of P-384, most significant byte first: FIPS 186-5, section 3.2.1.4 of SP 800-186.
    private static func negate(_ report: inout [UInt8]) {
        let tail = "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        guard let order = try? Hex.decode(String(repeating: "f", count: 48) + tail) else { return }
        var borrow = 0
        for (index, byte) in order.reversed().enumerated() {
            let difference = Int(byte) - Int(report[0x2e8 + index]) - borrow
            borrow = difference < 0 ? 1 : 0
            report[0x2e8 + index] = UInt8(difference & 0xff)
        }
    }

    @Test("every flip of a byte of a report is refused")
    func flips() throws {
        let sample = SNPSample.milan
        let good = try sample.evidence()
        for index in 0..<SNPReport.byteCount {
            var bytes = good.report.bytes
            bytes[index] ^= 1 << UInt8(index % 8)
            guard let report = try? SNPReport(bytes) else { continue }
            let evidence = try? SNPEvidence(
                report,
                good.leaf,
                intermediate: good.intermediate,
                root: good.root,
                nil
            )
            // What is not signed was refused above, so the signature alone has to catch the rest.
            #expect(evidence?.signature.outcome != .pass, "byte \(index)")
        }
    }
}
