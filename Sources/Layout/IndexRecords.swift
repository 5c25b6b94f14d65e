package import Bytes

/// The fixed-width records of `data/index/`; `Formats/bundle-v1.md` section 7.
package enum IndexRecords {
    package static let entryRecord = 4
    package static let stepRecord = 16
    package static let blobRecord = 8

    package static func entries(_ sizes: some Collection<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sizes.count * entryRecord)
        for size in sizes { bytes.append(bigEndian: UInt32(size)) }
        return bytes
    }

    /// The sizes of entry bundles.
    package static func entrySizes(_ bytes: [UInt8]) throws(FormatError) -> [Int] {
        var cursor = ByteCursor(bytes, name: MemberPath.entryIndex)
        var sizes: [Int] = []
        sizes.reserveCapacity(bytes.count / entryRecord)
        while !cursor.isAtEnd { sizes.append(Int(try cursor.bigEndian(UInt32.self))) }
        return sizes
    }

    static func append(leaf: Int, firstBlob: Int, to records: inout [UInt8]) {
        records.append(bigEndian: UInt64(leaf))
        records.append(bigEndian: UInt64(firstBlob))
    }

    /// A step's leaf index and the number of its first record in `data/index/blobs`.
    package static func step(_ bytes: [UInt8]) throws(FormatError) -> (leaf: Int, firstBlob: Int) {
        var cursor = ByteCursor(bytes, name: MemberPath.stepIndex)
        return (try number(&cursor), try number(&cursor))
    }

    /// The record of a blob that is withheld.
    private static let nowhere = [UInt8](repeating: 0xff, count: blobRecord)

    static func append(blobOffset: Int?, to records: inout [UInt8]) {
        guard let blobOffset else { return records.append(contentsOf: nowhere) }
        records.append(bigEndian: UInt64(blobOffset))
    }

    /// Offset of a blob's header from the first blob's; nil where the blob is not in the bundle.
    package static func blobOffset(_ bytes: [UInt8]) throws(FormatError) -> Int? {
        guard bytes != nowhere else { return nil }
        var cursor = ByteCursor(bytes, name: MemberPath.blobIndex)
        return try number(&cursor)
    }

    private static func number(_ cursor: inout ByteCursor) throws(FormatError) -> Int {
        let value = try cursor.bigEndian(UInt64.self)
        guard value <= UInt64(JSON.largestInteger) else { throw cursor.error(.badValue, "beyond 2^53 − 1") }
        return Int(value)
    }
}
