import Bytes
import Keys
import Reports
import TestSupport
import Testing
import Trust
import Verification

/// The list of `Formats/Vectors/negative`, made from the texts alone; `Formats/test_negative.py` runs it by verify.py.
@Suite(
    "Rules of bundles and logs, broken one by one",
    .enabled(if: Python.isThere, "install python3")
)
struct NegativeTests {
    struct Case: Sendable {
        let name: String
        /// Codes of which the first fault has one, `*` at the end for any rest; nil where nothing is wrong.
        let wanted: [String]?
        let trust: String
        let previous: String?

        init(_ object: JSONObject) throws {
            var object = object
            name = try object.string("name")
            wanted = object.has("swift") ? try object.strings("swift") : nil
            trust = try object.string("trust")
            previous = object.has("previous") ? try object.string("previous") : nil
        }

        func takes(_ code: String) -> Bool {
            (wanted ?? []).contains { $0.hasSuffix("*") ? code.hasPrefix($0.dropLast()) : $0 == code }
        }
    }

    /// The bundles and the papers, made once for all tests.
    struct Made: Sendable {
        let folder: ScratchFolder
        let cases: [Case]

        init() throws {
            folder = try ScratchFolder()
            let script = "\(Vectors.packageRoot)/Formats/Vectors/negative/make.py"
            let outcome = try Python.run([script, folder.path])
            try #require(outcome.status == 0, "\(outcome)")
            let bytes = try File.contents(of: "\(folder.path)/cases.json", limit: 1 << 22)
            var list = try JSONObject(["cases": JSON(parsing: bytes, limits: .document)], path: "cases.json")
            cases = try list.objects("cases").map { try Case($0) }
        }

        func report(_ one: Case) async throws -> Report {
            let trust = try File.contents(of: "\(folder.path)/\(one.trust)", limit: 1 << 20)
            var request = VerificationRequest(
                path: "\(folder.path)/\(one.name).bulla.tar.xz",
                trust: try Trust(file: trust),
                trustDigest: .zero,
                at: try Timestamp(Golden.time)
            )
            // What these are about stands in the log; their proofs nobody can judge.
            if one.trust == "trust-no-proofs.json" { request.sample = .none }
            if let previous = one.previous {
                let bytes = try File.contents(of: "\(folder.path)/\(previous)", limit: 1 << 16)
                // The text alone is what `Inputs.previous` reads; here the notes count.
                if let note = try? SignedNote(bytes) { request.previous = .signed(note) }
            }
            return await Verifier.verify(request).report
        }
    }

    static let made = Result { try Made() }

    @Test("each is found, by its own code, and what breaks no rule is accepted")
    func each() async throws {
        let made = try Self.made.get()
        #expect(made.cases.count > 400)
        // Usually one for each code that we want and for each file that a case needs; test_negative.py tries the others.
        let tried = Effort.kinds(made.cases) {
            [$0.wanted?.first, $0.trust, $0.previous.map { _ in "previous" }]
        }
        #expect(tried.count > 100, "\(tried.count)")
        for one in tried {
            let report = try await made.report(one)
            switch one.wanted {
            case nil: #expect(report.verdict == .accepted, "\(one.name): \(report.faults)")
            case ["incomplete"]:
                // Its evidence is only words: what is wrong with it is for appraisal to say.
                let others = report.findings.filter { $0.outcome == .fail && $0.check != .attestation }
                #expect(report.verdict != .accepted && others.isEmpty, "\(one.name): \(report.faults)")
            default:
                #expect(report.verdict == .rejected, "\(one.name)")
                #expect(report.faults.first.map(one.takes) == true, "\(one.name): \(report.faults)")
            }
        }
    }

    /// What was accepted once, and the one check that holds it back.
    static let knockOuts = [
        "attested-in-a-blob": "attested-inline", "name-is-folder": "member-is-folder",
        "name-is-folder-but-for-case": "member-is-folder", "spec-deep": "spec-is-flat",
        "envelope-two-signatures-of-one-key": "envelope-signature-duplicate",
        "log-key-of-trust-alone": "checkpoint-unknown-key", "time-too-late": "sealed-at-range",
        "index-unpadded-head": "xz-index", "index-unpadded-data": "xz-index",
        "carried-also-3": "carried-invalid",
        "carried-discarded-too": "carried-invalid", "kept-forged": "checkpoint-signature",
        "openings-in-blobs": "disclosure", "openings-inline": "disclosure",
    ]

    @Test("is accepted when exactly its check is switched off", arguments: knockOuts.keys.sorted())
    func knockedOut(_ name: String) async throws {
        let made = try Self.made.get()
        let one = try #require(made.cases.first { $0.name == name })
        #expect(try await made.report(one).verdict == .rejected)
        let rule = try #require(Self.knockOuts[name])
        let report = try await KnockOut.without(rule) { try await made.report(one) }
        #expect(report.verdict == .accepted, "\(report.faults)")
    }
}
