import Bytes
import TestSupport
import Testing

/// What `bulla evidence inspect` says of the evidence that others collected.
@Suite(
    "bulla evidence inspect",
    .enabled(if: Vectors.has("attestation/snp"), Comment(rawValue: Vectors.missing))
)
struct EvidenceInspectTests {
    struct Case: CustomStringConvertible, Sendable {
        let files: [String]
        let at: String?
        let status: Int32
        let says: String

        var description: String { "\(files[0]) at \(at ?? "no time")" }
    }

    static let milan = "snp/roots/ask_ark_milan.pem"
    static let genoa = "snp/roots/ask_ark_genoa.pem"
    static let cases = [
        Case(["snp/milan-v2.report.hex", "snp/milan-v2.vcek.der", milan], "2024-06-01", 0, "AUTHENTIC"),
        Case(
            ["snp/milan-v2.report.hex", "snp/milan-v2.vcek.der", milan, "snp/crl/milan-crl6.pem"],
            "2025-06-01",
            0,
            "AUTHENTIC, NOT APPRAISED"
        ),
        Case(
            ["snp/milan-v2.report.hex", "snp/milan-v2.vcek.der", milan, "snp/crl/milan-crl6.pem"],
            "2023-01-01",
            1,
            "certificate-window"
        ),
        Case(
            ["snp/milan-v2.report.hex", "snp/milan-v2-debug.vcek.der", milan, "snp/crl/milan-crl6.pem"],
            "2025-06-01",
            1,
            "REJECTED"
        ),
        Case(
            ["snp/genoa-a0-v5.report.bin", "snp/genoa-a0-v5.vcek.der", milan, "snp/crl/milan-crl6.pem"],
            "2026-05-01",
            1,
            "REJECTED"
        ),
        Case(["snp/genoa-a0-v5.report.bin"], nil, 2, "INCOMPLETE"),
        Case(
            ["tdx/v4-uptodate.quote.bin", "tdx/v4-uptodate.collateral.json"],
            "2025-06-20",
            0,
            "UpToDate"
        ),
        Case(
            ["tdx/v4-uptodate.quote.bin", "tdx/v4-uptodate.collateral.json"],
            "2025-08-20",
            1,
            "collateral-window"
        ),
        Case(["tdx/v4-debug.quote.bin", "tdx/v4-debug.collateral.json"], "2026-03-20", 0, "debug-enabled"),
        Case(
            ["tdx/v4-spr-2022.quote.bin", "tdx/v4-spr-2022.collateral.json"],
            "2023-06-20",
            1,
            "REJECTED"
        ),
        Case(["tdx/v4-padded8000.quote.bin"], nil, 2, "collateral-missing"),
        Case(
            ["sgx/v3-swhardening.quote.bin", "sgx/v3-swhardening.collateral.json"],
            "2025-06-20",
            0,
            "ConfigurationAndSWHardeningNeeded"
        ),
        Case(["nitro/prod-2022.cose"], "2022-10-13T08:58:02Z", 0, "AUTHENTIC"),
        Case(["nitro/prod-2022.cose"], "2022-10-13T10:00:00Z", 0, "timestamp-outside"),
        Case(["nitro/prod-2022.cose"], "2022-10-13T12:58:02Z", 1, "REJECTED"),
        Case(["nitro/debug-2022.cose"], "2022-10-12T14:00:00Z", 0, "debug-enabled"),
        Case(["nvidia/hopper_evidence.json"], "2025-06-20", 0, "not compared"),
        Case(
            ["nvidia/neg-hopper-badsig.report.hex", "nvidia/hopper.chain.pem"],
            "2025-06-20",
            1,
            "evidence-signature"
        ),
    ]

