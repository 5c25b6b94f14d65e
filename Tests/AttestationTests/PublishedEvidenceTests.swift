import Bytes
import Certificates
import TestSupport
import Testing

@testable import Attestation

/// A sample in `Formats/Vectors/evidence`.
enum Published {
    static func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: "\(Vectors.packageRoot)/Formats/Vectors/evidence/\(name)", limit: 1 << 20)
    }

    static func files(_ names: String...) throws -> EvidenceFiles {
        var sorter = EvidenceSorter()
        for name in names { try sorter.take(bytes(name), named: name) }
        return sorter.files
    }

    /// What comes of files that are given as they were published.
    static func results(_ files: EvidenceFiles, at time: String) throws -> [Appraisal.Result] {
        try appraisals(files, at: time).map(\.result)
    }

    static func appraisals(_ files: EvidenceFiles, at time: String) throws -> [Appraisal] {
        Appraisal.all(of: try EvidenceReader.all(files), policy: .none, context: try .at(time))
    }
}

/// Each line of the README of the samples.
@Suite("Evidence as clouds and tools hand it out")
struct PublishedEvidenceTests {
    @Test("a report of version 4 is read, and incomplete without its certificates")
    func fourth() throws {
        let found = try Published.appraisals(Published.files("snp-v4.report.bin"), at: "2026-01-01T00:00:00Z")
        #expect(found.map(\.result) == [.incomplete])
        let claims = Dictionary(found[0].claims.map { ($0.name, $0.value) }) { $1 }
        #expect(claims["report version"] == "4" && claims["processor"] == "190101")
        #expect(claims["platform info"] == "0x25 (smt, ecc, alias_check_complete)")
        var bytes = try Published.bytes("snp-v4.report.bin")
        bytes[0x1f8] = 1
        #expect(refusal { () throws(AttestationError) in try SNPReport(bytes) } == .evidenceMalformed)
    }

    @Test("a PCK chain in lines of 76 characters is authentic from its beginning on, and not before")
    func width() throws {
        let files = try Published.files("sgx-76.quote.bin")
        let inside = try Published.appraisals(files, at: "2020-06-01T00:00:00Z")[0]
        #expect(inside.result == .incomplete)
        #expect(inside.findings.faultCodes == [.collateralMissing, .notAppraised])
        #expect(inside.findings.outcome(.debugEnabled) == .warn)
        #expect(try Published.results(files, at: "2020-05-01T00:00:00Z") == [.rejected])
    }

    @Test("what nvattest writes today is authentic, whatever else it says, within an object too")
    func nvattest() throws {
        let time = "2026-01-01T00:00:00Z"
        #expect(try Published.results(Published.files("nvattest.json"), at: time) == [.authentic])
        let list = String(decoding: try Published.bytes("nvattest.json"), as: UTF8.self)
        let whole = "{\"evidences\": \(list), \"result_code\": 0, \"result_message\": \"Ok\"}"
        let taken = try NVIDIAEvidence.files(inSDKDocument: Array(whole.utf8), name: "whole")
        #expect(taken == (try Published.files("nvattest.json").files))
        let shouting = list.replacing("4760e305", with: "4760E305")
        #expect(try NVIDIAEvidence.files(inSDKDocument: Array(shouting.utf8), name: "").count == 2)
    }

    @Test("a table of certificates, and a chain without its root, are enough")
    func table() throws {
        let files = try Published.files("configfs.outblob", "configfs.auxblob")
        #expect(files.names == ["chain.pem", "leaf.der", "report.bin"])
        #expect(try Published.results(files, at: "2026-01-01T00:00:00Z") == [.authentic])
        var without = files.files
        let chain = try SNPEvidence.chain(files)
        without["chain.pem"] = chain.issuers[0].pem
        let found = try Published.appraisals(EvidenceFiles(without), at: "2026-01-01T00:00:00Z")[0]
        #expect(found.result == .authentic)
        #expect(found.findings.contains { $0.subject == "root" && $0.detail.contains("leave out") })
        without["chain.pem"] = try Published.bytes("milan.ask.pem")
        #expect(try Published.results(EvidenceFiles(without), at: "2026-01-01T00:00:00Z") == [.rejected])
    }

