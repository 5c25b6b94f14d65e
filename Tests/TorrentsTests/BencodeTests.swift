import Bytes
import TestSupport
import Testing

@testable import Torrents

@Suite("Bencode")
struct BencodeTests {
    private func code(_ text: String) -> TorrentError.Code? {
        do {
            _ = try BencodeReader.dictionary(Array("d1:a\(text)e".utf8))
            return nil
        } catch { return error.code }
    }

    @Test(
        "has one spelling for each value",
        arguments: [
            "i0e", "i-1e", "i9223372036854775807e", "0:", "3:a:b", "le", "de", "d0:i1e1:b2:cde", "ll1:xee",
        ]
    )
    func spelling(_ text: String) throws {
        let bytes = Array("d1:a\(text)e".utf8)
        let (dictionary, raw) = try BencodeReader.dictionary(bytes)
        #expect(Bencode.dictionary(dictionary).encoded == bytes)
        #expect(Array(raw("a")) == Array(text.utf8) && raw("b").isEmpty)
    }

    @Test(
        "refuses another spelling of a value",
        arguments: [
            ("i-0e", TorrentError.Code.bencodeNotCanonical), ("i00e", .bencodeNotCanonical),
            ("i07e", .bencodeNotCanonical), ("i-07e", .bencodeNotCanonical), ("01:a", .bencodeNotCanonical),
            ("d1:b0:1:a0:e", .bencodeNotCanonical), ("d1:a0:1:a0:e", .bencodeNotCanonical),
            ("ie", .bencodeSyntax), ("i-e", .bencodeSyntax), ("i+1e", .bencodeSyntax), ("i1", .bencodeSyntax),
            ("-1:", .bencodeSyntax), ("5:abc", .bencodeSyntax), ("di1e0:e", .bencodeSyntax),
            ("d1:ae", .bencodeSyntax), ("x", .bencodeSyntax), ("i9223372036854775808e", .tooLarge),
            ("99999999999999999999:", .tooLarge), ("9223372036854775807:", .bencodeSyntax),
            ("i1ee0:", .bencodeTrailing),
        ]
    )
    func refused(_ text: String, _ wanted: TorrentError.Code) {
        #expect(code(text) == wanted)
    }

    @Test("bounds depth and the number of values, whatever comes after")
    func bounds() {
        let deep = BencodeReader.Limit.depth - 1
        #expect(code(String(repeating: "l", count: deep) + String(repeating: "e", count: deep)) == nil)
        #expect(code(String(repeating: "l", count: deep + 1)) == .bencodeTooDeep)
        #expect(code(String(repeating: "d1:a", count: 1_000_000)) == .bencodeTooDeep)
        let many = BencodeReader.Limit.values - 2
        #expect(code("l\(String(repeating: "le", count: many))e") == nil)
        #expect(code("l\(String(repeating: "le", count: many + 1))e") == .tooLarge)
    }

    @Test("is not read beyond a length, and must be a dictionary")
    func outermost() {
        #expect(throws: TorrentError.self) { try BencodeReader.dictionary(Array("le".utf8)) }
        #expect(throws: TorrentError.self) { try BencodeReader.dictionary([]) }
        let long = [UInt8](repeating: 0x20, count: BencodeReader.Limit.bytes + 1)
        #expect {
            try BencodeReader.dictionary(long)
        } throws: {
            ($0 as? TorrentError)?.code == .tooLarge
        }
    }
}
