import Container
import Layout

/// In which blocks the blobs stand, as members alone imply it and the Index has it.
struct BlobLayout {
    /// A blob that begins a block, or the end of all blobs.
    struct Start: Hashable {
        let blob: Int
        let block: Int
        /// From the first blob's header.
        let offset: Int
    }

    /// The first blob that shares no block with the members before it; the end where there is none.
    let first: Start
    let end: Start
    /// By offset, those that were asked for.
    private let starts: [Int: Start]

    /// Nil where the blocks are not what the members imply: then the blobs have to be read to say what is wrong.
    ///
    /// - Parameters:
    ///   - listed: the members that stand before the blobs, from the start of block `firstBlock` on.
    ///   - wanted: offsets at which ranges begin.
    init?(
        listed: [SegmentMap.Place],
        blobs: BlobTable,
        firstBlock: Int,
        reader: BlockReader,
        wanted: Set<Int>
    ) {
        var unit = PendingUnit(reader: reader, block: firstBlock)
        for place in listed {
            guard unit.add(tarBytes: place.tarBytes, kind: place.kind) != nil else { return nil }
        }
        var offset = 0
        var first: Start?
        var starts: [Int: Start] = [:]
        for (blob, size) in blobs.sizes.enumerated() {
            let tarBytes = TarHeader.tarBytes(size: size)
            guard let begins = unit.add(tarBytes: tarBytes, kind: .blob) else { return nil }
            if begins {
                let start = Start(blob: blob, block: unit.block, offset: offset)
                first = first ?? start
                if wanted.contains(offset) { starts[offset] = start }
            }
            offset += tarBytes
        }
        guard unit.close() else { return nil }
        end = Start(blob: blobs.count, block: unit.block, offset: offset)
        self.first = first ?? end
        starts[offset] = end
        self.starts = starts
    }

    func start(at offset: Int) -> Start? { starts[offset] }
}

/// Members that share blocks, and the number of the first of these blocks.
private struct PendingUnit {
    private let reader: BlockReader
    private var planner = BlockPlanner()
    private var bytes = 0
    private var cut = BlockPlanner.Kind.ordinary.cut
    private(set) var block: Int

    init(reader: BlockReader, block: Int) {
        self.reader = reader
        self.block = block
    }

    /// Whether the member begins a block; nil where the members before it do not fill theirs.
    mutating func add(tarBytes: Int, kind: BlockPlanner.Kind) -> Bool? {
        let begins = planner.add(tarBytes: tarBytes, kind: kind)
        if begins && !close() { return nil }
        bytes += tarBytes
        cut = kind.cut
        return begins
    }

    mutating func close() -> Bool {
        guard bytes > 0 else { return true }
        let (blocks, rest) = bytes.quotientAndRemainder(dividingBy: cut)
        let count = bytes <= cut ? 1 : blocks + (rest > 0 ? 1 : 0)
        guard count <= reader.blockCount - block else { return false }
        for (index, size) in BlockPlanner.blocks(unitBytes: bytes, cut: cut).enumerated()
        where reader.uncompressedSize(ofBlock: block + index) != size { return false }
        block += count
        bytes = 0
        return true
    }
}
