import Bytes
import Layout

/// Reads `data/index/blobs` record after record: hints, of which nothing is believed.
struct BlobHints {
    private let bundle: OpenBundle
    private let place: SegmentMap.Place
    private var start = 0
    private var bytes: [UInt8] = []

    /// References from steps to blobs.
    let count: Int

    private static let chunkRecords = 1 << 17

    init(_ bundle: OpenBundle) throws {
        guard let place = bundle.map.place(of: MemberPath.blobIndex) else {
            throw Fault(.memberCount, MemberPath.blobIndex, "is not listed")
        }
        self.bundle = bundle
        self.place = place
        count = place.size / IndexRecords.blobRecord
    }

    /// Offset of the blob's header from the first blob's; nil where the bundle does not hold it.
    mutating func offset(_ reference: Int) throws -> Int? {
        guard reference < count else {
            throw Fault(.hintMismatch, MemberPath.blobIndex, "has fewer records than steps have references")
        }
        let size = IndexRecords.blobRecord
        if !(start..<start + bytes.count / size).contains(reference) { try load(reference) }
        let record = Array(bytes[(reference - start) * size..<(reference - start + 1) * size])
        guard record.contains(where: { $0 != 0xff }) else { return nil }
        return try IndexRecords.blobOffset(record)
    }

    private mutating func load(_ reference: Int) throws {
        let end = min(reference + BlobHints.chunkRecords, count)
        let size = IndexRecords.blobRecord
        bytes = try bundle.part(of: place, reference * size..<end * size)
        start = reference
    }
}
