import Bytes
import Glibc
import LogStore
import MerkleLog

// Parts of the benchmark that need the library; `Benchmarks/run.sh` runs them beside their peers.

func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Nodes a second when the root of 2^20 leaf hashes is rebuilt on one core, best of five.
func merkle() -> Int {
    let leaves = 1 << 20
    var bytes = RandomBytes(seed: 7)
    let original = bytes.next(leaves * 32)
    var best = Double.infinity
    for _ in 0..<5 {
        var hashes = original
        let start = now()
        hashes.withUnsafeMutableBytes { _ = MerkleTree.root(ofPerfect: $0) }
        best = min(best, now() - start)
    }
    return Int(Double(leaves - 1) / best)
}

/// Durable entries a second, in batches of 1,000 entries of 700 bytes.
func append(_ folder: String, batches: Int) throws -> Int {
    let store = try LogStore.create(at: folder, origin: "bulla.bench/append")
    var bytes = RandomBytes(seed: 9)
    let batch = (0..<1_000).map { _ in bytes.next(700) }
    let start = now()
    for _ in 0..<batches { try store.append(batch: batch) }
    let seconds = now() - start
    try store.close()
    return Int(Double(batches * 1_000) / seconds)
}

/// Seconds to judge attested steps from the bytes of their leaves, and to verify the same signatures alone.
func attested(steps: Int) throws -> (judged: Double, bare: Double) {
    let steps = try AttestedSteps(count: steps)
    var best = (judged: Double.infinity, bare: Double.infinity)
    for _ in 0..<3 {
        var start = now()
        guard steps.judgeAll() else { throw FormatError(.badValue, at: "attested", "a proof does not hold") }
        best.judged = min(best.judged, now() - start)
        start = now()
        guard steps.verifyAll() else { throw FormatError(.badValue, at: "attested", "a signature is wrong") }
        best.bare = min(best.bare, now() - start)
    }
    return best
}

let arguments = CommandLine.arguments
do {
    switch arguments.count > 1 ? arguments[1] : "" {
    case "corpus" where (6...7).contains(arguments.count):
        let numbers = arguments[3...].compactMap { Int($0) }
        guard numbers.count == arguments.count - 3 else {
            throw FormatError(.badValue, at: "corpus", "want numbers")
        }
        var corpus = Corpus(path: arguments[2], steps: numbers[0], proofBytes: numbers[1], every: numbers[2])
        if numbers.count > 3 { corpus.badEvery = numbers[3] }
        try corpus.make()
    case "merkle": print(merkle())
    case "attested" where arguments.count == 3:
        let (judged, bare) = try attested(steps: Int(arguments[2]) ?? 10_000)
        print(judged, bare)
    case "append" where arguments.count == 4:
        print(try append(arguments[2], batches: Int(arguments[3]) ?? 100))
    default:
        print(
            "usage: bulla-bench corpus RUN STEPS PROOF-BYTES EVERY [BAD-EVERY] | merkle | attested STEPS | append FOLDER BATCHES"
        )
        exit(64)
    }
} catch {
    print("bulla-bench: error: \(error)")
    exit(2)
}
