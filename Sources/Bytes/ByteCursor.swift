/// Reads forward through bytes from outside; every read is checked, `end()` comes last.
package struct ByteCursor {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private let name: String

    /// Starts at the first byte; `name` is what errors call the input.
    package init(_ bytes: some Collection<UInt8>, name: String = "") {
        self.bytes = (bytes as? ArraySlice<UInt8>) ?? Array(bytes)[...]
        index = self.bytes.startIndex
        self.name = name
    }

    package var offset: Int { index - bytes.startIndex }
    package var remaining: Int { bytes.endIndex - index }
    package var isAtEnd: Bool { remaining == 0 }

    /// The next `count` bytes.
    package mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw error(.truncated, "want \(count) bytes, \(remaining) left")
        }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// The next integer, most significant byte first.
    package mutating func bigEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type
    ) throws(FormatError) -> Value {
        try take(MemoryLayout<Value>.size).reduce(0) { $0 << 8 | Value($1) }
    }

    /// The next integer, least significant byte first.
    package mutating func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type
    ) throws(FormatError) -> Value {
        try take(MemoryLayout<Value>.size).reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    package mutating func u8() throws(FormatError) -> UInt8 {
        try bigEndian(UInt8.self)
    }

    package mutating func digest() throws(FormatError) -> Digest {
        let raw = try take(Digest.byteCount)
        return raw.withUnsafeBytes { Digest($0) }
    }

    /// Refuses bytes that nobody read.
    package func end() throws(FormatError) {
        guard isAtEnd else { throw error(.trailingBytes, "\(remaining) bytes after the end") }
    }

    package func error(_ code: FormatError.Code, _ detail: String) -> FormatError {
        FormatError(code, at: name.isEmpty ? "byte \(offset)" : "\(name), byte \(offset)", detail)
    }
}

extension Array<UInt8> {
    /// Appends an integer, most significant byte first.
    package mutating func append<Value: FixedWidthInteger & UnsignedInteger>(bigEndian value: Value) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Appends an integer, least significant byte first.
    package mutating func append<Value: FixedWidthInteger & UnsignedInteger>(littleEndian value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends the 32 bytes of a digest.
    package mutating func append(_ digest: Digest) {
        digest.withBytes { append(contentsOf: $0) }
    }
}
