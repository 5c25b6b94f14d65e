/// Numbers that follow from a seed and a mutant's number, and from nothing else: SplitMix64.
struct Dice {
    private var state: UInt64

    init(seed: Int, number: Int) {
        state =
            UInt64(bitPattern: Int64(seed)) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(number) &* 0xd1b5_4a32_d192_ed03
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// From 0 to `count` − 1; 0 where there is nothing to choose from.
    mutating func below(_ count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Once in `count` times.
    mutating func isOne(in count: Int) -> Bool { below(count) == 0 }
}
