import Bytes
import Certificates
import TestSupport

@testable import Attestation

/// Reports of real machines, read in place.
struct SNPSample: Sendable, CustomStringConvertible {
    let description: String
    let report: String
    let leaf: String
    let chain: String
    let crl: String?
    /// The leaf's window, as the vectors' README has it.
    let from: String
    let to: String

    static let present = Vectors.has("attestation/snp")

    static let milan = SNPSample(
        description: "milan-v2",
        report: "milan-v2.report.hex",
        leaf: "milan-v2.vcek.der",
        chain: "ask_ark_milan.pem",
        crl: "milan-crl6.pem",
        from: "2023-04-03T19:23:43Z",
        to: "2030-04-03T19:23:43Z"
    )
    static let debug = SNPSample(
        description: "milan-v2-debug",
        report: "milan-v2-debug.report.bin",
        leaf: "milan-v2-debug.vcek.der",
        chain: "ask_ark_milan.pem",
        crl: "milan-crl6.pem",
        from: "2022-09-24T00:55:28Z",
        to: "2029-09-24T00:55:28Z"
    )
    static let third = SNPSample(
        description: "milan-v3",
        report: "milan-v3.report.bin",
        leaf: "milan-v3.vcek.pem",
        chain: "ask_ark_milan.pem",
        crl: "milan-crl6.pem",
        from: "2026-02-05T01:04:33Z",
        to: "2033-02-05T01:04:33Z"
    )
    static let genoa = SNPSample(
        description: "genoa-a0-v5",
        report: "genoa-a0-v5.report.bin",
        leaf: "genoa-a0-v5.vcek.der",
        chain: "ask_ark_genoa.pem",
        crl: nil,
        from: "2026-02-17T23:01:36Z",
        to: "2033-02-17T23:01:36Z"
    )
    static let all = [milan, debug, third, genoa]

    static func file(_ name: String) throws -> [UInt8] {
        let bytes = try File.contents(of: Vectors.path("attestation/snp/\(name)"), limit: 1 << 20)
        guard name.hasSuffix(".hex") else { return bytes }
        return try Hex.decode(String(decoding: bytes, as: UTF8.self).lowercased())
    }

    /// The files of the evidence, one of them replaced; without a list unless asked.
    func files(_ changes: [String: [UInt8]?] = [:], crl: Bool = false) throws -> EvidenceFiles {
        var files = [
            "report.bin": try SNPSample.file(report), "chain.pem": try SNPSample.file("roots/\(chain)"),
            leaf.hasSuffix(".pem") ? "leaf.pem" : "leaf.der": try SNPSample.file(leaf),
        ]
        if crl, let name = self.crl {
            files["crl.der"] = try RevocationList.pemOrDER(SNPSample.file("crl/\(name)")).der
        }
        for (name, bytes) in changes { files[name] = bytes }
        return EvidenceFiles(files)
    }

    func evidence(_ changes: [String: [UInt8]?] = [:], crl: Bool = false) throws -> SNPEvidence {
        try SNPEvidence(files(changes, crl: crl))
    }

    /// The whole window of the leaf.
    var context: AuthenticationContext {
        get throws { try SNPSample.context(Timestamp(from), Timestamp(to)) }
    }

    static func context(_ from: Timestamp, _ to: Timestamp) -> AuthenticationContext {
        AuthenticationContext(roots: .builtIn, bracket: TimeBracket(from: from, to: to))
    }

    static func context(_ from: String, _ to: String) throws -> AuthenticationContext {
        try context(Timestamp(from), Timestamp(to))
    }

    /// A policy that the sample fits, with some members replaced.
    func policy(_ changes: [String: JSON?] = [:]) throws -> AttestationPolicy {
        let evidence = try evidence()
        var members: [String: JSON] = [
            "measurements": [.string(Hex.encode(evidence.report.measurement))],
            "debug": .bool(evidence.report.policy.allowsDebug), "migration": false, "smt": true,
            "vmpl_maximum": 3, "tcb": .object([evidence.leaf.product.rawValue: .object([:])]),
            "crl_required": false,
        ]
        for (name, value) in changes { members[name] = value }
        return try SNPSample.policy(members)
    }

    static func policy(_ members: [String: JSON]) throws -> AttestationPolicy {
        let json = JSON.object(["sev_snp": .object(members)])
        return try AttestationPolicy(json, path: "policy.attestation")
    }
}

extension [AppraisalFinding] {
    /// Everything besides what passed and what was not checked.
    var faults: [AppraisalFinding] { filter { ![.pass, .notChecked, .warn].contains($0.outcome) } }

    /// The codes of all faults.
    var codes: [AppraisalCode] { faults.map(\.code) }
}
