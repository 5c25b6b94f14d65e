import Bytes

/// The header of one block: both sizes, LZMA2 as the only filter; `Formats/bundle-v1.md` section 1.1.
///
///     size/4−1 | c0 | compressed size | uncompressed size | 21 01 d | zeros to 4 | CRC32
struct BlockHeader: Equatable {
    let compressed: Int
    let uncompressed: Int

    /// The header's bytes.
    var bytes: [UInt8] {
        var body: [UInt8] = [0, 0xc0]
        XZNumber.append(compressed, to: &body)
        XZNumber.append(uncompressed, to: &body)
        body += [0x21, 0x01, XZProfile.dictionaryByte(for: uncompressed)]
        while !body.count.isMultiple(of: 4) { body.append(0) }
        body[0] = UInt8(body.count / 4)
        body.append(littleEndian: XZProfile.crc32(body))
        return body
    }

    /// Header, payload and check: what the Index calls the Unpadded Size.
    var unpaddedSize: Int { bytes.count + compressed + XZProfile.checkSize }

    /// Whether the payload is the block's bytes in uncompressed chunks.
    var isStored: Bool { compressed == XZProfile.storedSize(uncompressed) }

    /// The longest header: 2 + 2 numbers of 4 bytes for sizes up to 4 MiB + 3, padded, and the CRC32.
    static let longest = 20

    /// Reads a header at the front of `bytes`, at most `longest` of which are looked at.
    init(reading bytes: [UInt8], at location: String) throws(ContainerError) {
        let wrong = { (detail: String) in ContainerError(.blockHeader, at: location, detail) }
        guard bytes.count >= 12 else {
            throw ContainerError(.truncated, at: location, "ends within a block header")
        }
        guard bytes.prefix(BlockHeader.longest).contains(where: { $0 != 0 }) else {
            throw ContainerError(
                .truncated,
                at: location,
                "zeros where a block should be: an incomplete copy"
            )
        }
        let size = (Int(bytes[0]) + 1) * 4
        guard bytes[0] != 0, size <= BlockHeader.longest, size <= bytes.count else {
            throw wrong("header size \(size), want 12 to \(BlockHeader.longest)")
        }
        guard bytes[1] == 0xc0 else {
            throw ContainerError(.unsupportedFilter, at: location, "want both sizes and one filter")
        }
        var index = 2
        let sizes = bytes.withUnsafeBytes { raw in
            (XZNumber.read(raw, at: &index), XZNumber.read(raw, at: &index))
        }
        guard let compressed = sizes.0, let uncompressed = sizes.1 else { throw wrong("sizes are damaged") }
        guard (1...XZProfile.largestBlock).contains(uncompressed) else {
            throw ContainerError(
                .blockTooLarge,
                at: location,
                "\(uncompressed) bytes, want 1 to \(XZProfile.largestBlock)"
            )
        }
        guard compressed <= XZProfile.storedSize(uncompressed), compressed > 0 else {
            throw wrong("payload of \(compressed) bytes for \(uncompressed), larger than stored")
        }
        guard bytes[index] == 0x21 else {
            throw ContainerError(.unsupportedFilter, at: location, "want LZMA2 as the only filter")
        }
        self.compressed = compressed
        self.uncompressed = uncompressed
        guard self.bytes.elementsEqual(bytes[..<size]) else { throw wrong("not as the profile writes it") }
    }

    init(compressed: Int, uncompressed: Int) {
        self.compressed = compressed
        self.uncompressed = uncompressed
    }
}
