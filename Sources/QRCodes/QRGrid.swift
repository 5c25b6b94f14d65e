/// The modules of version 8: what every code has in common, and the data in the zigzag between.
struct QRGrid {
    private static let side = QRCode.side
    private static let version = 8
    private static let alignment = [6, 24, 42]

    /// Nil where data stand.
    private var fixed = [Bool?](repeating: nil, count: side * side)
    private var data = [Bool](repeating: false, count: side * side)

    init(data codewords: [UInt8]) {
        for (row, column) in [(0, 0), (0, Self.side - 7), (Self.side - 7, 0)] { finder(row, column) }
        for row in Self.alignment {
            for column in Self.alignment where at(row, column) == nil { alignment(row, column) }
        }
        for index in 0..<Self.side {
            if at(6, index) == nil { set(6, index, index.isMultiple(of: 2)) }
            if at(index, 6) == nil { set(index, 6, index.isMultiple(of: 2)) }
        }
        versionBits()
        formatBits(mask: 0)
        place(codewords)
    }

    /// All modules under a mask, with the format that says so.
    func masked(_ mask: Int) -> [Bool] {
        var grid = self
        grid.formatBits(mask: mask)
        return grid.fixed.indices.map { index in
            grid.fixed[index] ?? (data[index] != Self.inverts(mask, index / Self.side, index % Self.side))
        }
    }

    private func at(_ row: Int, _ column: Int) -> Bool? { fixed[row * Self.side + column] }

    private mutating func set(_ row: Int, _ column: Int, _ isDark: Bool) {
        fixed[row * Self.side + column] = isDark
    }

    /// Seven modules a side, and the light ones around.
    private mutating func finder(_ top: Int, _ left: Int) {
        for row in -1...7 {
            for column in -1...7 {
                guard (0..<Self.side).contains(top + row), (0..<Self.side).contains(left + column) else {
                    continue
                }
                let ring = max(abs(row - 3), abs(column - 3))
                set(top + row, left + column, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func alignment(_ row: Int, _ column: Int) {
        for down in -2...2 {
            for right in -2...2 { set(row + down, column + right, max(abs(down), abs(right)) != 1) }
        }
    }

    /// The version's number with its BCH remainder, twice.
    private mutating func versionBits() {
        let bits = Self.version << 12 | Self.remainder(Self.version << 12, 0x1f25, 12)
        for index in 0..<18 {
            let (near, far) = (index / 3, Self.side - 11 + index % 3)
            set(near, far, bits >> index & 1 == 1)
            set(far, near, bits >> index & 1 == 1)
        }
    }

    /// Level Q and the mask with their BCH remainder, twice, and the module that is always dark.
    private mutating func formatBits(mask: Int) {
        let value = 0b11 << 3 | mask
        let bits = (value << 10 | Self.remainder(value << 10, 0x537, 10)) ^ 0x5412
        for index in 0..<15 {
            let isDark = bits >> index & 1 == 1
            // Down the eighth column past the timing row; along the eighth row past the timing column.
            let row = index < 6 ? index : index < 8 ? index + 1 : Self.side - 15 + index
            set(row, 8, isDark)
            let column = index < 8 ? Self.side - 1 - index : index == 8 ? 7 : 14 - index
            set(8, column, isDark)
        }
        set(Self.side - 8, 8, true)
    }

    /// Two columns at a time from the right, up and down in turn.
    private mutating func place(_ codewords: [UInt8]) {
        var number = 0
        for right in stride(from: Self.side - 1, to: 0, by: -2) {
            let column = right <= 6 ? right - 1 : right
            let isUp = (column + 1) & 2 == 0
            for step in 0..<Self.side {
                let row = isUp ? Self.side - 1 - step : step
                for place in [column, column - 1] where at(row, place) == nil && number < codewords.count * 8
                {
                    data[row * Self.side + place] = codewords[number / 8] >> (7 - number % 8) & 1 == 1
                    number += 1
                }
            }
        }
    }

    private static func remainder(_ value: Int, _ generator: Int, _ degree: Int) -> Int {
        var rest = value
        while let top = (degree..<18).last(where: { rest >> $0 & 1 == 1 }) {
            rest ^= generator << (top - degree)
        }
        return rest
    }

    private static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }
}
