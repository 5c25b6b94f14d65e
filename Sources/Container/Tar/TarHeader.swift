package import Bytes

/// The 512 bytes before each member, made from its name, size and time; `Formats/bundle-v1.md` section 2.
///
/// A verifier makes the header that the signed manifest implies and compares: no header is ever parsed for
/// what it means.
package struct TarHeader: Equatable, Sendable {
    package static let byteCount = 512
    package static let largestMember = (8 << 30) - 1
    /// The last second that eleven octal digits hold: 2242-03-16T12:56:31Z.
    package static let latest = Timestamp(seconds: (1 << 33) - 1) ?? .last
    /// The zeros that end the archive.
    package static let endByteCount = 1_024

    package let path: String
    package let size: Int
    package let modified: Timestamp

    package init(path: String, size: Int, modified: Timestamp) {
        self.path = path
        self.size = size
        self.modified = modified
    }

    /// Header, content and padding together.
    package static func tarBytes(size: Int) -> Int {
        byteCount + (size + 511) & ~511
    }

    /// Whether the path can be split between the header's two fields.
    package static func isPath(_ path: String) -> Bool {
        (try? TarHeader(path: path, size: 0, modified: latest).split()) != nil
    }

    /// The header; fails where the path cannot be split or the content is too large.
    package func bytes() throws(ContainerError) -> [UInt8] {
        guard (0...TarHeader.largestMember).contains(size) else {
            throw ContainerError(
                .memberTooLarge,
                at: path,
                "\(size) bytes, at most 8 GiB − 1; hint: split the file before sealing"
            )
        }
        let (prefix, name) = try split()
        var header = [UInt8](repeating: 0, count: TarHeader.byteCount)
        func put(_ text: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in text.enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0)
        put("000644 \0".utf8, at: 100)
        put("000000 \0".utf8, at: 108)
        put("000000 \0".utf8, at: 116)
        put(TarHeader.octal(size, digits: 11), at: 124)
        put(" ".utf8, at: 135)
        put(TarHeader.octal(Int(modified.seconds), digits: 11), at: 136)
        put("         0".utf8, at: 147)
        put("ustar\u{0}00".utf8, at: 257)
        put("000000 \u{0}000000 \u{0}".utf8, at: 329)
        put(prefix, at: 345)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(TarHeader.octal(sum, digits: 6), at: 148)
        put("\u{0} ".utf8, at: 154)
        return header
    }

    // As libarchive does: the first slash after which at most 100 bytes remain.
    private func split() throws(ContainerError) -> (prefix: [UInt8], name: [UInt8]) {
        let bytes = Array(path.utf8)
        if bytes.count <= 100 { return ([], bytes) }
        let first = max(bytes.count - 101, 1)
        guard let slash = bytes[first...].firstIndex(of: UInt8(ascii: "/")), slash <= 155,
            slash + 1 < bytes.count
        else { throw ContainerError(.memberName, at: path, "too long for a tar header") }
        return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        (0..<digits).reversed().map { UInt8(ascii: "0") + UInt8(value >> (3 * $0) & 7) }
    }
}
