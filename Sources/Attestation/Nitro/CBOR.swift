import Bytes

/// A value of CBOR (RFC 8949) as attestation documents use it: no tags, no floats.
indirect enum CBOR: Hashable, Sendable {
    case unsigned(UInt64)
    /// −1 − the argument.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([CBOR: CBOR])
    case bool(Bool)
    case null

    /// What bounds a document before anything of it is kept.
    struct Limits: Sendable {
        let bytes: Int
        let depth: Int
        /// Of the whole document: keys, values and their containers.
        let items: Int

        /// A document of AWS has about 5 KB and at most three levels.
        static let document = Limits(bytes: 1 << 16, depth: 4, items: 512)
    }

    /// The kinds of items that have an argument (RFC 8949 section 3.1).
    enum Major: UInt8 {
        case unsigned, negative, bytes, text, array, map, tag, simple
    }

    /// The head of an item in its shortest form (RFC 8949 section 4.2.1).
    static func head(_ major: Major, _ argument: UInt64) -> [UInt8] {
        let type = major.rawValue << 5
        var head: [UInt8] = []
        switch argument {
        case 0..<24: head = [type | UInt8(argument)]
        case 24...0xff: head = [type | 24, UInt8(argument)]
        case 0x100...0xffff:
            head = [type | 25]
            head.append(bigEndian: UInt16(argument))
        case 0x1_0000...0xffff_ffff:
            head = [type | 26]
            head.append(bigEndian: UInt32(argument))
        default:
            head = [type | 27]
            head.append(bigEndian: argument)
        }
        return head
    }

    /// What the value is, as an error message says it.
    var kind: String {
        switch self {
        case .unsigned, .negative: "an integer"
        case .bytes: "bytes"
        case .text: "text"
        case .array: "an array"
        case .map: "a map"
        case .bool: "a boolean"
        case .null: "null"
        }
    }
}
