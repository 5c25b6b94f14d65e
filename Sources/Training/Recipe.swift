package import Bytes

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
            try self.init(JSON(canonical: bytes, limits: Recipe.limits), path: "")
        } catch {
            throw TrainingError(error, in: "recipe")
        }
        if case .integer(let recipe) = self { try recipe.check() }
    }

    /// SHA-256 of the canonical bytes: what sessions, logs and manifests name.
    package var digest: Digest { SHA256.hash(canonicalBytes) }

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

// Whether the numbers are within limits, `check()` of the recipe says.
extension Recipe: FieldCoded {
    /// The numbers, where they are ours.
    var numbers: IntegerRecipe? { if case .integer(let recipe) = self { recipe } else { nil } }

    private var framework: String? { if case .external(let framework) = self { framework } else { nil } }

    private var semantics: String { numbers == nil ? "external" : IntegerRecipe.semantics }

    package init(_ fields: inout Fields<Recipe>) throws(FormatError) {
        try fields.constant("type", Recipe.type)
        switch try fields("semantics", \.semantics, .string) {
        case IntegerRecipe.semantics: self = .integer(try IntegerRecipe(&fields))
        case "external":
            try fields.constant("state", "opaque")
            let token = Form.string.that(is: "[a-z0-9.-]{1,32}", Recipe.isToken)
            self = .external(framework: try fields("framework", \.framework, token))
        case let other:
            throw FormatError(
                .unknownVersion,
                at: fields.location("semantics"),
                "got \"\(other.prefix(40))\""
            )
        }
    }
}
