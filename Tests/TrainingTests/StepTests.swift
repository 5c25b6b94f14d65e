import Bytes
import Testing

@testable import Training

@Suite("Integer training")
struct StepTests {
    @Test("recipe, bounds and genesis are those of the independent script", arguments: NetworkVector.names)
    func genesis(_ name: String) throws {
        let vector = try NetworkVector(name)
        let recipe = vector.recipe
        #expect(Recipe.integer(recipe).canonicalBytes == vector.recipeBytes)
        #expect(Recipe.integer(recipe).digest == vector.recipeDigest)
        let layers = 1...recipe.layerCount
        #expect(layers.map { "\(recipe.weightLimit($0))" } == vector.weightLimit)
        #expect(layers.map { "\(recipe.updateBound($0))" } == vector.updateBound)
        #expect(layers.map { "\(recipe.genesisRange($0))" } == vector.genesisRange)
        #expect("\(recipe.overflowFreeSteps)" == vector.overflowFreeSteps)
        let weights = try Weights.genesis(recipe, seed: vector.seed)
        if let expected = vector.genesisWeights { #expect(weights.layers.map(\.values) == expected) }
        #expect(weights.digest(recipe) == vector.genesis)
    }

    @Test(
        "steps, commitments, metrics and openings are those of the independent script",
        arguments: NetworkVector.names
    )
    func steps(_ name: String) throws {
        let vector = try NetworkVector(name)
        #expect(vector.batches.map(\.commitment) == vector.commitments)
        var weights = try Weights.genesis(vector.recipe, seed: vector.seed)
        for (index, step) in vector.steps.enumerated() {
            let batch = vector.batches[step.batch]
            let opening = ReplayOpening(weights: weights, batch: batch).encode(vector.recipe)
            #expect(opening.count == step.openingBytes)
            #expect(SHA256.hash(opening) == step.opening)
            let outcome = try Step.run(vector.recipe, weights, batch)
            weights = outcome.weights
            #expect(weights.digest(vector.recipe) == step.stateAfter, "step \(index + 1)")
            #expect([outcome.metrics.loss, outcome.metrics.accuracy] == [step.loss, step.accuracy])
            if index == 0, let expected = vector.weightsAfterOne {
                #expect(weights.layers.map(\.values) == expected)
            }
        }
    }

    @Test("a step traps exactly where the independent script does")
    func traps() throws {
        guard case .array(let cases) = try NetworkVector.json("traps") else { return }
        #expect(cases.count > 8)
        for value in cases {
            var item = try JSONObject(value, path: "trap")
            let name = try item.string("name")
            let recipe = try IntegerRecipe(vector: Array(item.string("recipe").utf8))
            let layers = try item.array("weights").enumerated().map { index, tensor in
                let shape = recipe.shape(index + 1)
                guard case .array(let cells) = tensor else { throw FormatError(.jsonWrongType, at: name, "") }
                let values = cells.compactMap { if case .string(let text) = $0 { Int64(text) } else { nil } }
                return try Tensor(rows: shape.rows, columns: shape.columns, values)
            }
            let batch = try Batch(
                inputs: Tensor(rows: 1, columns: 1, item.integers("inputs").map { Int32($0) }),
                labels: item.integers("labels").map { UInt16($0) },
                salt: .init(repeating: 0, count: 32),
                recipe: recipe
            )
            let weights = try Weights(layers, recipe: recipe)
            var got = "ok"
            do { _ = try Step.run(recipe, weights, batch) } catch { got = error.code.rawValue }
            #expect(try got == item.string("expect"), "\(name)")
        }
    }

    @Test("decimals have six digits at most and round down")
    func decimals() throws {
        guard case .array(let cases) = try NetworkVector.json("decimals") else { return }
        for case .array(let row) in cases {
            let texts = row.compactMap { if case .string(let text) = $0 { text } else { nil } }
            let numerator = try #require(UInt128(texts[0])), denominator = try #require(UInt128(texts[1]))
            #expect(Metrics.decimal(numerator, over: denominator) == texts[2])
            #expect(texts[2].utf8.count { (0x30...0x39).contains($0) } <= 6)
        }
    }

    @Test("shuffles are those of the independent script, and permutations")
    func shuffles() throws {
        guard case .array(let cases) = try NetworkVector.json("shuffle") else { return }
        for value in cases {
            var item = try JSONObject(value, path: "shuffle")
            let order = try item.integers("order").map { Int($0) }
            let got = Shuffle.order(
                order.count,
                seed: try item.digest("seed"),
                round: try item.integer("round")
            )
            #expect(got == order)
            #expect(got.sorted() == Array(0..<order.count))
        }
    }

    @Test("a bound that does not divide 2^64 skips the words above its last multiple")
    func rejection() {
        var a = WordStream(label: "test", seed: .zero, index: 0)
        var b = a
        let bound = UInt64(1) << 63 + 1
        for _ in 0..<50 {
            var word = b.next()
            while word >= bound { word = b.next() }
            #expect(a.below(bound) == word)
        }
    }

    @Test("weights of another shape, inputs beyond the bound and unknown classes are refused")
    func misfits() throws {
        let vector = try NetworkVector("tiny-3-2-2")
        let recipe = vector.recipe
        let other = try IntegerRecipe.tiny(widths: [3, 2])
        let weights = try Weights.genesis(other, seed: .zero)
        func expect(_ code: TrainingError.Code, _ body: () throws(TrainingError) -> Void) {
            do {
                try body()
                Issue.record("accepted, want \(code)")
            } catch { #expect(error.code == code) }
        }
        expect(.wrongShape) { () throws(TrainingError) in _ = try Step.run(recipe, weights, vector.batches[0])
        }
        expect(.wrongShape) { () throws(TrainingError) in _ = try Tensor(rows: 2, columns: 2, [1, 2, 3]) }
        expect(.wrongShape) { () throws(TrainingError) in _ = try Tensor(rows: .max, columns: 2, [1]) }
        let inputs = try Tensor(rows: 2, columns: 3, [Int32](repeating: 0, count: 6))
        let wide = try Tensor(rows: 2, columns: 3, [0, 0, 0, 0, -32, 0] as [Int32])
        let salt = [UInt8](repeating: 0, count: 32)
        expect(.valueOutOfRange) { () throws(TrainingError) in
            _ = try Batch(inputs: wide, labels: [0, 1], salt: salt, recipe: recipe)
        }
        expect(.valueOutOfRange) { () throws(TrainingError) in
            _ = try Batch(inputs: inputs, labels: [0, 2], salt: salt, recipe: recipe)
        }
        expect(.wrongShape) { () throws(TrainingError) in
            _ = try Batch(inputs: inputs, labels: [0, 1], salt: [1], recipe: recipe)
        }
        expect(.wrongShape) { () throws(TrainingError) in
            let narrow = try Tensor(rows: 1, columns: 2, [Int32](repeating: 0, count: 2))
            _ = try Step.predict(recipe, Weights.genesis(recipe, seed: .zero), narrow)
        }
    }
}
