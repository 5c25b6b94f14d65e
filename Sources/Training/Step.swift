import Bytes

/// One step of training in exact integers.
///
/// `Formats/training-v1.md` section 4. The same weights and batch give the same result on every machine.
package enum Step {
    package struct Outcome: Sendable {
        package let weights: Weights
        package let metrics: Metrics
    }

    /// The weights after `batch`, or the reason why the step must stop.
    ///
    /// - Throws: `wrong-shape`, `value-out-of-range`, `weight-bound`, or `quantization-overflow`, the trap.
    package static func run(
        _ recipe: IntegerRecipe,
        _ weights: Weights,
        _ batch: Batch
    ) throws(TrainingError) -> Outcome {
        try weights.check(recipe)
        try batch.check(recipe)
        try weights.checkBounds(recipe)
        let forward = try Forward(recipe, weights, batch.inputs)
        let output = outputDeltas(forward.output, batch.labels, recipe)
        let next = try descend(recipe, weights, forward, output)
        return Outcome(weights: next, metrics: metrics(recipe, forward, output, batch.labels))
    }

    /// The class of each row of inputs, without learning.
    package static func predict(
        _ recipe: IntegerRecipe,
        _ weights: Weights,
        _ inputs: Tensor<Int32>
    ) throws(TrainingError) -> [Int] {
        try weights.check(recipe)
        try weights.checkBounds(recipe)
        guard inputs.columns == recipe.inputs else {
            throw TrainingError(
                .wrongShape,
                at: "inputs",
                "got \(inputs.columns) columns, want \(recipe.inputs)"
            )
        }
        try Batch.checkInputs(inputs, recipe)
        return try Forward(recipe, weights, inputs).predictions(recipe.classes)
    }

    /// D_L = Q_L − 2^f_L·Y.
    private static func outputDeltas(
        _ output: [Int32],
        _ labels: [UInt16],
        _ recipe: IntegerRecipe
    ) -> [Int32] {
        var deltas = output
        for (row, label) in labels.enumerated() {
            deltas[row * recipe.classes + Int(label)] -= 1 << Int32(recipe.deltaScale)
        }
        return deltas
    }

    /// From the last layer to the first: deltas through the weights as they were, then the update.
    private static func descend(
        _ recipe: IntegerRecipe,
        _ weights: Weights,
        _ forward: Forward,
        _ output: [Int32]
    ) throws(TrainingError) -> Weights {
        var next = weights
        var deltas = output
        for layer in stride(from: recipe.layerCount, through: 1, by: -1) {
            apply(deltas, forward.activations[layer - 1], to: &next.layers[layer - 1], layer, recipe)
            guard layer > 1 else { break }
            deltas = try hiddenDeltas(
                deltas,
                weights.layers[layer - 1],
                forward.quotients[layer - 2],
                layer,
                recipe
            )
        }
        return next
    }

    /// W_l ← W_l − c_lr·(A⁺_(l−1))ᵀD_l.
    private static func apply(
        _ deltas: [Int32],
        _ activations: [Int32],
        to weights: inout Tensor<Int64>,
        _ layer: Int,
        _ recipe: IntegerRecipe
    ) {
        let (inputs, width) = (weights.rows - 1, weights.columns)
        var cells = weights.values.mutableSpan
        for row in 0..<recipe.batch {
            update(
                &cells,
                activations.span.extracting(row * inputs..<(row + 1) * inputs),
                constant: 1 << Int64(recipe.scale(layer - 1)),
                deltas.span.extracting(row * width..<(row + 1) * width),
                rate: Int64(recipe.learningRate)
            )
        }
    }

    /// D_(l−1) = m_(l−1)·round(D_l·W_lᵀ, s'_l), the bias row left out.
    private static func hiddenDeltas(
        _ deltas: [Int32],
        _ weights: Tensor<Int64>,
        _ quotients: [Int32],
        _ layer: Int,
        _ recipe: IntegerRecipe
    ) throws(TrainingError) -> [Int32] {
        let (inputs, width) = (weights.rows - 1, weights.columns)
        let shift = recipe.weightScale(layer)
        var below = [Int32](repeating: 0, count: recipe.batch * inputs)
        for row in 0..<recipe.batch {
            let line = deltas.span.extracting(row * width..<(row + 1) * width)
            for unit in 0..<inputs {
                let sum = product(line, weights.values.span.extracting(unit * width..<(unit + 1) * width))
                // Masked cells are held to the range too: the proved statement rounds before it masks.
                guard let rounded = round(sum, shift: shift, bits: recipe.bits) else {
                    throw overflow("Q'", layer - 1, row, unit)
                }
                below[row * inputs + unit] = quotients[row * inputs + unit] >= 0 ? rounded : 0
            }
        }
        return below
    }

    private static func metrics(
        _ recipe: IntegerRecipe,
        _ forward: Forward,
        _ output: [Int32],
        _ labels: [UInt16]
    ) -> Metrics {
        let squared = output.reduce(UInt128(0)) { $0 + UInt128(Int64($1) * Int64($1)) }
        let right = zip(forward.predictions(recipe.classes), labels).count { $0 == Int($1) }
        return Metrics(squaredError: squared, right: right, recipe: recipe)
    }
}
