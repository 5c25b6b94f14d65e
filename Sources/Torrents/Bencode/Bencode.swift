package import Bytes

/// A value of bencode (BEP 3); each has one spelling.
package enum Bencode: Hashable, Sendable {
    case integer(Int)
    case bytes(ArraySlice<UInt8>)
    case list([Bencode])
    case dictionary(BencodeDictionary)

    package static func text(_ text: String) -> Bencode { .bytes(Array(text.utf8)[...]) }

    /// The one spelling.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// What errors call the type.
    var kind: String {
        switch self {
        case .integer: "an integer"
        case .bytes: "a string"
        case .list: "a list"
        case .dictionary: "a dictionary"
        }
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .integer(let number): bytes.append(contentsOf: "i\(number)e".utf8)
        case .bytes(let string): Bencode.append(string, to: &bytes)
        case .list(let values):
            bytes.append(UInt8(ascii: "l"))
            for value in values { value.append(to: &bytes) }
            bytes.append(UInt8(ascii: "e"))
        case .dictionary(let dictionary):
            bytes.append(UInt8(ascii: "d"))
            for entry in dictionary.entries {
                Bencode.append(entry.key, to: &bytes)
                entry.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "e"))
        }
    }

    private static func append(_ string: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\(string.count):".utf8)
        bytes.append(contentsOf: string)
    }
}

/// Keys, each once and in byte order, with their values.
package struct BencodeDictionary: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: ArraySlice<UInt8>
        package let value: Bencode
    }

    package let entries: [Entry]

    /// - Precondition: the keys ascend.
    init(ascending entries: [Entry]) { self.entries = entries }

    /// Sorts; of two values of one key the last stays.
    package init(_ values: [ByteName: Bencode]) {
        entries = values.map { Entry(key: $0.key.bytes[...], value: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    package subscript(_ key: String) -> Bencode? {
        self[key.utf8]
    }

    package subscript(_ key: some Collection<UInt8>) -> Bencode? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low].key.elementsEqual(key) else { return nil }
        return entries[low].value
    }
}
