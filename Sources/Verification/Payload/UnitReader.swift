import Bytes
import Container
import Layout

/// Members that share blocks, and which blocks those are.
struct Unit: Sendable {
    let members: [SegmentMap.Place]
    let firstBlock: Int
    let blockSizes: [Int]
    /// Whether the members' contents are wanted, or only their digests.
    let keepsContent: Bool
}

/// What reading a unit gave.
struct UnitContent: Sendable {
    /// SHA-256 of each block's bytes in the file.
    let blockDigests: [Digest]
    /// SHA-256 of each member's content.
    let digests: [Digest]
    /// The contents, where they were wanted.
    let contents: [[UInt8]]
}

/// Cuts a sequence of members into units; the only place that numbers blocks.
struct UnitCutter {
    private var planner = BlockPlanner()
    private var nextBlock: Int
    private var pending: [SegmentMap.Place] = []
    private let keepsContent: Bool

    init(firstBlock: Int, keepsContent: Bool) {
        nextBlock = firstBlock
        self.keepsContent = keepsContent
    }

    var blockAfter: Int { nextBlock }

    /// Adds a member; gives the unit before it when that is complete.
    mutating func add(_ place: SegmentMap.Place, startsPart: Bool = false) -> Unit? {
        let begins = planner.add(tarBytes: place.tarBytes, kind: place.kind, startsPart: startsPart)
        defer { pending.append(place) }
        return begins ? flush() : nil
    }

    /// The last unit.
    mutating func flush() -> Unit? {
        guard let last = pending.last else { return nil }
        let total = pending.reduce(0) { $0 + $1.tarBytes }
        let sizes = BlockPlanner.blocks(unitBytes: total, cut: last.kind.cut)
        defer {
            nextBlock += sizes.count
            pending = []
        }
        return Unit(
            members: pending,
            firstBlock: nextBlock,
            blockSizes: sizes,
            keepsContent: keepsContent
        )
    }
}

/// Reads units: every byte of every block is compared, hashed, or both.
struct UnitReader: Sendable {
    let bundle: OpenBundle
    /// Whether the blocks' own digests are wanted.
    let hashesBlocks: Bool
    let time: TimeLimit

    func read(_ unit: Unit) throws -> UnitContent {
        var checker = MemberChecker(unit: unit, manifest: bundle.manifest)
        var blockDigests: [Digest] = []
        for (index, size) in unit.blockSizes.enumerated() {
            try time.check()
            let number = unit.firstBlock + index
            guard number < bundle.reader.blockCount, bundle.reader.uncompressedSize(ofBlock: number) == size
            else {
                throw ContainerError(
                    .blockBoundary,
                    at: "block \(number)",
                    "the members imply \(size) bytes here"
                )
            }
            try bundle.reader.read(number) { file, pieces in
                checker.begin(block: hashesBlocks ? file : UnsafeRawBufferPointer(rebasing: file[..<0]))
                for piece in pieces { try checker.take(piece) }
                let digest = checker.endBlock()
                if hashesBlocks { blockDigests.append(digest) }
            }
        }
        return UnitContent(
            blockDigests: blockDigests,
            digests: checker.digests,
            contents: checker.contents
        )
    }
}

/// Compares headers and padding and hashes contents, whatever the cuts between blocks.
private struct MemberChecker: ~Copyable {
    private let unit: Unit
    private let manifest: Manifest
    private var member = 0
    private var position = 0
    private var header: [UInt8] = []
    // A block's bytes in the file, of which `hashed` went into the first stream; contents go into the second.
    private var block = UnsafeRawBufferPointer(start: nil, count: 0)
    private var hashed = 0
    private var hashes = TwinSHA256()
    private var kept: [UInt8] = []
    private(set) var digests: [Digest] = []
    private(set) var contents: [[UInt8]] = []

    init(unit: Unit, manifest: Manifest) {
        self.unit = unit
        self.manifest = manifest
    }

    /// Begins a block, whose bytes in the file must live until `endBlock`.
    mutating func begin(block: UnsafeRawBufferPointer) {
        self.block = block
        hashed = 0
    }

    /// The digest of the block's bytes in the file.
    mutating func endBlock() -> Digest {
        hash(UnsafeRawBufferPointer(start: nil, count: 0), beside: block.count - hashed)
        block = UnsafeRawBufferPointer(start: nil, count: 0)
        return hashes.finishAndRestart(.first)
    }

    // Hashes content, and on the way as much of the block's own bytes.
    private mutating func hash(_ content: UnsafeRawBufferPointer, beside wanted: Int) {
        let count = min(wanted, block.count - hashed)
        hashes.update(UnsafeRawBufferPointer(rebasing: block[hashed..<hashed + count]), content)
        hashed += count
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            guard member < unit.members.count else {
                throw ContainerError(
                    .blockBoundary,
                    at: "block \(unit.firstBlock)",
                    "bytes after the last member"
                )
            }
            let place = unit.members[member]
            if position == 0 { try beginMember(place) }
            let used = try takePart(rest, place)
            position += used
            rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            if position == place.tarBytes { endMember() }
        }
    }

    private mutating func beginMember(_ place: SegmentMap.Place) throws {
        header = try TarHeader(
            path: "\(manifest.name)/\(place.name)",
            size: place.size,
            modified: manifest.sealedAt
        ).bytes()
        if unit.keepsContent { kept.reserveCapacity(place.size) }
    }

    private mutating func takePart(_ bytes: UnsafeRawBufferPointer, _ place: SegmentMap.Place) throws -> Int {
        let contentEnd = TarHeader.byteCount + place.size
        if position < TarHeader.byteCount {
            let count = min(bytes.count, TarHeader.byteCount - position)
            guard bytes[..<count].elementsEqual(header[position..<position + count]) else {
                throw ContainerError(.tarHeader, at: place.name, "is not what the manifest implies")
            }
            return count
        }
        if position < contentEnd {
            let count = min(bytes.count, contentEnd - position)
            let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            hash(part, beside: count)
            if unit.keepsContent { kept.append(contentsOf: part) }
            return count
        }
        let count = min(bytes.count, place.tarBytes - position)
        guard bytes[..<count].allSatisfy({ $0 == 0 }) else {
            throw ContainerError(.tarPadding, at: place.name, "padding is not zero")
        }
        return count
    }

    private mutating func endMember() {
        digests.append(hashes.finishAndRestart(.second))
        if unit.keepsContent {
            contents.append(kept)
            kept = []
        }
        member += 1
        position = 0
    }
}
