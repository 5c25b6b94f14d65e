/// A sample of one step of golden-1, golden-2 or golden-3 whose proofs are all of kinds that the program knows.
enum GoldenSample {
    static let seed = "2"
}
