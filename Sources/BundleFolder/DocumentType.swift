/// Finds what a JSON document says that it is, in one pass that keeps nothing.
///
/// Whether it is well-formed is for its reader to say.
enum DocumentType {
    /// The text of `type` or `payloadType` in the outermost object, whichever stands first.
    static func find(in bytes: UnsafeRawBufferPointer) -> String? {
        var (index, depth, isKey) = (0, 0, false)
        var key: Range<Int>?
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                isKey = depth == 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): isKey = depth == 1
            case UInt8(ascii: "\""):
                guard let text = string(in: bytes, after: index) else { return nil }
                index = text.upperBound
                guard depth == 1 else { break }
                if isKey {
                    (key, isKey) = (text, false)
                } else if let name = key, isNamed(bytes[name]) {
                    return String(validating: bytes[text], as: UTF8.self)
                }
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func isNamed(_ key: Slice<UnsafeRawBufferPointer>) -> Bool {
        key.elementsEqual("type".utf8) || key.elementsEqual("payloadType".utf8)
    }

    /// What stands between the quotation mark at `start` and the one that ends the string.
    private static func string(in bytes: UnsafeRawBufferPointer, after start: Int) -> Range<Int>? {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return start + 1..<index
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }
}
