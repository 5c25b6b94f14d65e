/// How long pieces are: a function of the total length and of nothing else.
package enum PieceLength {
    /// The most pieces that a length is chosen for; beyond 32 GiB there are more.
    static let aim = 2048
    package static let least = 16 << 10
    package static let most = 16 << 20

    /// The least power of two from 16 KiB to 16 MiB with which there are at most 2048 pieces.
    package static func of(total: Int) -> Int {
        var length = least
        while length < most && total > length * aim { length *= 2 }
        return length
    }
}
