import Bytes
import CLZMA
import CXZ

/// The numbers that the one .xz profile fixes; `Formats/bundle-v1.md` section 1.
package enum XZProfile {
    package static let largestBlock = 4 << 20
    static let chunk = 65_536
    /// The least Unpadded Size: a header of 12 bytes, one stored byte, the end marker and the check.
    static let smallestBlock = 21
    static let streamHeaderSize = 12
    static let checkSize = 4
    static let magic: [UInt8] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
    static let footerMagic: [UInt8] = [0x59, 0x5a]
    /// Check CRC32.
    static let streamFlags: [UInt8] = [0x00, 0x01]

    static let streamHeader: [UInt8] = {
        var header = magic + streamFlags
        header.append(littleEndian: crc32(streamFlags))
        return header
    }()

    static func streamFooter(indexSize: Int) -> [UInt8] {
        var tail: [UInt8] = []
        tail.append(littleEndian: UInt32(indexSize / 4 - 1))
        tail += streamFlags
        var footer: [UInt8] = []
        footer.append(littleEndian: crc32(tail))
        return footer + tail + footerMagic
    }

    static func crc32(_ bytes: some Collection<UInt8>) -> UInt32 {
        bytes.withContiguousStorageIfAvailable { crc32(raw: UnsafeRawBufferPointer($0)) }
            ?? crc32(Array(bytes))
    }

    /// The CRC32 of bytes, or of those before `bytes` continued.
    static func crc32(raw bytes: UnsafeRawBufferPointer, after: UInt32 = 0) -> UInt32 {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        guard let start, bytes.count >= 64, bulla_crc32_accelerated() != 0 else {
            return lzma_crc32(start, bytes.count, after)
        }
        let folded = bytes.count & ~15
        let crc = bulla_crc32_folded(after, start, folded)
        return lzma_crc32(start + folded, bytes.count - folded, crc)
    }

    /// Bytes of the payload of a stored block: a control byte and a size for each chunk, and the end marker.
    static func storedSize(_ count: Int) -> Int {
        count + 3 * ((count + chunk - 1) / chunk) + 1
    }

    /// The smallest LZMA2 dictionary byte whose dictionary holds the whole block.
    static func dictionaryByte(for count: Int) -> UInt8 {
        (0...20).first { dictionarySize($0) >= count } ?? 20
    }

    static func dictionarySize(_ byte: UInt8) -> Int {
        Int(2 | byte & 1) << (Int(byte) / 2 + 11)
    }

    /// More content than so many bytes of a file can decode to, whatever they are.
    ///
    /// LZMA gives most for a repeated match of 273 bytes, coded by 14 binary decisions. A decision costs log2(2048/2017)
    /// bits or more, since no probability goes beyond 2017/2048: 273 bytes cost 0.308 bits or more, so that one byte
    /// gives fewer than 7,100.
    package static func mostContent(ofFileBytes count: Int) -> Int { count * 8_192 }

    /// The most blocks that a file of so many bytes can have: each is a multiple of 4, and has an Index Record of two.
    package static func mostBlocks(ofFileBytes count: Int) -> Int {
        count / ((smallestBlock + 3) & ~3 + 2)
    }

    /// Refuses the two releases of liblzma that carried a back door (CVE-2024-3094).
    package static func refuseBackdooredLibrary() throws(ContainerError) {
        let version = lzma_version_number()
        guard version != 50_060_002 && version != 50_060_012 else {
            throw ContainerError(
                .library,
                at: "liblzma",
                "versions 5.6.0 and 5.6.1 carry CVE-2024-3094; install another"
            )
        }
    }

    /// The version of liblzma in use, such as `5.4.1`.
    package static var libraryVersion: String { String(cString: lzma_version_string()) }
}
