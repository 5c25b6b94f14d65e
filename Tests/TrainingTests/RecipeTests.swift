import Bytes
import Testing

@testable import Training

@Suite("Recipes")
struct RecipeTests {
    static let good =
        #"{"activation_scale":7,"batch":32,"bits":12,"delta_scale":9,"input_bound":5,"input_scale":4,"#
        + #""kappa":7,"learning_rate":1,"semantics":"integer-sgd/1","state":"tensor-sha256/1","#
        + #""type":"bulla-recipe/1","widths":[64,32,10]}"#

    @Test("the sample's recipe reads and writes the same bytes")
    func roundTrip() throws {
        let recipe = try Recipe(canonical: Array(Self.good.utf8))
        #expect(try recipe == .integer(.digits()))
        #expect(recipe.canonicalBytes == Array(Self.good.utf8))
        // 2^17.96 steps: the figure of an analysis made with other means.
        #expect(try IntegerRecipe.digits().overflowFreeSteps == 254_200)
    }

    @Test(
        "external recipes carry nothing but a short token",
        arguments: [
            (#"{"semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#, true),
            (
                #"{"framework":"torch-2.9.0","semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#,
                true
            ),
            (#"{"framework":"","semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#, false),
            (
                #"{"framework":"J. Doe","semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#,
                false
            ),
            (#"{"note":"x","semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#, false),
            (#"{"semantics":"external","state":"tensor-sha256/1","type":"bulla-recipe/1"}"#, false),
            (#"{"semantics":"float-sgd/1","state":"opaque","type":"bulla-recipe/1"}"#, false),
            (#"{"semantics":"external","state":"opaque","type":"bulla-recipe/2"}"#, false),
            (#"{ "semantics":"external","state":"opaque","type":"bulla-recipe/1"}"#, false),
            (#"[]"#, false),
        ]
    )
    func external(_ text: String, _ good: Bool) {
        do {
            let recipe = try Recipe(canonical: Array(text.utf8))
            #expect(good)
            #expect(recipe.canonicalBytes == Array(text.utf8))
        } catch {
            #expect(!good)
            #expect(error.code == .malformed)
        }
    }

    @Test(
        "numbers beyond the limits are refused before anything is allocated",
        arguments: [
            (#""widths":[64,32,10]"#, #""widths":[64]"#), (#""widths":[64,32,10]"#, #""widths":[]"#),
            (#""widths":[64,32,10]"#, #""widths":[64,0,10]"#),
            (#""widths":[64,32,10]"#, #""widths":[64,-1,10]"#),
            (#""widths":[64,32,10]"#, #""widths":[64,65537,10]"#),
            (#""widths":[64,32,10]"#, #""widths":[65536,65536,10]"#),
            (#""widths":[64,32,10]"#, #""widths":[9007199254740991,9007199254740991]"#),
            (#""widths":[64,32,10]"#, #""widths":["# + String(repeating: "2,", count: 65) + "2]"),
            (#""batch":32"#, #""batch":0"#), (#""batch":32"#, #""batch":65537"#),
            (#""batch":32"#, #""batch":9007199254740991"#),
            (#""bits":12"#, #""bits":1"#), (#""bits":12"#, #""bits":31"#),
            (#""bits":12"#, #""bits":7"#), (#""delta_scale":9"#, #""delta_scale":12"#),
            (#""activation_scale":7"#, #""activation_scale":12"#),
            (#""input_scale":4"#, #""input_scale":6"#), (#""input_bound":5"#, #""input_bound":31"#),
            (#""input_bound":5"#, #""input_bound":0"#), (#""kappa":7"#, #""kappa":41"#),
            (#""kappa":7"#, #""kappa":40"#),
            (#""learning_rate":1"#, #""learning_rate":0"#),
            (#""learning_rate":1"#, #""learning_rate":65537"#),
        ]
    )
    func bounds(_ from: String, _ to: String) {
        refused(.recipeBounds, replacing: from, by: to)
    }

    @Test(
        "recipes whose cells or multiplications are too many are refused",
        arguments: [([4096, 1, 2], 65_536), ([4000, 4000], 4096)]
    )
    func cost(_ widths: [Int], _ batch: Int) {
        #expect { try IntegerRecipe.tiny(widths: widths, batch: batch) } throws: {
            ($0 as? TrainingError)?.code == .recipeBounds
        }
    }

    @Test("shifts below one are refused: nothing would be rounded")
    func shifts() {
        #expect {
            try IntegerRecipe.tiny(inputScale: 0, activationScale: 9, deltaScale: 0, kappa: 0)
        } throws: {
            ($0 as? TrainingError)?.code == .recipeBounds
        }
    }

    @Test("recipes that one step could drive beyond 64 bits are refused")
    func overflow() {
        #expect { try IntegerRecipe.tiny(bits: 30, learningRate: 65_536, inputBound: 30) } throws: {
            ($0 as? TrainingError)?.code == .recipeOverflow
        }
    }

    @Test(
        "missing, unknown and mistyped keys are refused",
        arguments: [
            (#""batch":32,"#, ""), (#""batch":32"#, #""batch":"32""#), (#""batch":32"#, #""batch":32.0"#),
            (#""batch":32"#, #""batch":32,"bbb":1"#), (#""widths":[64,32,10]"#, #""widths":[64,"a"]"#),
            (#""widths":[64,32,10]"#, #""widths":7"#), ("tensor-sha256/1", "tensor-sha256/2"),
        ]
    )
    func malformed(_ from: String, _ to: String) {
        refused(.malformed, replacing: from, by: to)
    }

    private func refused(_ code: TrainingError.Code, replacing from: String, by to: String) {
        let parts = Self.good.split(separator: from, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        let text = parts.joined(separator: to)
        #expect { try Recipe(canonical: Array(text.utf8)) } throws: {
            ($0 as? TrainingError)?.code == code
        }
    }
}
