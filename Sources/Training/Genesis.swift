package import Bytes

/// The weights before the first step, from a 32-byte seed.
///
/// `Formats/training-v1.md` section 5.
extension Weights {
    /// Uniform weights in ±`genesisRange`, biases zero.
    package static func genesis(_ recipe: IntegerRecipe, seed: Digest) throws(TrainingError) -> Weights {
        var layers: [Tensor<Int64>] = []
        for layer in 1...recipe.layerCount {
            let (rows, columns) = recipe.shape(layer)
            let range = recipe.genesisRange(layer)
            var stream = WordStream(label: "bulla-genesis/1", seed: seed, index: UInt32(layer))
            var values = [Int64](repeating: 0, count: rows * columns)
            for cell in 0..<(rows - 1) * columns {
                values[cell] = Int64(stream.below(2 * range + 1)) - Int64(range)
            }
            layers.append(try Tensor(rows: rows, columns: columns, values))
        }
        return try Weights(layers, recipe: recipe)
    }
}

extension IntegerRecipe {
    /// ⌊√(2^(2·fw_l) / d_(l−1))⌋: Glorot and Bengio 2010, equation 1, at the scale of weights.
    package func genesisRange(_ layer: Int) -> UInt64 {
        let square = (UInt128(1) << UInt128(2 * weightScale(layer))) / UInt128(widths[layer - 1])
        return UInt64(IntegerRecipe.squareRoot(square))
    }

    /// ⌊√value⌋, bit by bit; every partial square stays in range as the root has at most 64 bits.
    static func squareRoot(_ value: UInt128) -> UInt128 {
        var root: UInt128 = 0
        for bit in stride(from: 62, through: 0, by: -1) {
            let trial = root | UInt128(1) << UInt128(bit)
            if trial * trial <= value { root = trial }
        }
        return root
    }
}
