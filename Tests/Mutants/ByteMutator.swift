/// Changes bytes without knowing what they mean.
struct ByteMutator {
    private static let values: [UInt64] = [
        0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 1 << 31, 0xffff_ffff, 1 << 50, 1 << 53, .max >> 1,
        .max,
    ]

    static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0...dice.below(3) { change(&bytes, &dice) }
        return bytes
    }

    private static func change(_ bytes: inout [UInt8], _ dice: inout Dice) {
        let at = dice.below(bytes.count)
        let length = min(bytes.count - at, 1 << dice.below(11))
        switch dice.below(9) {
        case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8(dice.below(8))
        case 1 where !bytes.isEmpty: bytes[at] = UInt8(truncatingIfNeeded: dice.next())
        case 2: write(dice.pick(values), width: 1 << dice.below(4), isBig: dice.isOne(in: 2), at: at, &bytes)
        case 3: bytes.removeSubrange(at..<at + length)
        case 4: bytes.insert(contentsOf: bytes[at..<at + length], at: dice.below(bytes.count))
        case 5:
            bytes.insert(
                contentsOf: (0..<dice.below(64)).map { _ in UInt8(truncatingIfNeeded: dice.next()) },
                at: at
            )
        case 6: bytes.removeLast(bytes.count - at)
        case 7: bytes += [UInt8](repeating: UInt8(truncatingIfNeeded: dice.next()), count: dice.below(2_000))
        default:
            for index in at..<at + length { bytes[index] = 0 }
        }
    }

    private static func write(_ value: UInt64, width: Int, isBig: Bool, at: Int, _ bytes: inout [UInt8]) {
        for place in 0..<width where at + place < bytes.count {
            bytes[at + place] = UInt8(
                truncatingIfNeeded: value >> UInt64(8 * (isBig ? width - 1 - place : place))
            )
        }
    }
}