    @Test("a report within Azure's is authentic with the certificates of its chip")
    func azure() throws {
        let names = try Published.files("configfs.auxblob")
        var sorter = EvidenceSorter()
        try sorter.take(names["chain.pem"] ?? [], named: "genoa.pem")
        try sorter.take(Published.bytes("azure.hcl.bin"), named: "nv-index")
        try sorter.take(Published.bytes("azure.vcek.pem"), named: "vcek.pem")
        let found = try Published.appraisals(sorter.files, at: "2025-09-01T00:00:00Z")[0]
        #expect(found.result == .authentic && found.findings.outcome(.guestUnmeasured) == .warn)
        #expect(found.claims.contains(Claim("vmUniqueId", "3B09DD36-2237-4532-A5A6-C4624BE05DD6")))
        #expect(found.claims.contains(Claim("user-data", String(repeating: "0", count: 128))))
    }

    @Test("an NVSwitch is judged like a GPU, beside one and alone, and is none")
    func nvSwitch() throws {
        let files = try Published.files("nvattest.json", "switch.json")
        #expect(
            files.names.filter { $0.contains("switch") } == ["switch-0.chain.pem", "switch-0.report.bin"]
        )
        let found = try Published.appraisals(files, at: "2026-01-01T00:00:00Z")
        #expect(found.map(\.kind) == [.nvidiaGPU, .nvidiaSwitch])
        #expect(found.map(\.result) == [.authentic, .authentic])
        #expect(found[1].claims.contains(Claim("VBIOS version", "96.10.55.00.01")))
        let (report, chain) = (files["switch-0.report.bin"] ?? [], files["switch-0.chain.pem"] ?? [])
        let posing = EvidenceFiles(["gpu-0.report.bin": report, "gpu-0.chain.pem": chain])
        #expect(
            refusal { () throws(AttestationError) in try EvidenceReader.all(posing) } == .evidenceUnsupported
        )
        var sorter = EvidenceSorter()
        try sorter.take(report, named: "a")
        try sorter.take(chain, named: "b")
        #expect(sorter.files.names == ["switch-0.chain.pem", "switch-0.report.bin"])
        var changed = report
        changed[60] ^= 1
        let forged = files.files.merging(["switch-0.report.bin": changed]) { $1 }
        #expect(try Published.results(EvidenceFiles(forged), at: "2026-01-01T00:00:00Z")[1] == .rejected)
    }

    @Test("a policy for switches, and revocation that nobody can know offline")
    func policies() throws {
        let files = try Published.files("switch.json")
        let evidence = try EvidenceReader.all(files)[0]
        let context = try AuthenticationContext.at("2026-01-01T00:00:00Z")
        func result(_ text: String) throws -> Appraisal.Result {
            Appraisal(of: evidence, policy: try policy(text), context: context, binding: nil).result
        }
        #expect(try result(#"{"nvidia_gpu": {}}"#) == .authentic)
        #expect(try result(#"{"nvidia_switch": {}}"#) == .accepted)
        #expect(try result(#"{"nvidia_switch": {"vbios_versions": ["96.10.55.00.01"]}}"#) == .accepted)
        #expect(try result(#"{"nvidia_switch": {"serials": ["00"]}}"#) == .rejected)
        #expect(try result(#"{"nvidia_switch": {"revocation_required": false}}"#) == .accepted)
        let demanding = #"{"nvidia_switch": {"revocation_required": true}}"#
        #expect(try result(demanding) == .incomplete)
        #expect(evidence.appraise(try policy(demanding), context).faultCodes == [.revocationUnknown])
    }

    @Test("one switch does not count twice")
    func repeated() throws {
        let files = try Published.files("switch.json").files
        let twice = files.merging([
            "switch-1.report.bin": files["switch-0.report.bin"] ?? [],
            "switch-1.chain.pem": files["switch-0.chain.pem"] ?? [],
        ]) { $1 }
        let found = try Published.results(EvidenceFiles(twice), at: "2026-01-01T00:00:00Z")
        #expect(found == [.authentic, .rejected])
    }
}
