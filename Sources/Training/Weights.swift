package import Bytes

/// The state of a run: one (d_(l−1)+1)×d_l tensor a layer, biases in the last row.
package struct Weights: Hashable, Sendable {
    package internal(set) var layers: [Tensor<Int64>]

    /// Weights of the shapes that the recipe gives.
    package init(_ layers: [Tensor<Int64>], recipe: IntegerRecipe) throws(TrainingError) {
        self.layers = layers
        try check(recipe)
    }

    /// The state digest `tensor-sha256/1`.
    ///
    ///     SHA-256( "bulla-tensor-sha256/1" 00 | framing )
    package func digest(_ recipe: IntegerRecipe) -> Digest {
        var hash = SHA256()
        hash.update("bulla-tensor-sha256/1\0".utf8)
        write(recipe) { hash.update($0) }
        return hash.finish()
    }

    /// The state as a file: its SHA-256 is the state digest.
    package func fileBytes(_ recipe: IntegerRecipe) -> [UInt8] {
        Array("bulla-tensor-sha256/1\0".utf8) + encode(recipe)
    }

    /// The framing that digests and openings share, as one array.
    package func encode(_ recipe: IntegerRecipe) -> [UInt8] {
        var bytes: [UInt8] = []
        write(recipe) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Reads what `encode` makes, and nothing after it.
    package init(decoding bytes: some Collection<UInt8>, recipe: IntegerRecipe) throws(TrainingError) {
        var cursor = ByteCursor(bytes)
        try self.init(reading: &cursor, recipe: recipe)
        do { try cursor.end() } catch { throw TrainingError(error, in: "weights") }
    }

    /// Hands out the framing that digests and openings share.
    ///
    ///     u32 layers | layers × ( u32 rows | u32 columns | u32 scale | rows·columns × i64 little-endian )
    func write(_ recipe: IntegerRecipe, to sink: (UnsafeRawBufferPointer) -> Void) {
        var head: [UInt8] = []
        head.append(bigEndian: UInt32(layers.count))
        for (index, tensor) in layers.enumerated() {
            head.append(bigEndian: UInt32(tensor.rows))
            head.append(bigEndian: UInt32(tensor.columns))
            head.append(bigEndian: UInt32(recipe.weightScale(index + 1)))
            head.withUnsafeBytes(sink)
            tensor.withLittleEndianBytes(sink)
            head.removeAll()
        }
    }

    /// Refuses shapes other than the recipe's.
    func check(_ recipe: IntegerRecipe) throws(TrainingError) {
        guard layers.count == recipe.layerCount else {
            throw TrainingError(
                .wrongShape,
                at: "weights",
                "got \(layers.count) layers, want \(recipe.layerCount)"
            )
        }
        for (index, tensor) in layers.enumerated() {
            let want = recipe.shape(index + 1)
            guard (tensor.rows, tensor.columns) == want else {
                throw TrainingError(
                    .wrongShape,
                    at: "weights, layer \(index + 1)",
                    "got \(tensor.rows)×\(tensor.columns), want \(want.rows)×\(want.columns)"
                )
            }
        }
    }

    /// Refuses weights so large that a step could leave 64 bits.
    func checkBounds(_ recipe: IntegerRecipe) throws(TrainingError) {
        for (index, tensor) in layers.enumerated() {
            let limit = recipe.weightLimit(index + 1)
            guard let cell = tensor.values.firstIndex(where: { $0 > limit || $0 < -limit }) else { continue }
            throw TrainingError(
                .weightBound,
                at: "weights, layer \(index + 1), cell \(cell)",
                "got \(tensor.values[cell]), want −\(limit) to \(limit)"
            )
        }
    }
}
