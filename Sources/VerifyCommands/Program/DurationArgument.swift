import ArgumentParser

/// A length of time on the command line: `90s`, `30m`, `1h30m`.
package struct DurationArgument: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
    /// From 1 second to 8,760 hours.
    package let seconds: Int

    package static let fiveMinutes = DurationArgument(of: 300)

    private init(of seconds: Int) { self.seconds = seconds }

    /// The same length as it is typed: `5m`, `1h30m`.
    package var description: String {
        [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
            .filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }

    /// Hours, minutes and seconds in this order, each at most once, none of them alone without its letter.
    package init?(argument: String) {
        let units: [(letter: UInt8, seconds: Int)] = [
            (UInt8(ascii: "h"), 3_600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
        ]
        var rest = units[...]
        var (number, digits, total) = (0, 0, 0)
        for byte in argument.utf8 {
            if (0x30...0x39).contains(byte), digits < 8 {
                number = number * 10 + Int(byte - 0x30)
                digits += 1
                continue
            }
            guard digits > 0, let unit = rest.firstIndex(where: { $0.letter == byte }) else { return nil }
            total += number * rest[unit].seconds
            rest = rest[(unit + 1)...]
            (number, digits) = (0, 0)
        }
        guard digits == 0, (1...8_760 * 3_600).contains(total) else { return nil }
        seconds = total
    }
}
