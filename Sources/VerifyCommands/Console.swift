import Glibc

/// Results go to stdout, everything else to stderr, and progress only where a person looks on.
package enum Console {
    package static let resultsAreSeen = isatty(STDOUT_FILENO) == 1
    package static let messagesAreSeen = isatty(STDERR_FILENO) == 1

    /// A line of the result.
    package static func line(_ text: String) {
        write(Array("\(printable(text))\n".utf8), to: STDOUT_FILENO)
    }

    /// The text without control characters but line ends: what a hostile bundle says must not steer a terminal.
    static func printable(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            clean.append(isControl && scalar != "\n" ? "\u{fffd}" : scalar)
        }
        return String(clean)
    }

    /// Bytes of the result; refused on a terminal unless they are text.
    package static func bytes(_ bytes: [UInt8]) throws(CommandFailure) {
        let isText = bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0a || $0 == 0x09 }
        guard isText || !resultsAreSeen else {
            throw CommandFailure(
                "these are \(bytes.count) bytes, not text, and stdout is a terminal",
                hint: "send them into a file: > FILE"
            )
        }
        write(bytes, to: STDOUT_FILENO)
    }

    /// A message that is not part of the result.
    package static func note(_ text: String) {
        write(Array("\(printable(text))\n".utf8), to: STDERR_FILENO)
    }

    package static func error(_ text: String) {
        clearProgress()
        write(Array("\(printable(text))\n".utf8), to: STDERR_FILENO)
    }

    /// Replaces the progress line, on a terminal only.
    package static func progress(_ text: String) {
        guard messagesAreSeen else { return }
        write(Array("\r\u{1b}[K\(text)".utf8), to: STDERR_FILENO)
    }

    package static func clearProgress() {
        guard messagesAreSeen else { return }
        write(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { Glibc.write(descriptor, $0 + done, raw.count - done) } ?? 0
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            done += count
        }
    }
}
