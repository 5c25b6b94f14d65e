import Bytes
import TestSupport
import Testing

/// `Fixtures/evidence_oracle.py`, which shares no code with the program, as a second opinion on evidence.
@Suite(
    "The oracle for evidence, in Python",
    .enabled(if: Vectors.has("attestation/snp"), Comment(rawValue: Vectors.missing)),
    .enabled(if: Python.has("cryptography, dcap_qvl"), Comment(rawValue: Python.missing))
)
struct EvidenceOracleTests {
    @Test(
        "agrees with the program on what is authentic, as it is and changed, and on what it states",
        arguments: OracleCase.Kind.allCases
    )
    func agreement(_ kind: OracleCase.Kind) throws {
        let scratch = try ScratchFolder()
        let cases = try OracleCase.all(of: kind, in: scratch.path)
        #expect(cases.contains { $0.expected } && cases.contains { !$0.expected })
        for each in cases {
            let program = try Appraised(each.arguments)
            #expect(each.isAuthentic == each.expected, "the oracle, \(each)")
            #expect(program.isAuthentic == each.expected, "the program, \(each): \(program.outcome)")
            for (name, value) in each.claims where !program.claims.isEmpty {
                #expect(program.claims[name] ?? "" == value, "\(name), \(each)")
            }
        }
    }
}

/// Evidence with its collateral and time, and what the oracle says of it.
struct OracleCase: CustomStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        case snp, tdx, sgx, nitro, nvidia
        /// SEV-SNP under a root of our own.
        case forged
        /// In the forms in which clouds and tools hand it out.
        case published, devices

        /// What the program calls the oracle's `measurement` and `report_data`.
        var names: (measurement: String, reportData: String) {
            switch self {
            case .snp, .forged, .published: ("measurement", "report data")
            case .tdx: ("mrtd", "report data")
            case .sgx: ("mrenclave", "report data")
            case .nitro: ("pcr0", "user_data")
            case .nvidia, .devices: ("m2 (mutable firmware)", "request nonce")
            }
        }
    }

    let description: String
    let arguments: [String]
    let expected: Bool
    let isAuthentic: Bool
    /// What the oracle read, by the program's names.
    let claims: [String: String]

    /// The cases of a kind; changed copies of vectors are written into `folder`.
    static func all(of kind: Kind, in folder: String) throws -> [OracleCase] {
        let script = "\(Vectors.packageRoot)/Tests/CommandTests/Fixtures/evidence_cases.py"
        let outcome = try Python.run(["-B", script, Vectors.root, kind.rawValue, folder])
        try #require(outcome.status == 0, "\(outcome)")
        var list = try JSONObject(JSON(parsing: outcome.bytes, limits: .manifest), path: "")
        return try list.objects("cases").map { try OracleCase($0, kind) }
    }

    private init(_ json: JSONObject, _ kind: Kind) throws {
        var json = json
        var verdict = try json.object("verdict")
        description = "\(kind), \(try json.string("about"))"
        arguments = try json.strings("arguments")
        expected = try json.bool("expected")
        isAuthentic = try verdict.bool("authentic")
        claims = try Self.claims(&verdict, kind)
    }

    private static func claims(_ verdict: inout JSONObject, _ kind: Kind) throws -> [String: String] {
        var claims: [String: String] = [:]
        let texts = [(kind.names.measurement, "measurement"), (kind.names.reportData, "report_data")]
        for (name, key) in texts + [("TCB status", "status")] where verdict.has(key) {
            claims[name] = try verdict.string(key)
        }
        if verdict.has("advisories") {
            let advisories = try verdict.strings("advisories")
            claims["advisories"] = advisories.isEmpty ? "none" : advisories.joined(separator: ", ")
        }
        return claims
    }
}

/// What `bulla evidence inspect --json` says, a line for each piece of evidence.
private struct Appraised {
    let outcome: Outcome
    let isAuthentic: Bool
    /// Empty where the files were refused before anything was appraised.
    let claims: [String: String]

    init(_ arguments: [String]) throws {
        outcome = try Command.run(Built.path("bulla"), ["evidence", "inspect", "--json"] + arguments)
        guard !outcome.bytes.isEmpty else {
            (isAuthentic, claims) = (outcome.status == 0, [:])
            return
        }
        var pieces = try outcome.lines.map {
            try JSONObject(JSON(parsing: Array($0.utf8), limits: .document), path: "")
        }
        let results = try pieces.indices.map { try pieces[$0].string("result") }
        isAuthentic = results.allSatisfy { $0 == "authentic" } && outcome.status == 0
        let pairs = try pieces[0].objects("claims").map {
            var claim = $0
            return (try claim.string("name"), try claim.string("value"))
        }
        claims = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
