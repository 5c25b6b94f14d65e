import Bytes

/// The name of a member below the bundle's folder; `Formats/bundle-v1.md` section 2.
package enum MemberName {
    package static let longest = 180

    /// Whether every component matches `[A-Za-z0-9][A-Za-z0-9._-]*` and the whole is short enough.
    package static func isValid(_ name: String) -> Bool {
        (1...longest).contains(name.utf8.count)
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .allSatisfy { isComponent($0) }
    }

    /// The name that a bundle gets from a path: its last component, every other character made a hyphen.
    package static func bundleName(from path: String) -> String {
        let last = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
        let kept = last.prefix(BundleName.longest).map {
            isComponent("a\(UnicodeScalar($0))".utf8[...]) ? $0 : UInt8(ascii: "-")
        }
        let name = String(decoding: kept, as: UTF8.self)
        return BundleName.isName(name) ? name : "run"
    }

    /// A name that is another's folder, or equal to one but for case: no such two can be unpacked everywhere.
    ///
    /// - Parameter names: valid ones, each different from the others without regard to case.
    package static func folderOfAnother(among names: [String]) -> String? {
        var folders: Set<String> = []
        for name in names {
            let lower = name.lowercased()
            for slash in lower.utf8.indices where lower.utf8[slash] == UInt8(ascii: "/") {
                folders.insert(String(lower[..<slash]))
            }
        }
        return names.first { folders.contains($0.lowercased()) }
    }

    private static func isComponent(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, isAlphanumeric(first) else { return false }
        return part.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: "-")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
