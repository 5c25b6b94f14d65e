import Bytes

// Errors do not say what stands there: it may be just what must not leave.
extension Form<String> {
    /// A text of some pattern.
    static func text(_ want: String, _ fits: @escaping (String) -> Bool) -> Form {
        .string.mapped(want: want, from: { fits($0) ? $0 : nil }, to: { $0 })
    }
}

extension Form where Value: RawRepresentable<String> {
    /// A word of a closed list.
    static var closedWord: Form {
        Form<String>.string.mapped(
            want: "one of the words of this key",
            from: { Value(rawValue: $0) },
            to: \.rawValue
        )
    }
}
