/// A second in UTC, written `YYYY-MM-DDThh:mm:ssZ`; always somebody's claim unless evidence bounds it.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, from year 1970 to 9999.
    package let seconds: Int64

    package static let last = Timestamp(uncheckedSeconds: 253_402_300_799)

    private init(uncheckedSeconds: Int64) {
        seconds = uncheckedSeconds
    }

    /// Nil before 1970 and after 9999.
    package init?(seconds: Int64) {
        guard (0...Timestamp.last.seconds).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads the one spelling that is allowed.
    package init(_ text: String) throws(FormatError) {
        let bad = FormatError(.badTime, at: "", "got \"\(text.prefix(40))\", want YYYY-MM-DDThh:mm:ssZ")
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { throw bad }
        var fields: [Int64] = []
        for range in [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19] {
            guard bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else { throw bad }
            fields.append(bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) })
        }
        let days = Timestamp.days(year: fields[0], month: fields[1], day: fields[2])
        let total = days * 86_400 + fields[3] * 3_600 + fields[4] * 60 + fields[5]
        guard (0...Timestamp.last.seconds).contains(total) else { throw bad }
        self.init(uncheckedSeconds: total)
        guard description == text else { throw bad }
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }

    package var description: String {
        let (year, month, day) = Timestamp.civil(days: seconds / 86_400)
        let rest = seconds % 86_400
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(year)-\(two(month))-\(two(day))T"
            + "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    // Days since 1970-01-01 in the proleptic Gregorian calendar; years start in March, so that the leap
    // day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1
        )
    }
}
