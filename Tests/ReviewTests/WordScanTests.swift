import Bytes
import TestSupport
import Testing

@testable import Review

@Suite("Looking for terms")
struct WordScanTests {
    /// Words with what they fold to, and what may stand between words.
    static let pool: [(String, String)] = [
        ("ab", "ab"), ("AB", "ab"), ("abc", "abc"), ("ﬁsh", "fish"), ("FISH", "fish"), ("Ｆｉｓｈ", "fish"),
        ("blue", "blue"), ("b\u{ad}lue", "blue"), ("blu\u{200b}e", "blue"), ("blüé", "blue"),
        ("plan9", "plan9"), ("x", "x"), ("straße", "strasse"),
        ("longerthaneightletters", "longerthaneightletters"),
        ("longerthaneightlette", "longerthaneightlette"), ("7", "7"), ("日", "日"),
    ]
    static let gaps = [" ", "  ", "\n", "-", "_", ". ", "\u{a0}", "\t\r\n", " — ", "、"]
    static let terms = [
        "ab", "abc", "fish", "blue fish", "blue fish ab", "longerthaneightletters", "plan9 x", "strasse",
        "ab ab",
        "7 blue", "日 ab",
    ]

    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// A text of so many words, and how many of them begin a term, counted word by word.
    static func text(_ count: Int, _ random: inout Random) -> (bytes: [UInt8], hits: Int) {
        var text = ""
        var folded: [String] = []
        for _ in 0..<count {
            let word = pool.randomElement(using: &random) ?? ("x", "x")
            text += word.0 + (gaps.randomElement(using: &random) ?? " ")
            folded.append(word.1)
        }
        let wanted = terms.map { $0.split(separator: " ").map(String.init) }
        let hits = folded.indices.count { index in wanted.contains { folded[index...].starts(with: $0) } }
        return (Array(text.utf8), hits)
    }

    @Test(
        "finds as many as a naive search, wherever windows are cut",
        arguments: Effort.cases(Array(0..<12), usual: [0, 4, 7, 11])
    )
    func oracle(_ seed: Int) throws {
        var random = Random(state: UInt64(seed))
        let (bytes, hits) = Self.text(60, &random)
        let scanner = try Samples.scanner(Self.terms)
        for stride in [1, 2, 3, 7, 64, 65, 100 + seed, 4_096, 1 << 20] {
            var tally = HitTally()
            for window in TextWindow.windows(of: bytes, stride: stride) { tally.add(scanner.scan(window)) }
            #expect(tally.counts[.init(.word, list: 0)] ?? 0 == hits, "stride \(stride)")
        }
    }

    @Test("in pieces of any size finds the same as at once", arguments: [1, 5, 4_095, 70_000])
    func pieces(_ size: Int) throws {
        var random = Random(state: 99)
        let (bytes, hits) = Self.text(20_000, &random)
        var stream = TextStream(try Samples.scanner(Self.terms), entropy: true)
        for start in stride(from: 0, to: bytes.count, by: size) {
            stream.feed(bytes[start..<min(bytes.count, start + size)])
        }
        #expect(stream.finish().counts[.init(.word, list: 0)] == hits)
    }

    static let tricks = [
        "secret plan", "SECRET  PLAN", "Secret\nplan", "secret-plan", "secret_plan", "ｓｅｃｒｅｔ ｐｌａｎ",
        "se\u{ad}cret plan", "s\u{200b}e\u{200d}cret\u{2060} plan", "sécrèt plañ", "se\u{301}cret plan",
        "ѕесrеt рlаn", "𝐬𝐞𝐜𝐫𝐞𝐭 𝓹𝓵𝓪𝓷", "ⓢⓔⓒⓡⓔⓣ plan", "secret\u{3000}plan", "ſecret plan",
        #"{"a":"\u0073ecret plan"}"#, #"{"a":"x\nsecret\tplan"}"#,
        #"{"a":"{\"b\":\"\\u0073\\u0065cret plan\"}"}"#,
        #"\ud835\udc2cecret plan"#, "(secret plan)", "\u{feff}secret plan", "secret plan",
    ]

    @Test("sees through spellings of Unicode and JSON", arguments: tricks)
    func unicode(_ text: String) throws {
        #expect(try Samples.rules("before \(text) behind") == [.word: 1])
        #expect(try Samples.rules(text) == [.word: 1])
    }

    static let others = [
        "secretary plan", "secret planet", "asecret plan", "secret2 plan", "secret", "plan secret",
        "sekret plan",
        "secret a plan", "blue bird", "bluebirds", "fishes",
    ]

    @Test("does not find a term in other words", arguments: others)
    func boundaries(_ text: String) throws { #expect(try Samples.rules(text) == [:]) }

    @Test("reads UTF-16 of either order, with a mark and without", arguments: [true, false])
    func utf16(_ isBig: Bool) async throws {
        for mark in ["\u{feff}", ""] {
            let text = mark + "an ordinary line before\nthe sécret plan 𝐬 behind\n"
            var bytes: [UInt8] = []
            for unit in text.utf16 {
                let pair = [UInt8(unit >> 8), UInt8(unit & 0xff)]
                bytes += isBig ? pair : pair.reversed()
            }
            #expect(try await Samples.rules(file: bytes) == [.word: 1])
        }
    }

    @Test("takes ten thousand terms with common beginnings")
    func manyTerms() throws {
        let terms = (0..<10_000).map { "project number \($0) of many" }
        let scanner = try Samples.scanner(terms)
        let text = Array("Project  Number 9999 of\nmany; project number 10000 of many".utf8)
        var tally = HitTally()
        for window in TextWindow.windows(of: text) { tally.add(scanner.scan(window)) }
        #expect(tally.counts == [.init(.word, list: 0): 1])
    }

    @Test("a list that cannot be used is refused by its line, and its terms are not said")
    func lists() {
        for (text, line) in [
            ("good\n--\n", "line 2"), ("x", "line 1"), ("", "list"),
            (String(repeating: "q", count: 300), "line 1"),
        ] {
            #expect {
                try WordList(Array(text.utf8), name: "list")
            } throws: { error in
                let words = "\(error)"
                return words.contains("review-word-list") && words.contains(line) && !words.contains("qq")
            }
        }
        #expect(throws: ReviewError.self) { try WordList([0xff, 0xfe, 0x41], name: "list") }
    }
}
