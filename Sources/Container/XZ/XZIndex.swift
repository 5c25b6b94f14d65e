import Bytes

/// The Index at the end of a Stream: two sizes for each block.
struct XZIndex {
    struct Record: Equatable, Sendable {
        let unpadded: Int
        let uncompressed: Int

        var padded: Int { (unpadded + 3) & ~3 }
    }

    /// Where the blocks are, in the file and in the tar stream; 17 bytes a block.
    struct Table: Sendable {
        /// File offset of each block's header, then that of the Index.
        fileprivate(set) var fileOffsets: [Int] = [XZProfile.streamHeaderSize]
        /// Tar offset of each block, then the size of the tar stream.
        fileprivate(set) var tarOffsets: [Int] = [0]
        /// By how much less than the bytes that each block takes its Unpadded Size is.
        fileprivate var slack: [UInt8] = []

        var count: Int { fileOffsets.count - 1 }

        /// The Unpadded Size that the Index states of a block.
        func unpaddedSize(ofBlock index: Int) -> Int {
            fileOffsets[index + 1] - fileOffsets[index] - Int(slack[index])
        }

        /// The block that holds byte `offset` of the tar stream.
        func block(holding offset: Int) -> Int {
            var low = 0
            var high = count
            while high - low > 1 {
                let middle = (low + high) / 2
                if tarOffsets[middle] <= offset { low = middle } else { high = middle }
            }
            return low
        }
    }

    /// The Index as the profile writes it.
    static func encode(_ records: some Collection<Record>) -> [UInt8] {
        var out: [UInt8] = [0]
        XZNumber.append(records.count, to: &out)
        for record in records {
            XZNumber.append(record.unpadded, to: &out)
            XZNumber.append(record.uncompressed, to: &out)
        }
        while !out.count.isMultiple(of: 4) { out.append(0) }
        out.append(littleEndian: XZProfile.crc32(out))
        return out
    }

    /// Reads the Index and refuses it unless it lists exactly `expected` blocks that fill the file up to it.
    ///
    /// Nothing is allocated beyond what `expected` blocks need.
    static func read(
        _ bytes: [UInt8],
        expected: Int,
        indexOffset: Int
    ) throws(ContainerError) -> Table {
        let wrong = { (detail: String) in ContainerError(.index, at: "Index", detail) }
        guard bytes.count >= 8, bytes[0] == 0 else { throw wrong("want indicator 00") }
        // A record has at least two bytes; `expected` comes from a manifest that nobody may have signed.
        guard expected <= bytes.count / 2 else { throw wrong("\(bytes.count) bytes for \(expected) blocks") }
        var table = Table()
        table.fileOffsets.reserveCapacity(expected + 1)
        table.tarOffsets.reserveCapacity(expected + 1)
        table.slack.reserveCapacity(expected)
        var index = 1
        var problem: ContainerError?
        bytes.withUnsafeBytes { raw in
            problem = table.fill(from: raw, at: &index, expected: expected)
        }
        if let problem { throw problem }
        while !index.isMultiple(of: 4) {
            guard index < bytes.count, bytes[index] == 0 else { throw wrong("padding is not zero") }
            index += 1
        }
        guard index + 4 == bytes.count else { throw wrong("\(bytes.count - index - 4) bytes too many") }
        var check: [UInt8] = []
        check.append(littleEndian: XZProfile.crc32(bytes[..<index]))
        guard bytes[index...].elementsEqual(check) else { throw wrong("CRC32 does not fit") }
        guard table.fileOffsets[expected] == indexOffset else {
            throw wrong("blocks end at byte \(table.fileOffsets[expected]), the Index is at \(indexOffset)")
        }
        return table
    }
}

extension XZIndex.Table {
    fileprivate mutating func fill(
        from raw: UnsafeRawBufferPointer,
        at index: inout Int,
        expected: Int
    ) -> ContainerError? {
        let wrong = { (detail: String) in ContainerError(.index, at: "Index", detail) }
        guard let count = XZNumber.read(raw, at: &index) else { return wrong("number of records is damaged") }
        guard count == expected else { return wrong("lists \(count) blocks, want \(expected)") }
        for block in 0..<count {
            guard let unpadded = XZNumber.read(raw, at: &index),
                let uncompressed = XZNumber.read(raw, at: &index)
            else { return wrong("record \(block) is damaged") }
            guard (1...XZProfile.largestBlock).contains(uncompressed),
                (XZProfile.smallestBlock...XZProfile.largestBlock * 2).contains(unpadded),
                uncompressed <= XZProfile.mostContent(ofFileBytes: unpadded)
            else { return wrong("record \(block): sizes \(unpadded), \(uncompressed)") }
            let padded = (unpadded + 3) & ~3
            fileOffsets.append(fileOffsets[block] + padded)
            slack.append(UInt8(padded - unpadded))
            tarOffsets.append(tarOffsets[block] + uncompressed)
        }
        return nil
    }
}
