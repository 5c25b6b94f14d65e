/// What makes a code hard to read (ISO/IEC 18004, 7.8.3): long runs, blocks, what looks like a finder, imbalance.
enum QRPenalty {
    private static let side = QRCode.side

    static func of(_ modules: [Bool]) -> Int {
        let rows = (0..<side).map { row in Array(modules[row * side..<(row + 1) * side]) }
        let columns = (0..<side).map { column in rows.map { $0[column] } }
        let lines = (rows + columns).reduce(0) { $0 + runs($1) + finders($1) }
        return lines + blocks(rows) + imbalance(modules)
    }

    /// 3 for five alike in a row, and 1 for each more.
    private static func runs(_ line: [Bool]) -> Int {
        var (penalty, length) = (0, 0)
        for (index, module) in line.enumerated() {
            length = index > 0 && module == line[index - 1] ? length + 1 : 1
            if length >= 5 { penalty += length == 5 ? 3 : 1 }
        }
        return penalty
    }

    /// 40 for 1 : 1 : 3 : 1 : 1 with four light modules on one side.
    private static func finders(_ line: [Bool]) -> Int {
        let core = [true, false, true, true, true, false, true]
        let light = [Bool](repeating: false, count: 4)
        let patterns = [core + light, light + core]
        return (0...(line.count - 11)).reduce(0) { sum, start in
            sum + (patterns.contains(Array(line[start..<start + 11])) ? 40 : 0)
        }
    }

    /// 3 for each two by two of one colour.
    private static func blocks(_ rows: [[Bool]]) -> Int {
        var count = 0
        for row in 1..<side {
            for column in 1..<side {
                let module = rows[row][column]
                if rows[row - 1][column] == module && rows[row][column - 1] == module
                    && rows[row - 1][column - 1] == module
                {
                    count += 1
                }
            }
        }
        return count * 3
    }

    /// 10 for each full 5 % by which dark modules are not half.
    private static func imbalance(_ modules: [Bool]) -> Int {
        let percent = modules.count { $0 } * 100 / modules.count
        return abs(percent - 50) / 5 * 10
    }
}
