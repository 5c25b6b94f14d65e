import Attestation
import Bytes
import TestSupport

/// A sample that other people made, under `attestation/` of the vectors.
enum Sample {
    static func bytes(_ name: String) throws -> [UInt8] {
        try File.contents(of: Vectors.path("attestation/\(name)"), limit: 1 << 20)
    }

    /// What `expected.json` of a kind says of each vector.
    static func expected(_ kind: String) throws -> [JSONObject] {
        let json = try JSON(parsing: bytes("\(kind)/expected.json"), limits: .document)
        guard case .array(let entries) = json else { return [] }
        return try entries.enumerated().map { try JSONObject($1, path: "\(kind)[\($0)]") }
    }
}

extension AuthenticationContext {
    /// The roots that are built in, and one instant that the inspector states.
    static func at(_ time: String) throws -> AuthenticationContext {
        AuthenticationContext(roots: .builtIn, bracket: TimeBracket(asOf: try Timestamp(time)))
    }

    static func from(_ from: String, to: String) throws -> AuthenticationContext {
        AuthenticationContext(
            roots: .builtIn,
            bracket: TimeBracket(from: try Timestamp(from), to: try Timestamp(to))
        )
    }
}

extension [AppraisalFinding] {
    /// Whether nothing speaks against what was looked into.
    var isGood: Bool {
        allSatisfy { ![.fail, .unsupported, .unfinished].contains($0.outcome) }
    }

    /// The codes of everything that is bad.
    var faultCodes: Set<AppraisalCode> {
        Set(filter { [.fail, .unsupported, .unfinished].contains($0.outcome) }.map(\.code))
    }

    func outcome(_ code: AppraisalCode) -> AppraisalFinding.Outcome? {
        first { $0.code == code }?.outcome
    }
}

/// The code of the error that `read` throws.
func refusal<Value>(_ read: () throws(AttestationError) -> Value) -> AppraisalCode? {
    do throws(AttestationError) {
        _ = try read()
        return nil
    } catch { return error.code }
}

/// A policy from the text of `policy.attestation`.
func policy(_ text: String) throws -> AttestationPolicy {
    let json = try JSON(parsing: Array(text.utf8), limits: .document)
    return try AttestationPolicy(json, path: "policy.attestation")
}
