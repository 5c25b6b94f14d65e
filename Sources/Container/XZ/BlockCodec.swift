import Bytes

/// How much work sealing puts into size.
package enum Effort: String, Sendable, CaseIterable {
    case fast, `default`, best

    var encoder: LZMA.Encoder {
        switch self {
        case .fast, .default: .quick
        case .best: .library(preset: 9)
        }
    }
}

/// One whole block: header, payload, padding, check.
enum BlockCodec {
    /// An encoded block and its two sizes for the Index.
    struct Encoded: Sendable {
        let bytes: [UInt8]
        let record: XZIndex.Record
    }

    /// What is done to make a block smaller.
    enum Compression: Sendable {
        case never
        /// Only when a cheap look says that it is worth a try.
        case ifLikely
        case always
    }

    /// Encodes 1 to 4,194,304 bytes; stored when they do not shrink.
    ///
    /// - Parameter framing: where tar headers and padding stand; they shrink even between contents that do not.
    static func encode(
        _ content: [UInt8],
        framing: [Range<Int>] = [],
        effort: Effort,
        compression: Compression
    ) throws(ContainerError) -> Encoded {
        precondition((1...XZProfile.largestBlock).contains(content.count))
        let storedSize = XZProfile.storedSize(content.count)
        var payload: [UInt8]?
        switch compression {
        case .never: break
        case .ifLikely where !Compressibility.isLikely(content, beside: framing):
            payload = try mixed(content, framing: framing, effort: effort, limit: storedSize)
        case .ifLikely, .always:
            payload = try content.span.bytes.withUnsafeBytes { (raw) throws(ContainerError) in
                try LZMA.encode(raw, by: effort.encoder, limit: storedSize)
            }
        }
        let header = BlockHeader(compressed: payload?.count ?? storedSize, uncompressed: content.count)
        var bytes = header.bytes
        bytes.reserveCapacity(bytes.count + header.compressed + 8)
        if let payload { bytes += payload } else { appendStored(content, to: &bytes) }
        while !bytes.count.isMultiple(of: 4) { bytes.append(0) }
        bytes.append(littleEndian: XZProfile.crc32(content))
        return Encoded(
            bytes: bytes,
            record: XZIndex.Record(unpadded: header.unpaddedSize, uncompressed: content.count)
        )
    }

    /// LZMA2 of the framing between uncompressed chunks of the rest; nil when that is no smaller than `limit`.
    private static func mixed(
        _ content: [UInt8],
        framing: [Range<Int>],
        effort: Effort,
        limit: Int
    ) throws(ContainerError) -> [UInt8]? {
        var payload: [UInt8] = []
        payload.reserveCapacity(limit)
        var position = 0
        for range in framing + [content.count..<content.count] {
            appendChunks(content[position..<range.lowerBound], to: &payload)
            position = range.upperBound
            guard !range.isEmpty else { continue }
            let encoded = try content.span.bytes.withUnsafeBytes { (raw) throws(ContainerError) in
                try LZMA.encode(
                    UnsafeRawBufferPointer(rebasing: raw[range]),
                    by: effort.encoder,
                    limit: range.count
                )
            }
            // Without its end marker an LZMA2 stream goes on: each begins with a reset of the dictionary.
            if let encoded {
                payload += encoded.dropLast()
            } else {
                appendChunks(content[range], to: &payload)
            }
        }
        payload.append(0)
        return payload.count < limit ? payload : nil
    }

    /// Uncompressed chunks; in the midst of others the dictionary may be reset by each first one.
    private static func appendChunks(_ content: ArraySlice<UInt8>, to payload: inout [UInt8]) {
        for start in stride(from: content.startIndex, to: content.endIndex, by: XZProfile.chunk) {
            let end = min(start + XZProfile.chunk, content.endIndex)
            payload.append(start == content.startIndex ? 1 : 2)
            payload.append(bigEndian: UInt16(end - start - 1))
            payload += content[start..<end]
        }
    }

    private static func appendStored(_ content: [UInt8], to bytes: inout [UInt8]) {
        appendChunks(content[...], to: &bytes)
        bytes.append(0)
    }

    /// Decodes a block whose header was read; `raw` is everything after the header.
    static func decode(
        _ raw: UnsafeRawBufferPointer,
        header: BlockHeader,
        at location: String
    ) throws(ContainerError) -> [UInt8] {
        if header.isStored {
            var content: [UInt8] = []
            content.reserveCapacity(header.uncompressed)
            for piece in try storedPieces(raw, header: header, at: location) {
                content.append(contentsOf: piece)
            }
            return content
        }
        let payload = try payload(raw, header: header, at: location)
        var failure: ContainerError?
        let content = [UInt8](unsafeUninitializedCapacity: header.uncompressed) { buffer, count in
            do throws(ContainerError) {
                try LZMA.decode(payload, into: UnsafeMutableRawBufferPointer(buffer), at: location)
                count = header.uncompressed
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        try compare(check: XZProfile.crc32(content), raw, at: location)
        return content
    }

    /// The content of a stored block, as pieces of `raw`.
    static func storedPieces(
        _ raw: UnsafeRawBufferPointer,
        header: BlockHeader,
        at location: String
    ) throws(ContainerError) -> [UnsafeRawBufferPointer] {
        let payload = try payload(raw, header: header, at: location)
        var pieces: [UnsafeRawBufferPointer] = []
        var check: UInt32 = 0
        var from = 0
        for start in stride(from: 0, to: header.uncompressed, by: XZProfile.chunk) {
            let count = min(XZProfile.chunk, header.uncompressed - start)
            guard payload[from] == (start == 0 ? 1 : 2),
                Int(payload[from + 1]) << 8 | Int(payload[from + 2]) == count - 1
            else { throw ContainerError(.storedChunk, at: location, "chunk header at payload byte \(from)") }
            let piece = UnsafeRawBufferPointer(rebasing: payload[from + 3..<from + 3 + count])
            check = XZProfile.crc32(raw: piece, after: check)
            pieces.append(piece)
            from += 3 + count
        }
        guard payload[from] == 0 else {
            throw ContainerError(.storedChunk, at: location, "end marker at payload byte \(from)")
        }
        try compare(check: check, raw, at: location)
        return pieces
    }

    // The payload, its padding compared.
    private static func payload(
        _ raw: UnsafeRawBufferPointer,
        header: BlockHeader,
        at location: String
    ) throws(ContainerError) -> UnsafeRawBufferPointer {
        let padded = (header.compressed + 3) & ~3
        precondition(raw.count == padded + XZProfile.checkSize)
        guard raw[header.compressed..<padded].allSatisfy({ $0 == 0 }) else {
            throw ContainerError(.blockPadding, at: location, "padding is not zero")
        }
        return UnsafeRawBufferPointer(rebasing: raw[..<header.compressed])
    }

    private static func compare(
        check: UInt32,
        _ raw: UnsafeRawBufferPointer,
        at location: String
    ) throws(ContainerError) {
        let offset = raw.count - XZProfile.checkSize
        let stored = raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        guard UInt32(littleEndian: stored) == check else {
            throw ContainerError(.blockCheck, at: location, "CRC32 does not fit the content")
        }
    }
}
