import Bytes
import Testing

@Suite("Canonical JSON")
struct JSONTests {
    static let limits = JSON.Limits(bytes: 1_000)

    @Test(
        "the canonical spelling reads back",
        arguments: [
            "{}", "[]", #""""#, "0", "-1", "9007199254740991", "true", "false", #"{"a":1,"b":[{"c":"d"}]}"#,
            #""\"\\\b\t\n\f\r\u0001é€😀/""#,
        ]
    )
    func canonical(_ text: String) throws {
        let value = try JSON(canonical: text.utf8, limits: Self.limits)
        #expect(value.canonicalBytes.elementsEqual(text.utf8))
    }

    @Test(
        "every other spelling is refused, and why",
        arguments: [
            (" 1", FormatError.Code.jsonNotCanonical), ("1 ", .jsonNotCanonical),
            (#"{"b":1,"a":2}"#, .jsonNotCanonical),
            (#"{"a": 1}"#, .jsonNotCanonical), (#""\u0041""#, .jsonNotCanonical),
            (#""\/""#, .jsonNotCanonical),
            (#"{"a":1,"a":2}"#, .jsonDuplicateKey), ("1.5", .jsonFloat), ("1e5", .jsonFloat),
            ("01", .jsonSyntax),
            ("-0", .jsonSyntax), ("null", .jsonSyntax), ("nul", .jsonSyntax), ("[1,]", .jsonSyntax),
            ("{", .jsonSyntax),
            ("", .truncated), (#""abc"#, .truncated), (#"{"a b":1}"#, .jsonSyntax),
            (#"{"1a":1}"#, .jsonSyntax),
            (#"{"ä":1}"#, .jsonSyntax), ("9007199254740992", .badValue),
            ("99999999999999999999999", .badValue),
            (#""\ud800""#, .badText), (#""\ud800\u0041""#, .badText), ("1 2", .trailingBytes),
            ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", .jsonTooDeep),
            ("\"" + String(repeating: "a", count: 1_000) + "\"", .tooLarge),
        ]
    )
    func refused(_ text: String, _ code: FormatError.Code) {
        do {
            _ = try JSON(canonical: text.utf8, limits: Self.limits)
            Issue.record("accepted \(text)")
        } catch { #expect(error.code == code, "\(text): \(error)") }
    }

    @Test("bytes that are no UTF-8 are refused")
    func encoding() {
        for bytes: [UInt8] in [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xff],
        ] {
            #expect(throws: FormatError.self) { try JSON(parsing: bytes, limits: Self.limits) }
        }
    }

    @Test("random mutations never trap, and what is read is what its canonical bytes say")
    func mutations() throws {
        let base = Array(#"{"a":[1,-20,true,"x\ny"],"b":{"c":"é","d":false},"e":9007199254740991}"#.utf8)
        var state: UInt64 = 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            var bytes = base
            for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(next(256)) }
            guard let value = try? JSON(parsing: bytes, limits: Self.limits) else { continue }
            #expect(try JSON(canonical: value.canonicalBytes, limits: Self.limits) == value)
        }
    }

    @Test("objects refuse keys that nobody asked for, and name what is missing or of the wrong type")
    func objects() throws {
        var object = try JSONObject(
            JSON(parsing: #"{"n":7,"s":"x","extra":true}"#.utf8, limits: Self.limits),
            path: "doc"
        )
        #expect(try object.integer("n") == 7)
        #expect(throws: FormatError(.jsonMissingKey, at: "doc", "want key \"m\"")) { try object.integer("m") }
        #expect(throws: FormatError(.jsonWrongType, at: "doc.s", "want an integer, got a string")) {
            try object.integer("s")
        }
        #expect(throws: FormatError(.jsonUnknownKey, at: "doc", "unknown key \"extra\"")) { try object.end() }
        #expect(throws: FormatError.self) { try JSONObject("text", path: "doc") }
    }
}
