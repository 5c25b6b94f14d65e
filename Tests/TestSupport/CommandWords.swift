/// The words of a command, written as one types it: `"key new --name 'A. Name' -o \(path)"`.
///
/// Blanks part words; single quotes hold a word with blanks together; what is put in is never parted.
package struct CommandWords: ExpressibleByStringInterpolation, Sendable {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var words: [String] = []
        private var isOpen = false
        private var isQuoted = false

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            for character in literal {
                switch character {
                case "'":
                    isQuoted.toggle()
                    append("")
                case " " where !isQuoted: isOpen = false
                default: append(String(character))
                }
            }
        }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            append(value.description)
        }

        private mutating func append(_ text: String) {
            if !isOpen { words.append("") }
            words[words.count - 1] += text
            isOpen = true
        }
    }

    package let words: [String]

    package init(stringLiteral value: String) {
        var interpolation = StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        interpolation.appendLiteral(value)
        words = interpolation.words
    }

    package init(stringInterpolation: StringInterpolation) {
        words = stringInterpolation.words
    }
}
