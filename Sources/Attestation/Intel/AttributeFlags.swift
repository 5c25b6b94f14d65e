/// Sixty-four named bits, the lowest first.
struct AttributeFlags: Sendable {
    private let value: UInt64
    private let names: [Int: String]

    /// Takes eight bytes, least significant first.
    init(_ bytes: some Collection<UInt8>, names: [Int: String]) {
        value = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        self.names = names
    }

    /// The bits that are set, in ascending order.
    var bits: [Int] { (0..<64).filter { has($0) } }

    /// The bits that are set and have no name here.
    var unknown: [Int] { bits.filter { names[$0] == nil } }

    func has(_ bit: Int) -> Bool { value >> UInt64(bit) & 1 == 1 }

    func name(_ bit: Int) -> String { names[bit] ?? "bit \(bit)" }

    /// The names of the bits that are set.
    var text: String { bits.isEmpty ? "none" : bits.map(name).joined(separator: ", ") }
}
