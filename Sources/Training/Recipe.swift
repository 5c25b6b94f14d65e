package import Bytes
import Hashing

/// What a run does at every step: `recipe.json`, whose digest every session binds.
///
/// `Formats/training-v1.md` section 1.
package enum Recipe: Hashable, Sendable {
    /// Training that this project re-executes exactly.
    case integer(IntegerRecipe)
    /// Training by a program that is not ours: its states are opaque digests.
    case external(framework: String?)

    static let type = "bulla-recipe/1"
    /// More bytes than any recipe needs.
    package static let limits = JSON.Limits(bytes: 4096, depth: 3)

    /// Reads `recipe.json`; only the canonical spelling is taken.
    package init(canonical bytes: some Collection<UInt8>) throws(TrainingError) {
        do throws(FormatError) {
            var fields = try JSONObject(JSON(canonical: bytes, limits: Recipe.limits), path: "")
            try fields.expect("type", Recipe.type)
            switch try fields.string("semantics") {
            case IntegerRecipe.semantics: self = .integer(try IntegerRecipe(reading: &fields))
            case "external": self = try Recipe.external(reading: &fields)
            case let other:
                throw FormatError(.unknownVersion, at: "semantics", "got \"\(other.prefix(40))\"")
            }
            try fields.end()
        } catch {
            throw TrainingError(error, in: "recipe")
        }
        if case .integer(let recipe) = self { try recipe.check() }
    }

    /// The bytes of `recipe.json`.
    package var canonicalBytes: [UInt8] {
        var fields: [String: JSON]
        switch self {
        case .integer(let recipe): fields = recipe.fields
        case .external(let framework):
            fields = ["semantics": "external", "state": "opaque"]
            if let framework { fields["framework"] = .string(framework) }
        }
        fields["type"] = .string(Recipe.type)
        return JSON.object(fields).canonicalBytes
    }

    /// SHA-256 of the canonical bytes: what sessions, logs and manifests name.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

    private static func external(reading fields: inout JSONObject) throws(FormatError) -> Recipe {
        try fields.expect("state", "opaque")
        let framework = try fields.optional("framework") { fields, key throws(FormatError) in
            let token = try fields.string(key)
            guard Recipe.isToken(token) else {
                throw FormatError(.badValue, at: fields.location(key), "want [a-z0-9.-]{1,32}")
            }
            return token
        }
        return .external(framework: framework)
    }

    /// Too narrow an alphabet to carry names or free text: `[a-z0-9.-]{1,32}`.
    package static func isToken(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e: true
                default: false
                }
            }
    }
}