    @Test("gives each piece of evidence its verdict, inside and outside its time", arguments: cases)
    func verdicts(_ each: Case) throws {
        var arguments = ["evidence", "inspect"] + each.files.map { Vectors.path("attestation/\($0)") }
        if let at = each.at { arguments += ["--at", at.count == 10 ? "\(at)T00:00:00Z" : at] }
        let outcome = try Command.run(Built.path("bulla-verify"), arguments)
        #expect(outcome.status == each.status && outcome.output.contains(each.says), "\(outcome)")
        let json = try Command.run(Built.path("bulla"), arguments + ["--json"])
        #expect(json.status == each.status)
        _ = try JSON(canonical: Array(json.output.utf8.dropLast()), limits: .document)
    }

    @Test("judges a GPU's report beside a good document, and packs neither where one is bad")
    func beside() throws {
        let scratch = try ScratchFolder()
        let files = [
            "nitro/prod-2022.cose", "nvidia/neg-hopper-badsig.report.hex", "nvidia/hopper.chain.pem",
        ]
        .map { Vectors.path("attestation/\($0)") }
        let at = ["--at", "2022-10-13T08:58:02Z"]
        let inspect = try Command.run(Built.path("bulla"), ["evidence", "inspect"] + files + at)
        #expect(inspect.status == 1 && inspect.output.contains("evidence-signature"), "\(inspect)")
        #expect(inspect.output.hasPrefix("AUTHENTIC") && inspect.output.contains("\nREJECTED"), "\(inspect)")
        let packed = "\(scratch.path)/packed"
        let pack = try Command.run(Built.path("bulla"), ["evidence", "pack"] + files + ["-o", packed] + at)
        #expect(pack.status == 1 && pack.messages.contains("evidence-signature"), "\(pack)")
        #expect(!Folder.hasEntry(packed))
    }

    @Test("refuses files that nothing reads, one GPU given as two, and a note that is none")
    func refused() throws {
        let at = ["--at", "2022-10-13T08:58:02Z"]
        let document = Vectors.path("attestation/nitro/prod-2022.cose")
        func refusal(_ name: String, _ bytes: [UInt8]) throws -> Outcome {
            let scratch = try ScratchFolder()
            let path = "\(scratch.path)/\(name)"
            try AtomicFile.write(bytes, to: path)
            return try Command.run(Built.path("bulla"), ["evidence", "inspect", document, path] + at)
        }
        for (name, code) in [
            ("leaf.der", "evidence-unread"), ("report.bin", "evidence-unread"),
            ("gpu-3.report.bin", "evidence-unread"), ("witness.note", "witness-mismatch"),
        ] {
            let outcome = try refusal(name, [0])
            #expect(outcome.status == 1 && (outcome.output + outcome.messages).contains(code), "\(outcome)")
        }
        let hopper = try File.contents(
            of: Vectors.path("attestation/nvidia/hopper_evidence.json"),
            limit: 1 << 20
        )
        let entry = String(decoding: hopper, as: UTF8.self).trimmed
        let twice = try refusal("twice.json", Array("[\(entry),\(entry)]".utf8))
        #expect(twice.status == 1 && twice.output.contains("gpu-repeated"), "\(twice)")
    }

    @Test("newer collateral is collateral, and never the evidence itself")
    func collateralToday() throws {
        for (kind, file) in [
            ("sev-snp", "report.bin"), ("tdx", "quote.bin"), ("nvidia-gpu", "gpu-0.chain.pem"),
        ] {
            let scratch = try ScratchFolder()
            try Folder.create("\(scratch.path)/\(kind)")
            try AtomicFile.write([0], to: "\(scratch.path)/\(kind)/\(file)")
            let outcome = try Command.run(
                Built.path("bulla-verify"),
                ["verify", Golden.bundle(1), "--trust", Golden.trust, "--at", Golden.time]
                    + ["--first", "--collateral-today", scratch.path]
            )
            #expect(outcome.status != 0 && outcome.messages.contains("evidence-unread"), "\(outcome)")
        }
    }

    @Test("refuses what is no evidence, and says what would be")
    func noEvidence() throws {
        let readme = Vectors.path("attestation/snp/README.md")
        let outcome = try Command.bulla("evidence", "inspect", readme)
        #expect(outcome.status == 2 && outcome.output.contains("no report, quote"), "\(outcome)")
    }

