import Bytes
import Training

/// The weights at some step, and what the step after it does; all of it follows from the seed.
///
/// Because it does, weights of any step can be had again by training up to it: nothing but the seed must be
/// kept to go on after a crash, or to go back.
struct Trainee {
    let recipe: IntegerRecipe
    let data: Dataset
    let seed: Digest
    private(set) var step = 0
    private(set) var weights: Weights
    private var order: (epoch: Int, blocks: [Int]) = (-1, [])

    /// Before the first step.
    init(recipe: IntegerRecipe, data: Dataset, seed: Digest) throws(TrainingError) {
        self.recipe = recipe
        self.data = data
        self.seed = seed
        weights = try Weights.genesis(recipe, seed: seed)
    }

    /// After a step whose weights were kept.
    init(recipe: IntegerRecipe, data: Dataset, kept: TrainingState) {
        self.recipe = recipe
        self.data = data
        seed = kept.seed
        step = kept.step
        weights = kept.weights
    }

    var state: Digest { weights.digest(recipe) }
    var stepsInEpoch: Int { data.blocks(recipe) }

    /// The batch of the step to come, under a salt that depends on `attempt`: a step that is taken again after a
    /// rewind must not commit to its batch under the same salt.
    mutating func nextBatch(attempt: Int = 0) throws(TrainingError) -> Batch {
        let epoch = step / stepsInEpoch
        if order.epoch != epoch {
            order = (epoch, Shuffle.order(stepsInEpoch, seed: seed, round: epoch))
        }
        return try data.batch(order.blocks[step % stepsInEpoch], salt: salt(attempt), recipe: recipe)
    }

    private func salt(_ attempt: Int) -> [UInt8] {
        var text = seed.bytes + Array("batch".utf8)
        text.append(bigEndian: UInt64(step + 1))
        text.append(bigEndian: UInt64(attempt))
        return SHA256.hash(text).bytes
    }

    /// Takes the step to come with its batch.
    mutating func learn(_ batch: Batch) throws(TrainingError) -> Metrics {
        let outcome = try Step.run(recipe, weights, batch)
        weights = outcome.weights
        step += 1
        return outcome.metrics
    }

    /// Trains up to a step without recording, from here where that is possible, else from the start.
    mutating func move(to target: Int) throws(TrainingError) {
        if target < step { self = try Trainee(recipe: recipe, data: data, seed: seed) }
        while step < target { _ = try learn(nextBatch()) }
    }

    /// How many of the examples are read rightly.
    func right(_ examples: Dataset) throws(TrainingError) -> Int {
        let found = try Step.predict(recipe, weights, examples.inputs)
        return zip(found, examples.labels).count { $0 == Int($1) }
    }
}
