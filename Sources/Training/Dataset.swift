package import Bytes

/// Labelled examples that batches are taken from.
package struct Dataset: Hashable, Sendable {
    package let inputs: Tensor<Int32>
    package let labels: [UInt16]

    package var count: Int { labels.count }

    /// Reads comma-separated integers, the label last, one line an example; every line ends with a newline.
    ///
    /// - Throws: `malformed` or `value-out-of-range`, with line and field.
    package init(csv bytes: some Collection<UInt8>, recipe: IntegerRecipe) throws(TrainingError) {
        var reader = CSVReader(bytes: Array(bytes))
        var values: [Int32] = []
        var labels: [UInt16] = []
        let bound = 1 << recipe.inputBound
        while !reader.isAtEnd {
            for _ in 0..<recipe.inputs {
                values.append(Int32(try reader.integer(-bound + 1...bound - 1, endsWith: UInt8(ascii: ","))))
            }
            labels.append(UInt16(try reader.integer(0...recipe.classes - 1, endsWith: UInt8(ascii: "\n"))))
        }
        inputs = try Tensor(rows: labels.count, columns: recipe.inputs, values)
        self.labels = labels
    }

    private init(inputs: Tensor<Int32>, labels: [UInt16]) {
        self.inputs = inputs
        self.labels = labels
    }

    /// The examples at `indices`, in that order.
    package func subset(_ indices: some Collection<Int>) throws(TrainingError) -> Dataset {
        var values: [Int32] = []
        values.reserveCapacity(indices.count * inputs.columns)
        for index in indices {
            values += inputs.values[index * inputs.columns..<(index + 1) * inputs.columns]
        }
        return Dataset(
            inputs: try Tensor(rows: indices.count, columns: inputs.columns, values),
            labels: indices.map { labels[$0] }
        )
    }

    /// A fixed random split: `heldOut` examples to judge by, and the others to learn from.
    package func split(heldOut: Int, seed: Digest) throws(TrainingError) -> (learn: Dataset, judge: Dataset) {
        guard (0...count).contains(heldOut) else {
            throw TrainingError(.wrongShape, at: "split", "got \(heldOut) held out, want at most \(count)")
        }
        let order = Shuffle.order(count, seed: seed, round: 0)
        return (try subset(order.dropLast(heldOut)), try subset(order.suffix(heldOut)))
    }

    /// Whole batches only: the examples that fill none are dropped.
    package func blocks(_ recipe: IntegerRecipe) -> Int { count / recipe.batch }

    /// Block `index` of consecutive examples, as a batch.
    ///
    /// - Precondition: `index` is below `blocks`.
    package func batch(
        _ index: Int,
        salt: [UInt8],
        recipe: IntegerRecipe
    ) throws(TrainingError) -> Batch {
        let block = try subset(index * recipe.batch..<(index + 1) * recipe.batch)
        return try Batch(inputs: block.inputs, labels: block.labels, salt: salt, recipe: recipe)
    }
}

/// Reads strict decimal integers, each followed by the byte that the layout wants.
private struct CSVReader {
    let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var field = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func integer(_ range: ClosedRange<Int>, endsWith end: UInt8) throws(TrainingError) -> Int {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: "\n") {
            index += 1
        }
        let text = String(decoding: bytes[start..<index].prefix(16), as: UTF8.self)
        guard let value = Int(text), String(value) == text else {
            throw error(.malformed, "got \"\(text)\", want an integer")
        }
        guard range.contains(value) else {
            throw error(.valueOutOfRange, "got \(value), want \(range.lowerBound) to \(range.upperBound)")
        }
        guard index < bytes.count, bytes[index] == end else {
            throw error(
                .malformed,
                end == UInt8(ascii: ",") ? "want one more field" : "want the end of the line"
            )
        }
        index += 1
        (line, field) = end == UInt8(ascii: "\n") ? (line + 1, 1) : (line, field + 1)
        return value
    }

    private func error(_ code: TrainingError.Code, _ detail: String) -> TrainingError {
        TrainingError(code, at: "line \(line), field \(field)", detail)
    }
}
