import Bytes
import TestSupport
import Testing

@testable import Training

@Suite("Datasets")
struct DatasetTests {
    @Test(
        "lines that are not strict integers are refused by line and field",
        arguments: [
            ("1,2,3,0\n", nil), ("", nil), ("1,-2,31,1\n0,0,0,0\n", nil),
            ("1,2,3,0", "malformed at line 1, field 4"), ("1,2,0\n", "malformed at line 1, field 3"),
            ("1,2,3,4,0\n", "value-out-of-range at line 1, field 4"),
            ("1,2,3,1,0\n", "malformed at line 1, field 4"), ("1,2,3,0\n\n", "malformed at line 2, field 1"),
            ("1,2,03,0\n", "malformed at line 1, field 3"), ("1,+2,3,0\n", "malformed at line 1, field 2"),
            ("1,2,3,0\r\n", "malformed at line 1, field 4"), ("1, 2,3,0\n", "malformed at line 1, field 2"),
            ("1,2,3,0\n1,32,3,0\n", "value-out-of-range at line 2, field 2"),
            ("1,2,3,2\n", "value-out-of-range at line 1, field 4"),
            ("99999999999999999999,2,3,2\n", "value-out-of-range at line 1, field 1"),
        ] as [(String, String?)]
    )
    func csv(_ text: String, _ expect: String?) throws {
        do {
            _ = try Dataset(csv: Array(text.utf8), recipe: .tiny())
            #expect(expect == nil)
        } catch {
            #expect("\(error.code.rawValue) at \(error.location)" == expect)
        }
    }

    @Test("a split keeps every example once, and a set cannot lose more than it has")
    func split() throws {
        let recipe = try IntegerRecipe.tiny()
        let text = (0..<20).map { "\($0),0,0,\($0 % 2)\n" }.joined()
        let all = try Dataset(csv: Array(text.utf8), recipe: recipe)
        let (learn, judge) = try all.split(heldOut: 5, seed: .zero)
        #expect([learn.count, judge.count, learn.blocks(recipe)] == [15, 5, 7])
        let seen = [learn, judge].flatMap { set in (0..<set.count).map { set.inputs[$0, 0] } }
        #expect(seen.sorted() == (0..<20).map { Int32($0) })
        let batch = try learn.batch(6, salt: .init(repeating: 0, count: 32), recipe: recipe)
        #expect(batch.inputs[1, 0] == learn.inputs[13, 0])
        #expect(throws: TrainingError.self) { try all.split(heldOut: 21, seed: .zero) }
    }
}

@Suite("Handwritten digits")
struct DigitsTests {
    @Test(
        "training on them ends in the weights of the independent script",
        arguments: optimised ? [1, 2, 30] : [1, 2]
    )
    func states(_ epochs: Int) throws {
        guard case .array(let cases) = try NetworkVector.json("digits-run") else { return }
        let run = try DigitsRun(seed: 0, epochs: epochs)
        var found = 0
        for value in cases {
            var item = try JSONObject(value, path: "digits-run")
            guard try item.integer("epochs") == epochs else { continue }
            #expect(try run.right == item.integer("right"))
            #expect(try run.state == item.digest("state"))
            found += 1
        }
        #expect(found == 1)
    }

    @Test(
        "over ten seeds, nineteen in twenty unseen digits are read",
        .enabled(if: optimised, "too slow in debug")
    )
    func accuracy() throws {
        let runs = try (0..<10).map { try DigitsRun(seed: $0, epochs: 30) }
        let mean = Double(runs.reduce(0) { $0 + $1.right }) / 3600
        #expect(mean > 0.955)
    }
}

/// Whether this build does thousands of steps in seconds rather than minutes.
private let optimised: Bool = {
    var debug = false
    assert(
        {
            debug = true
            return true
        }()
    )
    return !debug
}()
