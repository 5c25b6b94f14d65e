/// A value of restricted JSON: no floats, no null, integers within ±(2^53−1), keys `[A-Za-z_][A-Za-z0-9_]*`.
package enum JSON: Sendable {
    case object([String: JSON])
    case array([JSON])
    case string(String)
    case integer(Int64)
    case bool(Bool)

    /// The largest integer that every JSON implementation keeps exactly: 2^53 − 1.
    package static let largestInteger: Int64 = 9_007_199_254_740_991

    /// What bounds a document before anything of it is kept.
    package struct Limits: Sendable {
        package let bytes: Int
        package let depth: Int

        package init(bytes: Int, depth: Int = 16) {
            self.bytes = bytes
            self.depth = depth
        }

        package static let leaf = Limits(bytes: 65_535)
        package static let manifest = Limits(bytes: 16 << 20)
        package static let document = Limits(bytes: 1 << 20)
    }

    /// What the value is, as an error message says it.
    var kind: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .bool: "a boolean"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }

    /// A digest as its hexadecimal text.
    package static func digest(_ digest: Digest) -> JSON { .string(digest.hex) }

    /// An integer from any width.
    ///
    /// - Precondition: within ±(2^53−1).
    package static func number(_ value: some BinaryInteger) -> JSON {
        precondition(value.magnitude <= JSON.largestInteger.magnitude)
        return .integer(Int64(value))
    }
}

// Texts are their bytes: strings of Swift are equal too where they are canonically equivalent. Keys are ASCII.
extension JSON: Hashable {
    package static func == (a: JSON, b: JSON) -> Bool {
        switch (a, b) {
        case (.object(let a), .object(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.string(let a), .string(let b)): a.isSame(as: b)
        case (.integer(let a), .integer(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .object(let members): hasher.combine(members)
        case .array(let elements): hasher.combine(elements)
        case .string(let text): hasher.combine(ByteName(text))
        case .integer(let number): hasher.combine(number)
        case .bool(let flag): hasher.combine(flag)
        }
    }
}
