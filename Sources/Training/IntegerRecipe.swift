import Bytes

/// The numbers of `integer-sgd/1`: a fully connected ReLU network trained in exact integers.
///
/// A value v at scale f stands for v·2^(−f). `Formats/training-v1.md` section 2.
package struct IntegerRecipe: Hashable, Sendable {
    package static let semantics = "integer-sgd/1"
    package static let stateScheme = "tensor-sha256/1"

    /// d_0, …, d_L: inputs, hidden layers, classes.
    package let widths: [Int]
    /// B, examples in every batch.
    package let batch: Int
    /// f_0, the scale of inputs.
    package let inputScale: Int
    /// f_l of hidden layers.
    package let activationScale: Int
    /// f_L, the scale of outputs and deltas.
    package let deltaScale: Int
    /// κ, extra fraction bits of weights; the rate on the summed loss is `learningRate`·2^(−κ).
    package let kappa: Int
    /// b, the width of activations and deltas in bits, sign included.
    package let bits: Int
    /// c_lr, the integer factor of every update.
    package let learningRate: Int
    /// α_0: every input x has |x| < 2^α_0.
    package let inputBound: Int

    /// A recipe whose numbers are within limits and cannot overflow.
    package init(
        widths: [Int],
        batch: Int,
        inputScale: Int,
        activationScale: Int,
        deltaScale: Int,
        kappa: Int,
        bits: Int,
        learningRate: Int,
        inputBound: Int
    ) throws(TrainingError) {
        self.widths = widths
        self.batch = batch
        self.inputScale = inputScale
        self.activationScale = activationScale
        self.deltaScale = deltaScale
        self.kappa = kappa
        self.bits = bits
        self.learningRate = learningRate
        self.inputBound = inputBound
        try check()
    }

    /// Reads all keys but `type` and `semantics`; `check()` is still to come.
    init(reading fields: inout JSONObject) throws(FormatError) {
        try fields.expect("state", IntegerRecipe.stateScheme)
        widths = try IntegerRecipe.widths(reading: &fields)
        batch = try fields.integer("batch")
        inputScale = try fields.integer("input_scale")
        activationScale = try fields.integer("activation_scale")
        deltaScale = try fields.integer("delta_scale")
        kappa = try fields.integer("kappa")
        bits = try fields.integer("bits")
        learningRate = try fields.integer("learning_rate")
        inputBound = try fields.integer("input_bound")
    }

    var fields: [String: JSON] {
        [
            "semantics": .string(IntegerRecipe.semantics),
            "state": .string(IntegerRecipe.stateScheme),
            "widths": .array(widths.map { .number($0) }),
            "batch": .number(batch),
            "input_scale": .number(inputScale),
            "activation_scale": .number(activationScale),
            "delta_scale": .number(deltaScale),
            "kappa": .number(kappa),
            "bits": .number(bits),
            "learning_rate": .number(learningRate),
            "input_bound": .number(inputBound),
        ]
    }

    private static func widths(reading fields: inout JSONObject) throws(FormatError) -> [Int] {
        var widths: [Int] = []
        for (index, element) in try fields.array("widths").enumerated() {
            guard case .integer(let width) = element else {
                throw FormatError(.jsonWrongType, at: "widths[\(index)]", "want an integer")
            }
            widths.append(Int(width))
        }
        return widths
    }
}

/// What follows from the numbers; layers are counted l = 1, …, L.
extension IntegerRecipe {
    /// L.
    package var layerCount: Int { widths.count - 1 }
    package var inputs: Int { widths[0] }
    package var classes: Int { widths[layerCount] }

    /// f_l, for l = 0, …, L.
    package func scale(_ layer: Int) -> Int {
        switch layer {
        case 0: inputScale
        case layerCount: deltaScale
        default: activationScale
        }
    }

    /// fw_l = f_(l−1) + f_L + κ, the scale of weights; also s'_l, the shift of a delta on its way down.
    package func weightScale(_ layer: Int) -> Int { scale(layer - 1) + deltaScale + kappa }

    /// s_l = f_(l−1) + fw_l − f_l, the shift of a pre-activation.
    package func forwardShift(_ layer: Int) -> Int {
        scale(layer - 1) + weightScale(layer) - scale(layer)
    }

    /// Rows and columns of W_l: one row for each input and the bias row.
    package func shape(_ layer: Int) -> (rows: Int, columns: Int) {
        (widths[layer - 1] + 1, widths[layer])
    }

    /// All weights and biases.
    package var parameters: Int {
        (1...layerCount).reduce(0) { $0 + (widths[$1 - 1] + 1) * widths[$1] }
    }
}
