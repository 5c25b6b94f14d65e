import Bytes
import Testing

@testable import Attestation

struct RawMemberTests {
    @Test(
        "The value of a member is given byte for byte",
        arguments: [
            ("{\"a\":{\"b\":1},\"s\":\"x\"}", "{\"b\":1}"),
            ("{ \"s\" : \"}\" , \"a\" :\n [1, {}] }", "[1, {}]"),
            ("{\"x\":{\"a\":1},\"a\":\"\\\"},{\"}", "\"\\\"},{\""), ("{\"a\":7}", "7"),
        ]
    )
    func value(_ document: String, _ wanted: String) {
        let slice = RawMember.value(of: "a", in: Array(document.utf8))
        #expect(slice.map { String(decoding: $0, as: UTF8.self) } == wanted)
    }

    @Test(
        "A member that is not there, or in no document at all, is nil",
        arguments: [
            "{}", "{\"b\":{\"a\":1}}", "", "{", "{\"", "{\"a", "{\"a\\", "{\"b\":\"", "{\"\\u0061\":1}",
        ]
    )
    func absent(_ document: String) {
        #expect(RawMember.value(of: "a", in: Array(document.utf8)) == nil)
    }

    @Test("Percent-encoding is undone, and nothing else")
    func percent() throws {
        let text = Array("-----BEGIN%20A%2B+%2f%0A".utf8)
        let decoded = try ResponseHeaders.percentDecoded(text, at: "")
        #expect(String(decoding: decoded, as: UTF8.self) == "-----BEGIN A++/\n")
        for bad in ["%", "%4", "%zz", "a%2"] {
            #expect(throws: FormatError.self) { try ResponseHeaders.percentDecoded(Array(bad.utf8), at: "") }
        }
    }

    @Test("A header is found whatever its case; two that differ are refused")
    func headers() throws {
        let one = ResponseHeaders(Array("HTTP/1.1 200 OK\r\nx-chain: %41b\r\n\r\n".utf8), file: "h")
        #expect(try one.decoded(["X-Chain"]) == Array("Ab".utf8))
        #expect(try one.decoded(["Other"]) == nil)
        let two = ResponseHeaders(Array("X-Chain: a\nx-chain: b\n".utf8), file: "h")
        #expect(throws: FormatError.self) { try two.decoded(["X-Chain"]) }
    }
}
