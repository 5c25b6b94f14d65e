package import Bytes
import Container

/// The blobs of a segment in the order in which steps first name them: 40 bytes each, and 8 to find them again.
package struct BlobTable: Sendable {
    package private(set) var digests: [Digest] = []
    package private(set) var sizes: [Int] = []
    /// Open addressing: a blob's number plus 1, or 0.
    private var slots: [UInt32] = [UInt32](repeating: 0, count: 64)
    package private(set) var tarBytes = 0
    package private(set) var contentBytes = 0
    private var offsets: [Int] = []
    private let factor = UInt64.random(in: 0 ... .max) | 1

    package var count: Int { digests.count }

    /// The offset of the blob's header from the first blob's; nil when the blob was named before with another size.
    package mutating func insert(_ digest: Digest, size: Int) -> Int? {
        if digests.count * 2 >= slots.count { grow() }
        var slot = self.slot(digest)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if digests[number] == digest { return sizes[number] == size ? offsets[number] : nil }
            slot = (slot + 1) & (slots.count - 1)
        }
        digests.append(digest)
        sizes.append(size)
        offsets.append(tarBytes)
        slots[slot] = UInt32(digests.count)
        contentBytes += size
        defer { tarBytes += TarHeader.tarBytes(size: size) }
        return tarBytes
    }

    /// Where blob `number` stands when its header is at `offset`.
    package func place(_ number: Int, offset: Int) -> SegmentMap.Place {
        SegmentMap.Place(
            name: MemberPath.blob(digests[number]),
            size: sizes[number],
            kind: .blob,
            offset: offset
        )
    }

    // Leaves name digests that nobody has to hash anything for: a factor that they cannot know keeps places apart.
    private func slot(_ digest: Digest) -> Int {
        let product = (digest.words.1 ^ digest.words.0.byteSwapped).multipliedFullWidth(by: factor)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (number, digest) in digests.enumerated() {
            var slot = slot(digest)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }
}
