import Bytes
import TestSupport

@testable import Training

/// A network of `Formats/Vectors/training`, written by `Fixtures/reference.py`.
struct NetworkVector {
    static let names = ["tiny-3-2-2", "single-5-3", "deep-4-5-3-4-2", "digits-64-32-10"]

    struct Step {
        let batch: Int
        let openingBytes: Int
        let opening: Digest
        let stateAfter: Digest
        let loss: String
        let accuracy: String
    }

    let recipe: IntegerRecipe
    let recipeBytes: [UInt8]
    let recipeDigest: Digest
    let weightLimit: [String]
    let updateBound: [String]
    let genesisRange: [String]
    let overflowFreeSteps: String
    let seed: Digest
    let genesis: Digest
    let batches: [Batch]
    let commitments: [Digest]
    let steps: [Step]
    /// Given for small networks only.
    let genesisWeights: [[Int64]]?
    let weightsAfterOne: [[Int64]]?
    let opening: [UInt8]?

    init(_ name: String) throws {
        var file = try JSONObject(Self.json(name), path: name)
        recipeBytes = Array(try file.string("recipe").utf8)
        recipeDigest = try file.digest("recipe_digest")
        let recipe = try IntegerRecipe(vector: recipeBytes)
        self.recipe = recipe
        weightLimit = try file.strings("weight_limit")
        updateBound = try file.strings("update_bound")
        genesisRange = try file.strings("genesis_range")
        overflowFreeSteps = try file.string("overflow_free_steps")
        seed = try file.digest("seed")
        genesis = try file.digest("genesis")
        let pairs = try file.objects("batches").map { try Self.batch($0, recipe) }
        (batches, commitments) = (pairs.map(\.0), pairs.map(\.1))
        steps = try file.objects("steps").map { try Step(reading: $0) }
        genesisWeights = try file.has("genesis_weights") ? file.integerRows("genesis_weights") : nil
        weightsAfterOne = try file.has("weights_after_one") ? file.integerRows("weights_after_one") : nil
        opening = try file.has("opening") ? Hex.decode(file.string("opening")) : nil
        try file.end()
    }

    /// One document of the folder.
    static func json(_ name: String) throws -> JSON {
        let path = "\(Vectors.packageRoot)/Formats/Vectors/training/\(name).json"
        return try JSON(parsing: File.contents(of: path, limit: 1 << 20), limits: .document)
    }

    private static func batch(_ object: JSONObject, _ recipe: IntegerRecipe) throws -> (Batch, Digest) {
        var object = object
        let inputs = try object.integers("inputs").map { Int32($0) }
        let batch = try Batch(
            inputs: Tensor(rows: recipe.batch, columns: recipe.inputs, inputs),
            labels: object.integers("labels").map { UInt16($0) },
            salt: Hex.decode(object.string("salt")),
            recipe: recipe
        )
        return (batch, try object.digest("commitment"))
    }
}

extension NetworkVector.Step {
    init(reading object: JSONObject) throws {
        var object = object
        batch = try object.integer("batch")
        openingBytes = try object.integer("opening_bytes")
        opening = try object.digest("opening_sha256")
        stateAfter = try object.digest("state_after")
        loss = try object.string("loss")
        accuracy = try object.string("accuracy")
    }
}

extension IntegerRecipe {
    struct NotInteger: Error {}

    init(vector bytes: [UInt8]) throws {
        guard case .integer(let recipe) = try Recipe(canonical: bytes) else { throw NotInteger() }
        self = recipe
    }

    /// The vectors' smallest recipe with some numbers changed.
    static func tiny(
        widths: [Int] = [3, 2, 2],
        batch: Int = 2,
        inputScale: Int = 4,
        activationScale: Int = 4,
        deltaScale: Int = 6,
        kappa: Int = 3,
        bits: Int = 10,
        learningRate: Int = 1,
        inputBound: Int = 5
    ) throws(TrainingError) -> IntegerRecipe {
        try IntegerRecipe(
            widths: widths,
            batch: batch,
            inputScale: inputScale,
            activationScale: activationScale,
            deltaScale: deltaScale,
            kappa: kappa,
            bits: bits,
            learningRate: learningRate,
            inputBound: inputBound
        )
    }

    /// The sample's: 64-32-10 on handwritten digits.
    static func digits() throws(TrainingError) -> IntegerRecipe {
        try IntegerRecipe(
            widths: [64, 32, 10],
            batch: 32,
            inputScale: 4,
            activationScale: 7,
            deltaScale: 9,
            kappa: 7,
            bits: 12,
            learningRate: 1,
            inputBound: 5
        )
    }
}

extension JSONObject {
    mutating func integers(_ key: String) throws -> [Int64] { try Self.integers(array(key)) }

    mutating func integerRows(_ key: String) throws -> [[Int64]] {
        try array(key).map { row in
            guard case .array(let elements) = row else { throw FormatError(.jsonWrongType, at: key, "row") }
            return try Self.integers(elements)
        }
    }

    private static func integers(_ elements: [JSON]) throws -> [Int64] {
        try elements.map { element in
            guard case .integer(let value) = element else {
                throw FormatError(.jsonWrongType, at: "", "integer")
            }
            return value
        }
    }
}
