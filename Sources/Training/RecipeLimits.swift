import Bytes

/// Limits that hold before anything is allocated, and the proof that 64-bit integers suffice.
///
/// `Formats/training-v1.md` section 3.
extension IntegerRecipe {
    package enum Limit {
        package static let layers = 64
        package static let width = 65_536
        package static let batch = 65_536
        package static let parameters = 1 << 24
        /// B·(d_0 + … + d_L), inputs, activations and deltas of one batch.
        package static let cells = 1 << 24
        /// B·parameters: what one step may cost an inspector, some seconds.
        package static let work = 1 << 34
        package static let learningRate = 65_536
        package static let bits = 30
    }

    /// Refuses numbers beyond the limits and recipes that could leave 64-bit integers.
    func check() throws(TrainingError) {
        try checkShape()
        try checkScales()
        try checkOverflow()
    }

    private func checkShape() throws(TrainingError) {
        try want("layers", layerCount, 1...Limit.layers)
        for (index, width) in widths.enumerated() { try want("widths[\(index)]", width, 1...Limit.width) }
        try want("batch", batch, 1...Limit.batch)
        try want("parameters", parameters, 1...Limit.parameters)
        try want("cells of a batch", batch * widths.reduce(0, +), 1...Limit.cells)
        try want("multiplications of a step", batch * parameters, 1...Limit.work)
    }

    private func checkScales() throws(TrainingError) {
        try want("bits", bits, 2...Limit.bits)
        try want("learning_rate", learningRate, 1...Limit.learningRate)
        try want("input_bound", inputBound, 1...Limit.bits)
        // The bias row's constant 2^f obeys the bound of the activations beside it.
        try want("input_scale", inputScale, 0...inputBound)
        try want("activation_scale", activationScale, 0...bits - 1)
        try want("delta_scale", deltaScale, 0...bits - 1)
        try want("kappa", kappa, 0...40)
        for layer in 1...layerCount {
            try want("s_\(layer)", forwardShift(layer), 1...62 - bits)
            try want("s'_\(layer)", weightScale(layer), 1...62 - bits)
        }
    }

    private func checkOverflow() throws(TrainingError) {
        for layer in 1...layerCount {
            guard UInt128(updateBound(layer)) + UInt128(genesisRange(layer)) <= UInt128(weightLimit(layer))
            else {
                throw TrainingError(
                    .recipeOverflow,
                    at: "recipe, layer \(layer)",
                    "weights of \(weightLimit(layer)) are safe; one step from genesis could reach "
                        + "\(UInt128(updateBound(layer)) + UInt128(genesisRange(layer)))"
                )
            }
        }
    }

    private func want(_ key: String, _ got: Int, _ range: ClosedRange<Int>) throws(TrainingError) {
        guard range.contains(got) else {
            throw TrainingError(
                .recipeBounds,
                at: "recipe, \(key)",
                "got \(got), want \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }
}

/// Bounds in the sense of `training-v1.md` section 3.2.
extension IntegerRecipe {
    /// α_l, with |A_l| ≤ 2^α_l and the constant of the bias row included, for l = 0, …, L − 1.
    package func activationBound(_ layer: Int) -> Int { layer == 0 ? inputBound : bits - 1 }

    /// δ, the least with 2^(b−1) + 2^f_L ≤ 2^δ: every delta D has |D| ≤ 2^δ.
    package var deltaBound: Int { bits }

    /// Δ_l = c_lr·B·2^(α+δ), the most that one step moves a weight of layer l.
    package func updateBound(_ layer: Int) -> UInt128 {
        UInt128(learningRate * batch) << UInt128(activationBound(layer - 1) + deltaBound)
    }

    /// The largest |W| with (d_(l−1)+1)·2^α·|W| < 2^62 and d_l·2^δ·|W| < 2^62.
    package func weightLimit(_ layer: Int) -> Int64 {
        let (rows, columns) = shape(layer)
        let forward = Int64(rows) << Int64(activationBound(layer - 1))
        let backward = Int64(columns) << Int64(deltaBound)
        return (1 << 62 - 1) / max(forward, backward)
    }

    /// The steps from genesis that no data can drive beyond 64 bits; more are checked one by one.
    package var overflowFreeSteps: Int {
        let steps = (1...layerCount).map { layer in
            (UInt128(weightLimit(layer)) - UInt128(genesisRange(layer))) / updateBound(layer)
        }
        return Int(steps.min() ?? 0)
    }
}
