import Bytes

/// Reads bencode from anyone: one spelling of each value, and limits before anything is kept.
///
/// BEP 3: keys ascend, as bytes, each once; no number has a zero in front, none is -0.
struct BencodeReader {
    /// What is read at most.
    enum Limit {
        static let bytes = 64 << 20
        /// Values, keys not counted.
        static let values = 1 << 18
        /// Lists and dictionaries within each other.
        static let depth = 64
    }

    private let bytes: [UInt8]
    private var index = 0
    private var values = 0
    /// Where the values of the outermost dictionary stand.
    private(set) var places: [ArraySlice<UInt8>: Range<Int>] = [:]

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The dictionary that a file holds, and the bytes of each of its values as they were found.
    static func dictionary(
        _ bytes: [UInt8]
    ) throws(TorrentError) -> (BencodeDictionary, raw: (String) -> ArraySlice<UInt8>) {
        guard bytes.count <= Limit.bytes else {
            throw TorrentError(.tooLarge, at: "file", "\(bytes.count) bytes, at most \(Limit.bytes) are read")
        }
        var reader = BencodeReader(bytes)
        let value = try reader.value(depth: 0)
        guard reader.index == bytes.count else {
            throw reader.error(.bencodeTrailing, "\(bytes.count - reader.index) bytes after the end")
        }
        guard case .dictionary(let dictionary) = value else {
            throw TorrentError(.wrongType, at: "file", "want a dictionary, got \(value.kind)")
        }
        let places = reader.places
        return (dictionary, { key in places[Array(key.utf8)[...]].map { bytes[$0] } ?? [] })
    }

    private mutating func value(depth: Int) throws(TorrentError) -> Bencode {
        values += 1
        guard values <= Limit.values else { throw error(.tooLarge, "more than \(Limit.values) values") }
        switch try peek() {
        case UInt8(ascii: "i"):
            index += 1
            return .integer(try number(until: UInt8(ascii: "e")))
        case UInt8(ascii: "l"): return .list(try list(depth: depth + 1))
        case UInt8(ascii: "d"): return .dictionary(try dictionary(depth: depth + 1))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return .bytes(try string())
        default: throw error(.bencodeSyntax, "want a value")
        }
    }

    private mutating func list(depth: Int) throws(TorrentError) -> [Bencode] {
        try enter(depth)
        var found: [Bencode] = []
        while try peek() != UInt8(ascii: "e") { found.append(try value(depth: depth)) }
        index += 1
        return found
    }

    private mutating func dictionary(depth: Int) throws(TorrentError) -> BencodeDictionary {
        try enter(depth)
        var found: [BencodeDictionary.Entry] = []
        while try peek() != UInt8(ascii: "e") {
            let start = index
            let key = try string()
            if let last = found.last?.key, !last.lexicographicallyPrecedes(key) {
                index = start
                throw error(.bencodeNotCanonical, "keys are not in ascending order")
            }
            let begin = index
            found.append(BencodeDictionary.Entry(key: key, value: try value(depth: depth)))
            if depth == 1 { places[key] = begin..<index }
        }
        index += 1
        return BencodeDictionary(ascending: found)
    }

    private mutating func enter(_ depth: Int) throws(TorrentError) {
        guard depth <= Limit.depth else {
            throw error(.bencodeTooDeep, "more than \(Limit.depth) nested lists and dictionaries")
        }
        index += 1
    }

    private mutating func string() throws(TorrentError) -> ArraySlice<UInt8> {
        guard try peek() != UInt8(ascii: "-") else { throw error(.bencodeSyntax, "want a string") }
        let count = try number(until: UInt8(ascii: ":"))
        guard count <= bytes.count - index else {
            throw error(.bencodeSyntax, "a string of \(count) bytes, \(bytes.count - index) left")
        }
        defer { index += count }
        return bytes[index..<index + count]
    }

    private mutating func number(until end: UInt8) throws(TorrentError) -> Int {
        let start = index
        let isNegative = try peek() == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let first = index
        var number = 0
        while try peek() != end {
            guard let digit = try digit() else { throw error(.bencodeSyntax, "want a digit") }
            let (product, isOver) = number.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = product.subtractingReportingOverflow(digit)
            guard !isOver, !isOverToo else { throw error(.tooLarge, "a number of more than 63 bits") }
            number = sum
            index += 1
        }
        guard index > first else { throw error(.bencodeSyntax, "want a digit") }
        guard isNegative || number > .min else { throw error(.tooLarge, "a number of more than 63 bits") }
        let hasZero = bytes[first] == UInt8(ascii: "0") && (index - first > 1 || isNegative)
        guard !hasZero else {
            index = start
            throw error(.bencodeNotCanonical, "a number with a leading zero")
        }
        index += 1
        return isNegative ? number : -number
    }

    private func digit() throws(TorrentError) -> Int? {
        let byte = try peek()
        return (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }

    private func peek() throws(TorrentError) -> UInt8 {
        guard index < bytes.count else { throw error(.bencodeSyntax, "incomplete") }
        return bytes[index]
    }

    private func error(_ code: TorrentError.Code, _ detail: String) -> TorrentError {
        TorrentError(code, at: "byte \(index)", detail)
    }
}
