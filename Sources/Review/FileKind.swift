/// What a file is by its first bytes, whatever its name says.
package enum FileKind: String, Sendable, CaseIterable {
    case text, empty
    case utf16le = "text-utf16le"
    case utf16be = "text-utf16be"
    case gzip, xz, tar, cpio
    case bzip2, zstd, lz4, zip
    case sevenZip = "7z"
    case rar
    case elf, pe
    case machO = "mach-o"
    case pdf, office, rtf, png, jpeg, gif, tiff, webp, dicom, sqlite, pickle, hdf5, numpy, parquet
    case opaque

    /// Bytes that `init` wants to see, or all that there are.
    package static let headSize = 4_096

    /// Kinds that are looked into.
    var isOpened: Bool { [.gzip, .xz, .tar, .cpio].contains(self) }
    /// Kinds with more inside that cannot be looked into.
    var isClosed: Bool { [.bzip2, .zstd, .lz4, .zip, .sevenZip, .rar].contains(self) }
    var isText: Bool { [.text, .empty, .utf16le, .utf16be].contains(self) }

    private static let magic: [(FileKind, Int, [UInt8])] = [
        (.gzip, 0, [0x1f, 0x8b]), (.xz, 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
        (.bzip2, 0, Array("BZh".utf8)), (.zstd, 0, [0x28, 0xb5, 0x2f, 0xfd]),
        (.lz4, 0, [4, 0x22, 0x4d, 0x18]),
        (.zip, 0, [0x50, 0x4b, 3, 4]), (.zip, 0, [0x50, 0x4b, 5, 6]), (.zip, 0, [0x50, 0x4b, 7, 8]),
        (.sevenZip, 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), (.rar, 0, Array("Rar!\u{1a}".utf8)),
        (.tar, 257, Array("ustar".utf8)), (.cpio, 0, Array("07070".utf8)),
        (.elf, 0, [0x7f, 0x45, 0x4c, 0x46]), (.machO, 0, [0xcf, 0xfa, 0xed, 0xfe]),
        (.machO, 0, [0xca, 0xfe, 0xba, 0xbe]), (.pdf, 0, Array("%PDF-".utf8)),
        (.office, 0, [0xd0, 0xcf, 0x11, 0xe0]), (.rtf, 0, Array("{\\rtf".utf8)),
        (.png, 0, [0x89, 0x50, 0x4e, 0x47]), (.jpeg, 0, [0xff, 0xd8, 0xff]), (.gif, 0, Array("GIF8".utf8)),
        (.tiff, 0, [0x49, 0x49, 0x2a, 0]), (.tiff, 0, [0x4d, 0x4d, 0, 0x2a]),
        (.webp, 8, Array("WEBP".utf8)), (.dicom, 128, Array("DICM".utf8)),
        (.sqlite, 0, Array("SQLite format 3\0".utf8)), (.hdf5, 0, [0x89, 0x48, 0x44, 0x46]),
        (.numpy, 0, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]), (.parquet, 0, Array("PAR1".utf8)),
        (.pickle, 0, [0x80, 2]), (.pickle, 0, [0x80, 3]), (.pickle, 0, [0x80, 4]), (.pickle, 0, [0x80, 5]),
    ]

    package init(head: some Collection<UInt8>) {
        let head = Array(head.prefix(Self.headSize))
        func has(_ bytes: [UInt8], at offset: Int) -> Bool { head.dropFirst(offset).starts(with: bytes) }
        if head.isEmpty {
            self = .empty
        } else if let known = Self.magic.first(where: { has($0.2, at: $0.1) }) {
            self = known.0
        } else if has([0xff, 0xfe], at: 0) {
            self = .utf16le
        } else if has([0xfe, 0xff], at: 0) {
            self = .utf16be
        } else {
            self = Self.unmarked(head)
            if self == .opaque, has([0x4d, 0x5a], at: 0) { self = .pe }
        }
    }

    // Without a magic: text has no control characters; UTF-16 of mostly Latin text has zeros at every other place.
    private static func unmarked(_ head: [UInt8]) -> FileKind {
        let zeros = head.enumerated().reduce(into: [0, 0]) { if $1.element == 0 { $0[$1.offset & 1] += 1 } }
        if zeros == [0, 0] {
            let controls = head.count { $0 < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b, 0x08].contains($0) }
            return controls == 0 ? .text : .opaque
        }
        let half = head.count / 2
        if zeros[1] * 10 >= half * 7, zeros[0] * 20 <= half { return .utf16le }
        if zeros[0] * 10 >= half * 7, zeros[1] * 20 <= half { return .utf16be }
        return .opaque
    }
}
