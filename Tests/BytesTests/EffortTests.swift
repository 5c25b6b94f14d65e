import TestSupport
import Testing

/// The subsets that stand for all cases before each commit.
@Suite("Subsets of cases")
struct EffortTests {
    @Test(
        "of combinations hold every two values of two lists together",
        arguments: [[3, 3], [4, 3, 3, 1, 2]]
    )
    func rows(_ sizes: [Int]) {
        let rows = Effort.rows(sizes)
        for right in sizes.indices {
            for left in 0..<right {
                let met = Set(rows.map { [$0[left], $0[right]] })
                #expect(met.count == sizes[left] * sizes[right], "columns \(left) and \(right)")
            }
        }
        #expect(rows.allSatisfy { row in zip(row, sizes).allSatisfy { 0..<$1 ~= $0 } })
        #expect(Effort.isExhaustive || rows.count < 20, "\(rows.count)")
    }

    @Test("of bytes hold one of so many, at every offset, in each part others")
    func places() {
        let parts = (0..<4).map { Effort.places(1_000, oneIn: 16, part: $0, of: 4) }
        let places = parts.joined().sorted()
        #expect(places == Effort.places(1_000, oneIn: 16).sorted() && Set(places).count == places.count)
        #expect(Set(places.map { $0 / 16 }).count >= 62)
        #expect(Set(places.map { $0 % 16 }).count == 16)
    }

    @Test("of a list hold its first and its last")
    func spread() {
        let some = Effort.spread(Array(0..<25), usual: 7)
        #expect(some.first == 0 && some.last == 24 && some == some.sorted())
        #expect(Effort.spread([1, 2], usual: 7) == [1, 2])
    }

    @Test("of a command line, words are parted by blanks, but not those in quotes or what is put in")
    func words() {
        let (name, path): (String, CommandWords) = ("C. Card", "-o /a/\("b c").pub")
        let line: CommandWords = "key new --name 'A. Name'  --person \(name) --reason ''"
        #expect(line.words == ["key", "new", "--name", "A. Name", "--person", name, "--reason", ""])
        #expect(path.words == ["-o", "/a/b c.pub"])
    }
}
