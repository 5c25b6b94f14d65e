import Bytes
import Training

/// What `--continue` goes on from, beside the log: seed, step and weights.
///
///     "bulla-train-state/1" LF ‖ seed (32) ‖ step u64 ‖ weights, framed as in the state digest
///
/// The file has mode 0600: the seed and weights are the run's secrets.
struct TrainingState {
    let seed: Digest
    let step: Int
    let weights: Weights

    private static let magic = Array("bulla-train-state/1\n".utf8)

    static func path(_ run: String) -> String { "\(run)/state" }

    init(_ trainee: Trainee) {
        seed = trainee.seed
        step = trainee.step
        weights = trainee.weights
    }

    init(run: String, recipe: IntegerRecipe) throws {
        let bytes = try File.contents(of: Self.path(run), limit: 1 << 28)
        var cursor = ByteCursor(bytes, name: Self.path(run))
        guard try cursor.take(Self.magic.count).elementsEqual(Self.magic) else {
            throw cursor.error(.unknownVersion, "want \"bulla-train-state/1\"")
        }
        seed = try cursor.digest()
        let number = try cursor.bigEndian(UInt64.self)
        guard number <= UInt64(JSON.largestInteger) else {
            throw cursor.error(.badValue, "got step \(number)")
        }
        step = Int(number)
        weights = try Weights(decoding: cursor.take(cursor.remaining), recipe: recipe)
    }

    func write(to run: String, _ recipe: IntegerRecipe) throws(FileError) {
        var bytes = Self.magic
        bytes.append(seed)
        bytes.append(bigEndian: UInt64(step))
        bytes += weights.encode(recipe)
        try AtomicFile.write(bytes, to: Self.path(run), mode: 0o600, over: .own)
    }
}
