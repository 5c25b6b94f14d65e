/// A QR code of version 8 at level Q (ISO/IEC 18004): 49 modules a side, up to 157 letters of the alphanumeric set.
///
/// One size does for what Bulla prints, and a quarter of the picture may be unreadable.
package struct QRCode: Equatable, Sendable {
    /// Modules a side, without the four light ones that must stand around.
    package static let side = 49
    /// The most letters that fit.
    package static let capacity = 157
    static let dataBytes = 110

    /// Row by row from the top left; true is dark.
    private let modules: [Bool]

    /// The code of `text`, its mask chosen by the standard's penalties; nil where it does not fit or a character is
    /// none of `0-9 A-Z $%*+-./:` and space.
    package init?(_ text: String) {
        guard let data = QRText.codewords(text) else { return nil }
        let grid = QRGrid(data: QRBlocks.interleaved(data))
        let masked = (0..<8).map { grid.masked($0) }
        let best = masked.min { QRPenalty.of($0) < QRPenalty.of($1) }
        modules = best ?? []
    }

    /// The code of `text` under one of the eight masks.
    init?(_ text: String, mask: Int) {
        guard let data = QRText.codewords(text) else { return nil }
        modules = QRGrid(data: QRBlocks.interleaved(data)).masked(mask)
    }

    package func isDark(_ row: Int, _ column: Int) -> Bool { modules[row * Self.side + column] }

    /// Dark runs of each row: where they begin, and how many modules they are long.
    package var runs: [(row: Int, column: Int, length: Int)] {
        var runs: [(row: Int, column: Int, length: Int)] = []
        for row in 0..<Self.side {
            var column = 0
            while column < Self.side {
                let length = (column..<Self.side).prefix { isDark(row, $0) }.count
                if length > 0 { runs.append((row, column, length)) }
                column += length + 1
            }
        }
        return runs
    }
}
