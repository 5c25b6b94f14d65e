import Bytes
import Testing

@Suite("Encodings")
struct EncodingTests {
    @Test(
        "RFC 4648 section 10, and no second spelling",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func base64(_ plain: String, _ text: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(try Base64.decode(text) == Array(plain.utf8))
    }

    @Test(
        "other base64 is refused",
        arguments: ["Zg=", "Zg", "Zh==", "Zm9=", "Zm 9v", "Zm-_", "====", "Z===", "Zg==Zg=="]
    )
    func badBase64(_ text: String) {
        #expect(throws: FormatError.self) { try Base64.decode(text) }
    }

    @Test("hexadecimal is lower case and even")
    func hex() throws {
        #expect(try Hex.decode("00ff") == [0, 255])
        for text in ["0", "0F", "0g", " 0"] { #expect(throws: FormatError.self) { try Hex.decode(text) } }
        #expect(Digest(hex: String(repeating: "a", count: 63)) == nil)
        #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
        #expect(Digest(bytes: Array(0..<32))?.hex.hasPrefix("000102") == true)
    }

    @Test(
        "times have one spelling",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0)), ("2000-02-29T12:34:56Z", 951_827_696),
            ("2026-11-22T00:00:00Z", 1_795_305_600),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ]
    )
    func times(_ text: String, _ seconds: Int64) throws {
        #expect(try Timestamp(text).seconds == seconds)
        #expect(Timestamp(seconds: seconds)?.description == text)
    }

    @Test(
        "other times are refused",
        arguments: [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00", "2026-1-1T0:0:0Z",
            "1969-12-31T23:59:59Z", "",
        ]
    )
    func badTimes(_ text: String) {
        #expect(throws: FormatError.self) { try Timestamp(text) }
    }

    @Test("a cursor reads forward, and says when bytes are missing or left over")
    func cursor() throws {
        var cursor = ByteCursor([1, 2, 3, 4, 5, 6, 7], name: "record")
        #expect(try cursor.u8() == 1)
        #expect(try cursor.bigEndian(UInt16.self) == 0x0203)
        #expect(try cursor.littleEndian(UInt16.self) == 0x0504)
        #expect(throws: FormatError.self) { try cursor.end() }
        #expect(throws: FormatError.self) { try cursor.digest() }
        #expect(throws: FormatError.self) { try cursor.take(-1) }
        #expect(try Array(cursor.take(2)) == [6, 7])
        try cursor.end()
    }

    @Test("a digest is read from 64 lower-case hexadecimal digits, and from no other byte anywhere")
    func hexDigits() {
        let text = Array("00ff19af0123456789abcdeffedcba98765432100f1e2d3c4b5a69788796a5b4".utf8)
        for position in 0..<64 {
            for byte: UInt8 in 0...255 {
                var other = text
                other[position] = byte
                let found = other.withUnsafeBytes { Digest(hexDigits: $0, at: 0) }
                #expect(found?.bytes == (try? Hex.decode(String(decoding: other, as: UTF8.self))))
            }
        }
    }
}
