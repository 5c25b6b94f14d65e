import Bytes
import TestSupport
import Testing

@testable import Attestation

@Suite("CBOR")
struct CBORTests {
    private func read(_ hex: String) throws -> CBOR {
        try CBOR(reading: Hex.decode(hex), name: "test")
    }

    private func refusal(_ hex: String) -> FormatError.Code? {
        do {
            _ = try read(hex)
            return nil
        } catch { return (error as? FormatError)?.code }
    }

    @Test(
        "reads the examples of RFC 8949 appendix A that attestation documents use",
        arguments: [
            ("00", CBOR.unsigned(0)), ("17", .unsigned(23)), ("1818", .unsigned(24)),
            ("1903e8", .unsigned(1000)),
            ("1b000000e8d4a51000", .unsigned(1_000_000_000_000)), ("1bffffffffffffffff", .unsigned(.max)),
            ("20", .negative(0)), ("3822", .negative(34)), ("3bffffffffffffffff", .negative(.max)),
            ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null),
            ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])), ("60", .text("")),
            ("62c3bc", .text("\u{fc}")),
            ("80", .array([])), ("83010203", .array([.unsigned(1), .unsigned(2), .unsigned(3)])),
            ("a0", .map([:])),
            ("a201020304", .map([.unsigned(1): .unsigned(2), .unsigned(3): .unsigned(4)])),
            ("bf6161f6ff", .map([.text("a"): .null])), ("bfff", .map([:])),
        ]
    )
    func examples(_ hex: String, _ value: CBOR) throws {
        #expect(try read(hex) == value)
    }

    @Test(
        "refuses what is not the one spelling, or not needed",
        arguments: [
            // Not the shortest head.
            ("1817", FormatError.Code.badValue), ("190018", .badValue), ("1a0000ffff", .badValue),
            ("1b00000000ffffffff", .badValue), ("5803010203", .badValue), ("b800", .badValue),
            ("9800", .badValue),
            // Lengths that are not stated, but for a map that is the whole.
            ("5f4101ff", .badValue), ("7f6161ff", .badValue), ("9f01ff", .badValue), ("81bfff", .badValue),
            ("ff", .badValue), ("bf61", .truncated), ("bf6161ff", .badValue), ("1f", .badValue),
            ("3f", .badValue),
            // Tags, floats, other simple values, reserved heads.
            ("c11a514b67b0", .badValue), ("d28440a04040", .badValue), ("f93c00", .badValue),
            ("fa47c35000", .badValue),
            ("f7", .badValue), ("f0", .badValue), ("f8ff", .badValue), ("1c", .badValue), ("fc", .badValue),
            // Keys.
            ("a201020103", .badValue), ("bf01020103ff", .badValue), ("a14001", .badValue),
            ("a18001", .badValue),
            ("a12001", .badValue), ("a1f601", .badValue),
            // Text that is not UTF-8; bytes after the end; nothing.
            ("61ff", .badText), ("0000", .trailingBytes), ("bfff00", .trailingBytes), ("", .truncated),
        ]
    )
    func refusals(_ hex: String, _ code: FormatError.Code) {
        #expect(refusal(hex) == code)
    }

    @Test("holds every length against its limits before anything is kept")
    func limits() throws {
        #expect(refusal("5bffffffffffffffff") == .truncated)
        #expect(refusal("7b7fffffffffffffff") == .truncated)
        #expect(refusal("9bffffffffffffffff") == .tooLarge)
        #expect(refusal("bb7fffffffffffffff") == .tooLarge)
        #expect(refusal("9a00010000") == .tooLarge)
        #expect(try read("81818100") == .array([.array([.array([.unsigned(0)])])]))
        #expect(refusal("8181818100") == .tooLarge)
        #expect(refusal("990200" + String(repeating: "00", count: 512)) == .tooLarge)
        let large = [UInt8](repeating: 0, count: 1 << 16 + 1)
        #expect(throws: FormatError.self) { try CBOR(reading: large, name: "test") }
    }

    @Test(
        "writes the shortest head of every length",
        arguments: [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32]
    )
    func heads(_ argument: UInt64) throws {
        let head = CBOR.head(.unsigned, argument)
        #expect(try CBOR(reading: head, name: "test") == .unsigned(argument))
    }

    @Test("meets random bytes without trapping")
    func random() {
        var choices = Choices(seed: 7)
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...24, using: &choices)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &choices) }
            _ = try? CBOR(reading: bytes, name: "random")
        }
    }
}
