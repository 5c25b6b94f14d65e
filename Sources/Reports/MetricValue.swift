/// A decimal of at most six digits, as steps report their metrics; never a floating-point number.
package struct MetricValue: Hashable, Sendable, Comparable {
    /// As it was written.
    package let text: String
    /// The value in units of 10^-6, within ±10^12.
    package let millionths: Int

    /// `-`, digits without a leading zero, and perhaps `.` and digits; nil for anything else.
    package init?(_ text: String) {
        let body = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let parts = body.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...6).contains(whole.count),
            whole.count == 1 || whole.first != UInt8(ascii: "0"),
            body.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        guard parts.count == 1 || !fraction.isEmpty, whole.count + fraction.count <= 6 else { return nil }
        let padded = Array(whole) + fraction + Array(repeating: 0x30, count: 6 - fraction.count)
        let magnitude = padded.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        self.text = text
        millionths = body.count == text.utf8.count ? magnitude : -magnitude
    }

    package static func < (a: MetricValue, b: MetricValue) -> Bool { a.millionths < b.millionths }
}
