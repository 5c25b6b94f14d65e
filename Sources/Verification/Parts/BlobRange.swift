import Bytes

/// Blobs that a shard read and found to have the digests in their names.
struct BlobRange: Hashable, Sendable {
    /// Tar offset of the first blob's header, from the first `data/` header.
    let from: Int
    /// Where the last one ends.
    let to: Int
    let count: Int
    /// SHA-256 over the digests of the blobs, in order.
    let names: Digest
    /// SHA-256 of each block's bytes in the file, 32 bytes each, in order.
    let blocks: [UInt8]

    init(from: Int, to: Int, count: Int, names: Digest, blocks: [UInt8]) {
        self.from = from
        self.to = to
        self.count = count
        self.names = names
        self.blocks = blocks
    }

    init(reading object: JSONObject) throws(FormatError) {
        var object = object
        blocks = try object.base64("blocks")
        count = try object.integer("count")
        from = try object.integer("from")
        names = try object.digest("names")
        to = try object.integer("to")
        guard blocks.count.isMultiple(of: Digest.byteCount), from <= to else {
            throw FormatError(.badValue, at: object.location("blocks"), "want digests, and from before to")
        }
        try object.end()
    }

    var json: JSON {
        [
            "blocks": .string(Base64.encode(blocks)), "count": .number(count), "from": .number(from),
            "names": .digest(names), "to": .number(to),
        ]
    }
}
