/// A file of the site, by its path below the site's folder.
package struct SiteFile: Hashable, Sendable {
    package let path: String
    /// In bytes; nil where nobody asked.
    package let size: Int?

    package init(_ path: String, size: Int? = nil) {
        self.path = path
        self.size = size
    }

    package var name: String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// A relative reference (RFC 3986 section 4.2) from a page so many folders below the site's.
    ///
    /// All but unreserved characters and slashes is percent-encoded: no name can begin a scheme, a query or a fragment.
    package func link(from depth: Int) -> String {
        var text = Array(String(repeating: "../", count: depth).utf8)
        for byte in path.utf8 {
            if SiteFile.isUnreserved(byte) || byte == UInt8(ascii: "/") {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text += [byte >> 4, byte & 15].map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }
}
