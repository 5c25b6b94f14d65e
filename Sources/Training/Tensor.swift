import Bytes

/// A matrix of integers, row by row.
package struct Tensor<Scalar: FixedWidthInteger & Sendable>: Hashable, Sendable {
    package let rows: Int
    package let columns: Int
    package internal(set) var values: [Scalar]

    /// A matrix over exactly rows·columns values.
    package init(rows: Int, columns: Int, _ values: [Scalar]) throws(TrainingError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, values.count == count else {
            throw TrainingError(
                .wrongShape,
                at: "tensor",
                "got \(values.count) values, want \(rows) rows of \(columns)"
            )
        }
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// For values whose count was fixed by the caller.
    init(unchecked rows: Int, _ columns: Int, _ values: [Scalar]) {
        assert(values.count == rows * columns)
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    package subscript(row: Int, column: Int) -> Scalar { values[row * columns + column] }

    /// The values as little-endian bytes, row by row.
    func withLittleEndianBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        #if _endian(little)
        values.withUnsafeBytes(body)
        #else
        values.map(\.littleEndian).withUnsafeBytes(body)
        #endif
    }
}

extension [Int64] {
    /// Reads little-endian integers, eight bytes each.
    init(littleEndian bytes: ArraySlice<UInt8>) {
        self = integers(bytes, Int64.self)
    }
}

extension [Int32] {
    /// Reads little-endian integers, four bytes each.
    init(littleEndian bytes: ArraySlice<UInt8>) {
        self = integers(bytes, Int32.self)
    }
}

extension [UInt16] {
    /// Reads little-endian integers, two bytes each.
    init(littleEndian bytes: ArraySlice<UInt8>) {
        self = integers(bytes, UInt16.self)
    }
}

private func integers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: ArraySlice<UInt8>,
    _ type: Value.Type
) -> [Value] {
    let size = MemoryLayout<Value>.size
    return bytes.withUnsafeBytes { raw in
        (0..<raw.count / size).map {
            Value(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Value.self))
        }
    }
}
