import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

/// Folders with more in them than one piece of evidence.
@Suite(
    "Every file of evidence is judged or refused",
    .enabled(if: Vectors.has("attestation/nitro"), "\(Vectors.missing)")
)
struct EvidenceReaderTests {
    private static func nitro(_ more: [String: [UInt8]] = [:]) throws -> EvidenceFiles {
        EvidenceFiles(more.merging(["document.cose": try NitroSample.bytes("prod-2022.cose")]) { $1 })
    }

    private static func gpus(_ reports: [(report: [UInt8], chain: [UInt8])]) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (index, gpu) in reports.enumerated() {
            files["gpu-\(index).report.bin"] = gpu.report
            files["gpu-\(index).chain.pem"] = gpu.chain
        }
        return files
    }

    private static func appraisals(_ files: EvidenceFiles) throws -> [Appraisal] {
        Appraisal.all(
            of: try EvidenceReader.all(files),
            policy: .none,
            context: try .at(NitroSample.inside)
        )
    }

    @Test("a GPU's report beside a good document is judged as if it were alone")
    func beside() throws {
        let good = try Self.appraisals(Self.nitro(Self.gpus([GPUSample.hopper()])))
        #expect(good.map(\.result) == [.authentic, .authentic])
        let bad = try Self.appraisals(Self.nitro(Self.gpus([GPUSample.badSignature()])))
        #expect(bad.map(\.result) == [.authentic, .rejected])
        #expect(bad[1].findings.faultCodes.contains(.evidenceSignature))
    }

    @Test("one GPU does not count twice, and would when just that check is off")
    func repeated() throws {
        let hopper = try GPUSample.hopper()
        let other = try GPUSample.badSignature()
        let files = EvidenceFiles(Self.gpus([hopper, other, hopper]))
        let found = try Self.appraisals(files)
        #expect(found.map(\.result) == [.authentic, .rejected, .rejected])
        let failed = found.map { $0.findings.filter { $0.outcome == .fail }.map(\.code) }
        #expect(failed[2] == [.gpuRepeated] && !failed[1].contains(.gpuRepeated))
        try KnockOut.without("gpu-repeated") {
            let without = try Self.appraisals(files)[2].result
            #expect(without == .authentic)
        }
    }

    @Test(
        "a file that no reader of the evidence judges is refused, and would hide when just that check is off",
        arguments: [
            "report.bin", "quote.bin", "crl.der", "leaf.der", "chain.pem", "collateral.json", "notes.txt",
            "gpu-1.report.bin", "gpu-00.report.bin", "gpu-0.report.bin.old", "gpu-0.notes",
        ]
    )
    func unread(_ name: String) throws {
        let files = try Self.nitro([name: [0]])
        #expect(refusal { () throws(AttestationError) in try EvidenceReader.all(files) } == .evidenceUnread)
        // Of evidence of two kinds the document is the one that is not read.
        guard !["report.bin", "quote.bin"].contains(name) else { return }
        try KnockOut.without("evidence-unread") {
            let without = try Self.appraisals(files).map(\.result)
            #expect(without == [.authentic])
        }
    }

    @Test("half of a GPU is refused, and a note of a witness is not the reader's business")
    func half() throws {
        let hopper = try GPUSample.hopper()
        for name in ["gpu-0.report.bin", "gpu-0.chain.pem"] {
            let files = try Self.nitro([name: name.hasSuffix("pem") ? hopper.chain : hopper.report])
            #expect(
                refusal { () throws(AttestationError) in try EvidenceReader.all(files) } == .evidenceFiles
            )
        }
        #expect(try Self.appraisals(Self.nitro(["witness.note": [0]])).count == 1)
        let files = try Self.nitro(["witness.note": [0]])
        let beat = EvidenceReader.unread(files, as: .nitro, gpus: 0, hasWitness: false)
        #expect(beat.map(\.subject) == ["witness.note"] && beat.map(\.code) == [.evidenceUnread])
    }

    @Test("the headers of a response count only beside its body")
    func headers() throws {
        var files = try IntelForge().files()
        #expect(try EvidenceReader.all(EvidenceFiles(files)).count == 1)
        for name in ["tcb-info", "qe-identity"] {
            let body = files.removeValue(forKey: "\(name).json")
            let found = EvidenceReader.unread(EvidenceFiles(files), as: .tdx, gpus: 0)
            #expect(found.map(\.subject) == ["\(name).headers"])
            files["\(name).json"] = body
        }
    }

    @Test("a second file of one name is refused while sorting, never put in the first one's place")
    func sorting() throws {
        let document = try GPUSample.bytes("hopper_evidence.json")
        let chain = try Sample.bytes("snp/roots/ask_ark_milan.pem")
        for (first, second) in [
            (("a.json", document), ("b.json", document)), (("chain.pem", chain), ("milan.pem", chain)),
            (("milan.pem", chain), ("chain.pem", chain)),
            (("gpu-0.chain.pem", [0]), ("a.json", document)),
            (("a.json", document), ("gpu-0.chain.pem", [0])),
        ] {
            var sorter = EvidenceSorter()
            try sorter.take(first.1, named: first.0)
            #expect(
                refusal { () throws(AttestationError) in try sorter.take(second.1, named: second.0) }
                    == .evidenceFiles,
                "\(first.0), \(second.0)"
            )
        }
    }

    @Test("a chain that collateral.json repeats is the quote's")
    func repeatedChain() throws {
        let name = "tdx/v4-uptodate"
        var files = try IntelVectors.files(name)
        let text = String(decoding: files["collateral.json"] ?? [], as: UTF8.self)
        var object = try JSONObject(JSON(parsing: Array(text.utf8), limits: .document), path: "")
        let other = try object.string("pck_crl_issuer_chain")
        let quote = try IntelEvidence(EvidenceFiles(files))
        let own = String(decoding: quote.chain.flatMap(\.pem), as: UTF8.self)
        for (chain, codes) in [(own, []), (other, [AppraisalCode.collateralMismatch])] {
            let value = String(decoding: JSON.string(chain).canonicalBytes, as: UTF8.self)
            let member = "{\"pck_certificate_chain\":\(value),"
            files["collateral.json"] = Array((member + text.drop { $0 != "{" }.dropFirst()).utf8)
            let found = try TDXEvidence(EvidenceFiles(files)).authenticate(
                IntelVectors.context("2025-06-25T00:00:00Z")
            )
            #expect(found.refusals == codes)
        }
    }
}
