import Bytes
import TestSupport

@testable import Training

/// The sample's training: 1,437 digits to learn from in 44 fixed blocks, 360 digits to judge by.
struct DigitsRun {
    let right: Int
    let state: Digest

    init(seed number: UInt8, epochs: Int) throws {
        let recipe = try IntegerRecipe.digits()
        let path = "\(Vectors.packageRoot)/Samples/digits/digits.csv"
        let all = try Dataset(csv: File.contents(of: path, limit: 1 << 20), recipe: recipe)
        let (learn, judge) = try all.split(heldOut: 360, seed: SHA256.hash("bulla-digits-split/1".utf8))
        let seed = SHA256.hash([number])
        let salt = [UInt8](repeating: 0, count: 32)
        let blocks = try (0..<learn.blocks(recipe)).map { try learn.batch($0, salt: salt, recipe: recipe) }
        var weights = try Weights.genesis(recipe, seed: seed)
        for epoch in 0..<epochs {
            for block in Shuffle.order(blocks.count, seed: seed, round: epoch) {
                weights = try Step.run(recipe, weights, blocks[block]).weights
            }
        }
        let predictions = try Step.predict(recipe, weights, judge.inputs)
        right = zip(predictions, judge.labels).count { $0 == Int($1) }
        state = weights.digest(recipe)
    }
}
