import Bytes
import Testing

@testable import Container

@Suite("tar")
struct TarHeaderTests {
    static let time = Timestamp(seconds: 1_790_000_000) ?? .last

    static func written(_ header: TarHeader) throws -> [UInt8] {
        let stream = try TarStream()
        try stream.begin(header)
        return stream.take(stream.pending)
    }

    @Test(
        "libarchive writes the header that the table says",
        arguments: [
            "N/README.txt", "bundle-7/data/blobs/sha256/ab/" + String(repeating: "a", count: 64),
            String(repeating: "n", count: 64) + "/data/blobs/sha256/ab/" + String(repeating: "b", count: 64),
            String(repeating: "n", count: 64) + "/data/evidence/" + String(repeating: "c", count: 70) + "/"
                + String(repeating: "d", count: 90),
            "N/" + String(repeating: "e", count: 98), "N/" + String(repeating: "e", count: 97) + "/f",
        ]
    )
    func libarchiveAgrees(_ path: String) throws {
        for size in [0, 1, 511, 512, 513, 1 << 20, TarHeader.largestMember] {
            let header = TarHeader(path: path, size: size, modified: Self.time)
            #expect(try header.bytes() == Self.written(header))
        }
    }

    @Test("what does not fit is refused")
    func refusals() {
        let long = "N/" + String(repeating: "x", count: 101)
        #expect(throws: ContainerError.self) {
            try TarHeader(path: long, size: 1, modified: Self.time).bytes()
        }
        let large = TarHeader(path: "N/x", size: TarHeader.largestMember + 1, modified: Self.time)
        #expect(throws: ContainerError.self) { try large.bytes() }
    }

    @Test(
        "member names are portable",
        arguments: [
            ("data/run/run.json", true), ("a", true), ("A.b_c-d/E", true), ("", false), ("/a", false),
            ("a/", false),
            ("a//b", false), ("../a", false), (".a", false), ("a/.b", false), ("a b", false), ("ä", false),
            ("a/-b", false), (String(repeating: "a", count: 181), false),
        ]
    )
    func names(_ name: String, _ isValid: Bool) {
        #expect(MemberName.isValid(name) == isValid)
    }
}
