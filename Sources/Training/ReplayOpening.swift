import Bytes

/// The proof `replay/1`: the weights before a step and its batch, so that anyone can do the step again.
///
///     "bulla-replay/1" 0a | weights, framed as in the state digest | batch, framed as in its commitment
///
/// `Formats/training-v1.md` section 7.
package struct ReplayOpening: Hashable, Sendable {
    private static let prefix = Array("bulla-replay/1\n".utf8)

    package let weights: Weights
    package let batch: Batch

    package init(weights: Weights, batch: Batch) {
        self.weights = weights
        self.batch = batch
    }

    /// The one size that an opening under `recipe` has.
    package static func byteCount(_ recipe: IntegerRecipe) -> Int {
        let weights = 4 + 12 * recipe.layerCount + 8 * recipe.parameters
        let batch = Batch.saltByteCount + 8 + recipe.batch * (4 * recipe.inputs + 2)
        return prefix.count + weights + batch
    }

    /// The bytes of the proof.
    package func encode(_ recipe: IntegerRecipe) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ReplayOpening.byteCount(recipe))
        bytes += ReplayOpening.prefix
        weights.write(recipe) { bytes.append(contentsOf: $0) }
        batch.write { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Reads a proof whose size, shapes and scales are the recipe's, and whose values are in range.
    package init(
        decoding bytes: some Collection<UInt8>,
        recipe: IntegerRecipe
    ) throws(TrainingError) {
        let want = ReplayOpening.byteCount(recipe)
        guard bytes.count == want else {
            throw TrainingError(.malformed, at: "opening", "got \(bytes.count) bytes, want \(want)")
        }
        var cursor = ByteCursor(bytes)
        do throws(FormatError) {
            guard try cursor.take(ReplayOpening.prefix.count).elementsEqual(ReplayOpening.prefix) else {
                throw FormatError(.unknownVersion, at: "byte 0", "want \"bulla-replay/1\"")
            }
        } catch { throw TrainingError(error, in: "opening") }
        weights = try Weights(reading: &cursor, recipe: recipe)
        batch = try Batch(reading: &cursor, recipe: recipe)
        do { try cursor.end() } catch { throw TrainingError(error, in: "opening") }
    }
}

extension Weights {
    /// Reads the framing that `write` makes.
    init(reading cursor: inout ByteCursor, recipe: IntegerRecipe) throws(TrainingError) {
        layers = []
        do throws(FormatError) {
            try cursor.want(recipe.layerCount, "layers")
            for layer in 1...recipe.layerCount {
                let (rows, columns) = recipe.shape(layer)
                try cursor.want(rows, "rows of layer \(layer)")
                try cursor.want(columns, "columns of layer \(layer)")
                try cursor.want(recipe.weightScale(layer), "scale of layer \(layer)")
                let values = [Int64](littleEndian: try cursor.take(8 * rows * columns))
                layers.append(Tensor(unchecked: rows, columns, values))
            }
        } catch { throw TrainingError(error, in: "opening") }
    }
}

extension Batch {
    /// Reads the framing that `write` makes.
    init(reading cursor: inout ByteCursor, recipe: IntegerRecipe) throws(TrainingError) {
        do throws(FormatError) {
            salt = Array(try cursor.take(Batch.saltByteCount))
            try cursor.want(recipe.batch, "rows of the batch")
            try cursor.want(recipe.inputs, "columns of the batch")
            let values = [Int32](littleEndian: try cursor.take(4 * recipe.batch * recipe.inputs))
            inputs = Tensor(unchecked: recipe.batch, recipe.inputs, values)
            labels = [UInt16](littleEndian: try cursor.take(2 * recipe.batch))
        } catch { throw TrainingError(error, in: "opening") }
        try check(recipe)
    }
}

extension ByteCursor {
    /// Reads a 32-bit integer that the recipe has fixed already.
    fileprivate mutating func want(_ value: Int, _ name: String) throws(FormatError) {
        let got = try bigEndian(UInt32.self)
        guard Int(got) == value else { throw error(.badValue, "got \(got) \(name), want \(value)") }
    }
}
