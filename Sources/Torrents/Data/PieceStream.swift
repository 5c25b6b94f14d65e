import Crypto

/// SHA-1 of piece after piece, over files that follow each other without a gap (BEP 3).
struct PieceStream {
    static let digestLength = 20

    private let pieceLength: Int
    private var hash = Insecure.SHA1()
    private var filled = 0
    private var isWhole = true
    /// 20 bytes for each piece that is complete.
    private(set) var digests: [UInt8] = []
    /// Pieces of which bytes were missing: their digests say nothing.
    private(set) var unread: Set<Int> = []

    init(pieceLength: Int) { self.pieceLength = pieceLength }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let count = min(bytes.count - offset, pieceLength - filled)
            // Of a piece that could not be read nothing is compared.
            if isWhole {
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
            }
            offset += count
            advance(count)
        }
    }

    mutating func addZeros(_ count: Int) {
        let zeros = [UInt8](repeating: 0, count: min(count, 1 << 16))
        var left = count
        while left > 0 {
            let part = min(left, zeros.count)
            zeros.withUnsafeBytes { add(UnsafeRawBufferPointer(rebasing: $0[..<part])) }
            left -= part
        }
    }

    /// Goes on behind bytes that nobody could read.
    mutating func skip(_ count: Int) {
        var left = count
        while left > 0 {
            let part = min(left, pieceLength - filled)
            isWhole = false
            left -= part
            advance(part)
        }
    }

    /// Closes the last piece, which may be short.
    mutating func finish() {
        if filled > 0 { close() }
    }

    private mutating func advance(_ count: Int) {
        filled += count
        if filled == pieceLength { close() }
    }

    private mutating func close() {
        if !isWhole { unread.insert(digests.count / PieceStream.digestLength) }
        digests.append(contentsOf: hash.finalize())
        hash = Insecure.SHA1()
        (filled, isWhole) = (0, true)
    }
}
