import Bytes
import TestSupport
import Testing

@testable import Container

/// The test files of XZ Utils: everything that the .xz format allows, and much that it does not.
@Suite("Files of XZ Utils")
struct XZVectorTests {
    static let names = (try? Folder.names(in: Vectors.path("xz")))?.filter { $0.hasSuffix(".xz") } ?? []
    static let present = ConditionTrait.enabled(if: Vectors.has("xz"), Comment(rawValue: Vectors.missing))

    /// Reads a file by every way there is; true where one of them gives all of it.
    ///
    /// Any error but one of the container fails the test.
    static func isRead(_ path: String) throws -> Bool {
        guard let file = try clean({ try XZFile(File.reading(path)) }) else { return false }
        var offset = XZProfile.streamHeaderSize
        while let block = try clean({ try file.block(atFileOffset: offset) }) { offset = block.next }
        var isRead = offset > XZProfile.streamHeaderSize
        for expected in 0...3 {
            guard let reader = try clean({ try file.readIndex(expected: expected) }) else { continue }
            let contents = try (0..<reader.blockCount).map { block in
                try clean { try reader.content(ofBlock: block) }
            }
            _ = try clean { try reader.read(0..<min(reader.tarSize, 1 << 20)) }
            isRead = isRead || !contents.contains(nil)
        }
        return isRead
    }

    static func clean<Value>(_ body: () throws -> Value) throws -> Value? {
        do { return try body() } catch is ContainerError { return nil }
    }

    // All other good files have a check that is not CRC32, a filter beside LZMA2, a block header without both
    // sizes, a larger dictionary than their blocks need, or more than one Stream.
    static let readable = ["good-0-empty.xz": "one Stream with check CRC32 and no blocks"]

    @Test("are refused but for one, and never more than that", present, arguments: names)
    func outcome(_ name: String) throws {
        #expect(try Self.isRead(Vectors.path("xz/\(name)")) == (Self.readable[name] != nil))
    }

    // Peak memory cannot be measured in a process that runs other tests. What can be shown: a claim is compared
    // with the file's own size, or with a limit, before anything is reserved for it.
    @Test("sizes that a file only claims are refused before anything is read or reserved for them")
    func claims() throws {
        let huge = 1 << 62
        var index: [UInt8] = [0]
        XZNumber.append(1 << 40, to: &index)
        XZNumber.append(huge, to: &index)
        XZNumber.append(huge, to: &index)
        while !index.count.isMultiple(of: 4) { index.append(0) }
        index.append(littleEndian: XZProfile.crc32(index))
        // Whoever wrote the manifest may claim as many blocks as the Index does.
        for expected in [1, 1 << 32, 1 << 40] {
            let error = #expect(throws: ContainerError.self) {
                try XZIndex.read(index, expected: expected, indexOffset: 12)
            }
            #expect(error?.code == .index)
        }
        // What no bytes can decode to: 4 MiB from a block of 24 bytes, and a block without room for one byte.
        for (unpadded, uncompressed) in [(24, 4 << 20), (20, 1)] {
            let records = [XZIndex.Record(unpadded: unpadded, uncompressed: uncompressed)]
            let error = #expect(throws: ContainerError.self) {
                try XZIndex.read(XZIndex.encode(records), expected: 1, indexOffset: 12 + records[0].padded)
            }
            #expect(error?.code == .index)
        }
        let densest = [XZIndex.Record(unpadded: 600, uncompressed: 4 << 20)]
        #expect(try XZIndex.read(XZIndex.encode(densest), expected: 1, indexOffset: 612).count == 1)
        var header: [UInt8] = [4, 0xc0]
        XZNumber.append(1 << 28, to: &header)
        XZNumber.append(1 << 29, to: &header)
        header += [0x21, 1, 20]
        header += [UInt8](repeating: 0, count: 20 - header.count)
        let error = #expect(throws: ContainerError.self) { try BlockHeader(reading: header, at: "test") }
        #expect(error?.code == .blockTooLarge)
    }

    @Test(
        "huge sizes in the Index are refused by name",
        present,
        arguments: ["bad-1-index-huge-uncomp.xz", "bad-3-index-uncomp-overflow.xz"]
    )
    func hugeIndex(_ name: String) throws {
        let path = Vectors.path("xz/\(name)")
        let error = #expect(throws: ContainerError.self) {
            let file = try XZFile(File.reading(path))
            _ = try file.readIndex(expected: name.hasPrefix("bad-1") ? 1 : 3)
        }
        #expect(error?.code == .index || error?.code == .unsupportedCheck, "\(String(describing: error))")
    }
}
