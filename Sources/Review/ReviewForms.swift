import Bytes

// Errors do not say what stands there: it may be just what must not leave.
extension Form<String> {
    /// A text of some pattern.
    static func text(_ want: String, _ fits: @escaping (String) -> Bool) -> Form {
        .string.checked { (text, place) throws(FormatError) in
            guard fits(text) else { throw FormatError(.badValue, at: place, "want \(want)") }
        }
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
