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

    /// All keys but `type` and `semantics`; `check()` is still to come.
    init(_ fields: inout Fields<Recipe>) throws(FormatError) {
        func number(_ key: String, _ property: (IntegerRecipe) -> Int) throws(FormatError) -> Int {
            try fields(key, { $0.numbers.map(property) ?? 0 }, .integer)
        }
        try fields.constant("state", IntegerRecipe.stateScheme)
        let width = Form.integer(in: -JSON.largestInteger...JSON.largestInteger)
        widths = try fields("widths", { $0.numbers?.widths ?? [] }, .list(of: width))
        batch = try number("batch", \.batch)
        inputScale = try number("input_scale", \.inputScale)
        activationScale = try number("activation_scale", \.activationScale)
        deltaScale = try number("delta_scale", \.deltaScale)
        kappa = try number("kappa", \.kappa)
        bits = try number("bits", \.bits)
        learningRate = try number("learning_rate", \.learningRate)
        inputBound = try number("input_bound", \.inputBound)
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
