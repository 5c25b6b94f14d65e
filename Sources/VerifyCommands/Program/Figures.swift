/// Sizes, rates and times in units that people read; a space stands before the unit.
enum Figures {
    /// `999 bytes`, `12.3 MB`, `1.2 GB`: powers of ten, as media are sold.
    static func bytes(_ count: Int) -> String {
        guard count >= 1_000 else { return "\(count) bytes" }
        var (scale, unit) = (1_000, "kB")
        for (next, name) in [(1_000_000, "MB"), (1_000_000_000, "GB"), (1_000_000_000_000, "TB")]
        where count >= next {
            (scale, unit) = (next, name)
        }
        return "\(tenths(count, of: scale)) \(unit)"
    }

    /// `400 ms`, `12.3 s`, `1 min 40 s`, `2 h 5 min`.
    static func duration(milliseconds: Int) -> String {
        let seconds = milliseconds / 1_000
        if seconds < 1 { return "\(milliseconds) ms" }
        if seconds < 60 { return "\(tenths(milliseconds, of: 1_000)) s" }
        if seconds < 3_600 {
            return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        }
        let minutes = seconds / 60
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// One decimal below a hundred, none from there on; never more than there is.
    private static func tenths(_ count: Int, of scale: Int) -> String {
        let whole = count / scale
        return whole >= 100 ? "\(whole)" : "\(whole).\(count % scale / (scale / 10))"
    }
}
