import Bytes
import Training

/// What the sample run does: digits of 8×8 pixels, read by a network of 64-32-10 units.
enum SampleRecipe {
    static func recipe() throws(TrainingError) -> IntegerRecipe {
        try IntegerRecipe(
            widths: [64, 32, 10],
            batch: 32,
            inputScale: 4,
            activationScale: 7,
            deltaScale: 9,
            kappa: 7,
            bits: 12,
            learningRate: 1,
            inputBound: 5
        )
    }

    /// One example in five, rounded up, is held out; `Samples/digits/README.md`.
    static func split(_ all: Dataset) throws(TrainingError) -> (learn: Dataset, judge: Dataset) {
        try all.split(heldOut: (all.count + 4) / 5, seed: SHA256.hash("bulla-digits-split/1".utf8))
    }

    /// 64 hexadecimal digits stand for themselves, any other text for its SHA-256.
    static func seed(_ text: String) -> Digest {
        Digest(hex: text) ?? SHA256.hash(text.utf8)
    }

    /// What leaf 0 says of the seed.
    static func commitment(to seed: Digest) -> Digest {
        SHA256.hash(Array("bulla-seed/1\0".utf8) + seed.bytes)
    }
}
