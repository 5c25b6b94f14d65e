package import Bytes

/// The examples of one step, and the salt that keeps their commitment from confirming guesses.
package struct Batch: Hashable, Sendable {
    package static let saltByteCount = 32

    /// X: one row an example, at the recipe's input scale.
    package let inputs: Tensor<Int32>
    /// The class of each row.
    package let labels: [UInt16]
    package let salt: [UInt8]

    /// A batch of the shape and ranges that the recipe gives.
    package init(
        inputs: Tensor<Int32>,
        labels: [UInt16],
        salt: [UInt8],
        recipe: IntegerRecipe
    ) throws(TrainingError) {
        self.inputs = inputs
        self.labels = labels
        self.salt = salt
        try check(recipe)
    }

    /// The salted commitment that a step statement carries.
    ///
    ///     SHA-256( "bulla-batch/1" 00 | framing )
    package var commitment: Digest {
        var hash = SHA256()
        hash.update("bulla-batch/1\0".utf8)
        write { hash.update($0) }
        return hash.finish()
    }

    /// Hands out the framing that commitments and openings share.
    ///
    ///     32 salt | u32 rows | u32 columns | X as i32 little-endian | labels as u16 little-endian
    func write(to sink: (UnsafeRawBufferPointer) -> Void) {
        var head = salt
        head.append(bigEndian: UInt32(inputs.rows))
        head.append(bigEndian: UInt32(inputs.columns))
        head.withUnsafeBytes(sink)
        inputs.withLittleEndianBytes(sink)
        labels.map(\.littleEndian).withUnsafeBytes(sink)
    }

    /// Refuses other shapes, inputs beyond 2^α_0 and classes that do not exist.
    func check(_ recipe: IntegerRecipe) throws(TrainingError) {
        guard
            inputs.rows == recipe.batch, inputs.columns == recipe.inputs, labels.count == recipe.batch,
            salt.count == Batch.saltByteCount
        else {
            throw TrainingError(
                .wrongShape,
                at: "batch",
                "got \(inputs.rows)×\(inputs.columns) inputs, \(labels.count) labels, \(salt.count) bytes of "
                    + "salt, want \(recipe.batch)×\(recipe.inputs), \(recipe.batch), \(Batch.saltByteCount)"
            )
        }
        try Batch.checkInputs(inputs, recipe)
        guard let row = labels.firstIndex(where: { $0 >= recipe.classes }) else { return }
        throw TrainingError(
            .valueOutOfRange,
            at: "batch, label \(row)",
            "got \(labels[row]), want 0 to \(recipe.classes - 1)"
        )
    }

    static func checkInputs(_ inputs: Tensor<Int32>, _ recipe: IntegerRecipe) throws(TrainingError) {
        let bound = Int32(1) << Int32(recipe.inputBound)
        guard let cell = inputs.values.firstIndex(where: { $0 >= bound || $0 <= -bound }) else { return }
        throw TrainingError(
            .valueOutOfRange,
            at: "batch, input \(cell)",
            "got \(inputs.values[cell]), want |x| < \(bound)"
        )
    }
}
