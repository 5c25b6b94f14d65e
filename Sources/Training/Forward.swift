import Bytes

/// The forward pass of a batch, with what the backward pass needs of it.
///
/// `Formats/training-v1.md` section 4.
struct Forward {
    /// A_0, …, A_(L−1), one row an example.
    private(set) var activations: [[Int32]]
    /// Q_1, …, Q_L; the sign of a hidden one is its ReLU's mask.
    private(set) var quotients: [[Int32]] = []

    /// - Precondition: weights and inputs were checked against the recipe, shapes and bounds.
    init(_ recipe: IntegerRecipe, _ weights: Weights, _ inputs: Tensor<Int32>) throws(TrainingError) {
        activations = [inputs.values]
        for layer in 1...recipe.layerCount {
            let quotient = try Forward.quotients(
                activations[layer - 1],
                inputs.rows,
                weights.layers[layer - 1],
                layer,
                recipe
            )
            if layer < recipe.layerCount { activations.append(quotient.map { max($0, 0) }) }
            quotients.append(quotient)
        }
    }

    /// Q_L.
    var output: [Int32] { quotients[quotients.count - 1] }

    /// The largest output of each row, the first among equals.
    func predictions(_ classes: Int) -> [Int] {
        stride(from: 0, to: output.count, by: classes).map { start in
            (0..<classes).reduce(0) { output[start + $1] > output[start + $0] ? $1 : $0 }
        }
    }

    private static func quotients(
        _ activations: [Int32],
        _ rows: Int,
        _ weights: Tensor<Int64>,
        _ layer: Int,
        _ recipe: IntegerRecipe
    ) throws(TrainingError) -> [Int32] {
        let width = weights.columns
        let constant = Int64(1) << Int64(recipe.scale(layer - 1))
        let shift = recipe.forwardShift(layer)
        var sums = [Int64](repeating: 0, count: width)
        var quotients = [Int32](repeating: 0, count: rows * width)
        for row in 0..<rows {
            let inputs = activations.span.extracting(
                row * (weights.rows - 1)..<(row + 1) * (weights.rows - 1)
            )
            var into = sums.mutableSpan
            affine(inputs, constant: constant, weights.values.span, into: &into)
            for column in 0..<width {
                guard let quotient = round(sums[column], shift: shift, bits: recipe.bits) else {
                    throw overflow("Q", layer, row, column)
                }
                quotients[row * width + column] = quotient
            }
        }
        return quotients
    }
}

/// The trap of the semantics: a rounded value outside its b bits.
func overflow(_ name: String, _ layer: Int, _ row: Int, _ column: Int) -> TrainingError {
    TrainingError(
        .quantizationOverflow,
        at: "\(name)_\(layer), example \(row), unit \(column)",
        "rounded value leaves the recipe's bits"
    )
}