    @Test("calls what it does not know unsupported: in text, status and JSON, and packs nothing")
    func unknown() throws {
        let scratch = try ScratchFolder()
        let path = "\(scratch.path)/report.bin"
        var bytes = try File.contents(
            of: Vectors.path("attestation/snp/milan-v3.report.bin"),
            limit: 1 << 20
        )
        bytes[0] = 9
        try AtomicFile.write(bytes, to: path)
        let text = try Command.bulla("evidence", "inspect", path)
        #expect(text.status == 2 && text.output.hasPrefix("UNSUPPORTED: evidence-unsupported"), "\(text)")
        let json = try Command.bulla("evidence", "inspect", path, "--json")
        var object = try JSONObject(
            JSON(canonical: Array(json.output.utf8.dropLast()), limits: .document),
            path: ""
        )
        #expect(try json.status == 2 && object.string("result") == "unsupported")
        #expect(try object.string("kind") == "sev-snp" && !json.messages.contains("rejected"))
        let pack = try Command.bulla("evidence", "pack", path, "-o", "\(scratch.path)/packed")
        #expect(pack.status == 2 && pack.messages.contains("unsupported: "), "\(pack)")
        bytes[0] = 3
        bytes[0x4c] = 1
        try AtomicFile.write(bytes, to: path)
        let wrong = try Command.bulla("evidence", "inspect", path, "--json")
        #expect(wrong.status == 1 && wrong.output.contains("\"result\":\"rejected\""), "\(wrong)")
    }
}

extension String {
    /// The one element within the brackets of a JSON list.
    fileprivate var trimmed: Substring {
        drop { $0 != "{" }.prefix(upTo: lastIndex(of: "]") ?? endIndex)
    }
}

extension EvidenceInspectTests.Case {
    init(_ files: [String], _ at: String?, _ status: Int32, _ says: String) {
        self.init(files: files, at: at, status: status, says: says)
    }
}

/// Files as people have them: certificates in one file, in three, in either encoding.
@Suite(
    "Sorting captured evidence",
    .enabled(if: Vectors.has("attestation/snp"), Comment(rawValue: Vectors.missing))
)
struct EvidenceSortingTests {
    @Test("takes AMD's certificates in any portions")
    func portions() throws {
        let scratch = try ScratchFolder()
        func vector(_ name: String) throws -> [UInt8] {
            try File.contents(of: Vectors.path("attestation/snp/\(name)"), limit: 1 << 20)
        }
        let chain = String(decoding: try vector("roots/ask_ark_milan.pem"), as: UTF8.self)
        let leaf = String(decoding: try vector("milan-v3.vcek.pem"), as: UTF8.self)
        let end = "-----END CERTIFICATE-----\n"
        let parts = chain.split(separator: end).map { "\($0)\(end)" }
        #expect(parts.count == 2)
        let arrangements = [
            ["vcek.pem": leaf, "ark.pem": parts[1], "ask.pem": parts[0]], ["all.pem": leaf + chain],
            ["vcek.pem": leaf, "ask_ark.pem": chain],
        ]
        for (number, files) in arrangements.enumerated() {
            let folder = "\(scratch.path)/\(number)"
            try Folder.create(folder)
            for (name, text) in files { try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(name)") }
            try AtomicFile.write(vector("milan-v3.report.bin"), to: "\(folder)/r")
            try AtomicFile.write(vector("crl/milan-crl6.pem"), to: "\(folder)/crl.pem")
            let packed = "\(scratch.path)/packed\(number)"
            let at = ["--at", "2026-03-01T00:00:00Z"]
            let pack = try Command.run(Built.path("bulla"), ["evidence", "pack", folder, "-o", packed] + at)
            #expect(pack.status == 0, "\(pack)")
            #expect(try Folder.names(in: packed) == ["chain.pem", "crl.der", "leaf.der", "report.bin"])
            let inspect = try Command.run(Built.path("bulla"), ["evidence", "inspect", packed] + at)
            #expect(inspect.status == 0 && inspect.output.hasPrefix("AUTHENTIC"), "\(inspect)")
        }
    }
}
