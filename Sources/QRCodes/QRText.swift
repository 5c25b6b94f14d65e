/// Text in the alphanumeric mode (ISO/IEC 18004, 7.4.4): two letters in eleven bits.
enum QRText {
    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)

    /// The data codewords, padded to the full number; nil where the text is not of this mode, or too long.
    static func codewords(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= QRCode.capacity else { return nil }
        let values = text.utf8.compactMap { letters.firstIndex(of: $0) }
        guard values.count == text.utf8.count else { return nil }
        var bits = Bits()
        bits.append(0b0010, 4)
        bits.append(values.count, 9)
        for index in stride(from: 0, to: values.count, by: 2) {
            if index + 1 < values.count {
                bits.append(values[index] * 45 + values[index + 1], 11)
            } else {
                bits.append(values[index], 6)
            }
        }
        return bits.padded(to: QRCode.dataBytes)
    }

    /// Bits, the highest of each value first.
    private struct Bits {
        private var bits: [Bool] = []

        mutating func append(_ value: Int, _ count: Int) {
            for shift in (0..<count).reversed() { bits.append(value >> shift & 1 == 1) }
        }

        /// A terminator, zeros to the end of the byte, and then 236 and 17 in turn.
        func padded(to count: Int) -> [UInt8] {
            let room = count * 8 - bits.count
            var all = bits + [Bool](repeating: false, count: min(4, room))
            while !all.count.isMultiple(of: 8) { all.append(false) }
            var bytes = stride(from: 0, to: all.count, by: 8).map { start in
                all[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
            }
            for index in 0..<(count - bytes.count) { bytes.append(index.isMultiple(of: 2) ? 236 : 17) }
            return bytes
        }
    }
}
