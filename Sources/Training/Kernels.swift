// The inner loops. Arithmetic wraps without a check: `Weights.checkBounds` has shown that no sum here
// reaches 2^62 (training-v1.md section 3.2). Rows of zeros are skipped: inputs and ReLU make many.

/// One row of V = A⁺·W, where A⁺ appends the constant of the bias row.
@inline(__always)
func affine(
    _ activations: Span<Int32>,
    constant: Int64,
    _ weights: Span<Int64>,
    into sums: inout MutableSpan<Int64>
) {
    let width = sums.count
    let bias = weights.extracting(activations.count * width..<(activations.count + 1) * width)
    for column in 0..<width { sums[column] = constant &* bias[column] }
    for row in 0..<activations.count where activations[row] != 0 {
        let factor = Int64(activations[row])
        let line = weights.extracting(row * width..<(row + 1) * width)
        for column in 0..<width { sums[column] &+= factor &* line[column] }
    }
}

/// One cell of E = D·Wᵀ: the product of a row of deltas and a row of weights.
@inline(__always)
func product(_ deltas: Span<Int32>, _ line: Span<Int64>) -> Int64 {
    var sum: Int64 = 0
    for column in 0..<deltas.count { sum &+= Int64(deltas[column]) &* line[column] }
    return sum
}

/// W ← W − c·(A⁺)ᵀD for one example.
@inline(__always)
func update(
    _ weights: inout MutableSpan<Int64>,
    _ activations: Span<Int32>,
    constant: Int64,
    _ deltas: Span<Int32>,
    rate: Int64
) {
    let width = deltas.count
    for row in 0...activations.count {
        let activation = row == activations.count ? constant : Int64(activations[row])
        guard activation != 0 else { continue }
        let factor = rate &* activation
        let start = row * width
        for column in 0..<width { weights[start + column] &-= factor &* Int64(deltas[column]) }
    }
}

/// ⌊(v + 2^(s−1)) / 2^s⌋, refused outside −2^(b−1) ≤ Q < 2^(b−1).
@inline(__always)
func round(_ value: Int64, shift: Int, bits: Int) -> Int32? {
    let quotient = (value &+ (1 << Int64(shift - 1))) >> Int64(shift)
    let half = Int64(1) << Int64(bits - 1)
    return -half <= quotient && quotient < half ? Int32(truncatingIfNeeded: quotient) : nil
}
