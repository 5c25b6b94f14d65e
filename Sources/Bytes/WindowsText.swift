/// What editors on Windows make of a text whose bytes are fixed.
package enum WindowsText {
    /// What is wrong with a text that should have been taken as it came; nil where it has neither mark nor CR LF.
    package static func fault(in bytes: some Collection<UInt8>) -> String? {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return "begins with a byte order mark" }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            return "is UTF-16: begins with a byte order mark"
        }
        var isReturn = false
        for byte in bytes {
            if isReturn && byte == 0x0a { return "has Windows line ends (CR LF)" }
            isReturn = byte == 0x0d
        }
        // The line feed behind it was taken off.
        return isReturn ? "has Windows line ends (CR LF)" : nil
    }

    /// `want`, and before it what Windows did to the text.
    package static func detail(_ want: String, in bytes: some Collection<UInt8>) -> String {
        fault(in: bytes).map { "\($0), \(want)" } ?? want
    }
}
