package import Bytes

/// A digest as 24 words: its 256 bits and 8 check bits, eleven bits a word (BIP-39 for 256 bits).
///
/// The check bits are the first byte of SHA-256 of the digest: of 256 wrong words from the list, one goes unseen by them.
package enum DigestWords {
    package static let count = 24
    private static let wordBits = 11

    package static func words(of digest: Digest, list: WordList = .english) -> [String] {
        places(of: digest).map { list.words[$0] }
    }

    static func places(of digest: Digest) -> [Int] {
        let bytes = digest.bytes + [check(digest.bytes)]
        let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }
        return stride(from: 0, to: bits.count, by: wordBits).map { start in
            bits[start..<start + wordBits].reduce(0) { $0 << 1 | $1 }
        }
    }

    /// The digest of 24 places in the list; nil where they do not fit their check bits.
    static func digest(_ places: [Int]) -> Digest? {
        guard places.count == count else { return nil }
        let bits = places.flatMap { place in (0..<wordBits).map { place >> (wordBits - 1 - $0) & 1 } }
        let bytes = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | UInt8($1) }
        }
        guard check(Array(bytes.dropLast())) == bytes.last else { return nil }
        return Digest(bytes: bytes.dropLast())
    }

    private static func check(_ bytes: [UInt8]) -> UInt8 { SHA256.hash(bytes).bytes[0] }
}
