import Bytes

/// Finds the exact bytes of a member's value: signatures cover them as sent, space and order included.
enum RawMember {
    /// The value of `key` in the object that `document` is; nil where it is not there.
    ///
    /// The document has been parsed before: this only counts braces and skips strings.
    static func value(of key: String, in document: [UInt8]) -> ArraySlice<UInt8>? {
        var scanner = Scanner(bytes: document)
        return scanner.value(of: Array(key.utf8))
    }

    private struct Scanner {
        let bytes: [UInt8]
        var index = 0

        mutating func value(of key: [UInt8]) -> ArraySlice<UInt8>? {
            skip(until: [UInt8(ascii: "{")])
            index += 1
            while index < bytes.count {
                skip(until: [UInt8(ascii: "\"")])
                let name = string()
                skip(until: [UInt8(ascii: ":")])
                guard index < bytes.count else { return nil }
                index += 1
                let value = value()
                if name.elementsEqual(key) { return value }
                index += 1
            }
            return nil
        }

        /// From here to the comma or brace that ends the value, without the space around it.
        private mutating func value() -> ArraySlice<UInt8> {
            let start = index
            var depth = 0
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    _ = string()
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","):
                    if depth == 0 { return trimmed(bytes[start..<index]) }
                    if bytes[index] != UInt8(ascii: ",") { depth -= 1 }
                default: break
                }
                index += 1
            }
            return trimmed(bytes[start..<index])
        }

        /// The content of the string that starts here, escapes as they stand.
        private mutating func string() -> ArraySlice<UInt8> {
            guard index < bytes.count else { return [] }
            index += 1
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            let end = min(index, bytes.count)
            index = min(index + 1, bytes.count)
            return bytes[start..<end]
        }

        private mutating func skip(until wanted: [UInt8]) {
            while index < bytes.count, !wanted.contains(bytes[index]) { index += 1 }
        }

        private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            let space: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
            let tail = slice.reversed().prefix { space.contains($0) }.count
            return slice.dropLast(tail).drop { space.contains($0) }
        }
    }
}
