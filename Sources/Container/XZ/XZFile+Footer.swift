import Bytes

/// The Stream Footer, and what stands where it should be.
extension XZFile {
    /// How far back the end of what is not zero is looked for.
    private static let lookBack = 64 << 20

    /// The size of the Index, as the footer has it.
    static func indexSize(of file: any ByteSource, _ size: Int) throws -> Int {
        let footer = try file.read(XZProfile.streamHeaderSize, at: size - XZProfile.streamHeaderSize)
        guard footer.suffix(4).allSatisfy({ $0 == 0 }) else {
            return try indexSize(footer: footer, fileSize: size)
        }
        if let end = try lastNonZero(in: file, size), end >= XZProfile.streamHeaderSize {
            let before = try file.read(XZProfile.streamHeaderSize, at: end - XZProfile.streamHeaderSize)
            if (try? indexSize(footer: before, fileSize: end)) != nil {
                throw ContainerError(.padding, at: "end of file", "zeros after the footer")
            }
        }
        throw ContainerError(
            .truncated,
            at: "end of file",
            "zeros where the footer should be: an incomplete copy"
        )
    }

    /// Where the zeros at the end begin; nil where that is further back than is looked.
    private static func lastNonZero(in file: any ByteSource, _ size: Int) throws -> Int? {
        var end = size
        while end > 0, size - end < lookBack {
            let count = min(1 << 16, end)
            let piece = try file.read(count, at: end - count)
            if let last = piece.lastIndex(where: { $0 != 0 }) { return end - count + last + 1 }
            end -= count
        }
        return nil
    }

    private static func indexSize(footer: [UInt8], fileSize: Int) throws(ContainerError) -> Int {
        let wrong = { (detail: String) in
            ContainerError(.footer, at: "end of file", "\(detail): perhaps an incomplete copy")
        }
        guard Array(footer.suffix(2)) == XZProfile.footerMagic else {
            throw wrong("does not end like an .xz file")
        }
        let stored = footer[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let size = (stored + 1) * 4
        guard footer == XZProfile.streamFooter(indexSize: size) else {
            throw wrong("not as the profile writes it")
        }
        guard size <= fileSize - 2 * XZProfile.streamHeaderSize else {
            throw wrong("Index of \(size) bytes does not fit the file")
        }
        return size
    }
}
