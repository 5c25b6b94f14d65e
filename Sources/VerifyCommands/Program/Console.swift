package import Bytes
import Glibc
import Synchronization

/// Results go to stdout, everything else to stderr, and progress only where a person looks on.
///
/// Nothing else writes there. Each text is one line of ours: whatever others put into it is escaped here
/// (`Docs/output.md`), so that no value and no name of a file begins a line or steers a terminal.
package enum Console {
    package static let resultsAreSeen = isatty(STDOUT_FILENO) == 1
    package static let messagesAreSeen = isatty(STDERR_FILENO) == 1
    /// What is said in place of lines, where the result is to be one document.
    static let gathered = Mutex<CommandResult?>(nil)

    /// Opens a stream that was closed on nothing: else the first file that is opened would be taken for it.
    static func openStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // To read only: what is written there fails, and is said.
            _ = open("/dev/null", O_RDONLY | O_NOCTTY)
        }
    }

    /// A line of the result.
    package static func line(_ text: String) { lines([text]) }

    /// Lines of the result.
    package static func lines(_ texts: [String]) {
        let isGathered = gathered.withLock { result in
            result?.lines += texts
            return result != nil
        }
        if !isGathered { write(texts, to: STDOUT_FILENO) }
    }

    /// A document as the result, on one line: canonical JSON, its texts escaped as in any line.
    package static func json(_ document: JSON) {
        write(document.escaped.canonicalBytes + [0x0a], to: STDOUT_FILENO)
    }

    /// Bytes of the result as they are, such as a file of a bundle; refused on a terminal unless they are text.
    package static func bytes(_ bytes: [UInt8]) throws(CommandFailure) {
        guard !resultsAreSeen || isText(bytes) else {
            throw CommandFailure(
                "these are \(bytes.count) bytes, not text, and stdout is a terminal",
                hint: "redirect them to a file: > FILE"
            )
        }
        write(bytes, to: STDOUT_FILENO)
    }

    /// Whether bytes are lines of text with nothing hidden in them.
    static func isText(_ bytes: [UInt8]) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || !Escape.isHidden($0) }
    }

    /// A message that is not part of the result.
    package static func note(_ text: String) { write([text], to: STDERR_FILENO) }

    package static func error(_ text: String) { errors([text]) }

    package static func errors(_ texts: [String]) {
        clearProgress()
        write(texts, to: STDERR_FILENO)
    }

    /// Text of ours that has lines and tabs, such as help and scripts for shells: what others gave was escaped before.
    static func page(_ text: String, isResult: Bool) {
        var bytes: [UInt8] = []
        Escape.append(text, to: &bytes, keeping: { $0 == "\n" || $0 == "\t" })
        write(bytes + [0x0a], to: isResult ? STDOUT_FILENO : STDERR_FILENO)
    }

    /// Replaces the progress line, on a terminal only.
    package static func progress(_ text: String) {
        guard messagesAreSeen else { return }
        write(Array("\r\u{1b}[K\(text.escaped)".utf8), to: STDERR_FILENO)
    }

    package static func clearProgress() {
        guard messagesAreSeen else { return }
        write(Array("\r\u{1b}[K".utf8), to: STDERR_FILENO)
    }

    private static func write(_ lines: [String], to descriptor: CInt) {
        var bytes: [UInt8] = []
        for line in lines {
            bytes.append(contentsOf: line.escaped.utf8)
            bytes.append(0x0a)
        }
        write(bytes, to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { Glibc.write(descriptor, $0 + done, raw.count - done) } ?? 0
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                if descriptor == STDOUT_FILENO { noteFailure(errno) }
                return
            }
            done += count
        }
    }

    // MARK: A result that could not be written

    private static let failure = Atomic<CInt>(0)

    // A reader that has seen enough closes the pipe: that is no failure.
    private static func noteFailure(_ code: CInt) {
        guard code != EPIPE else { return }
        _ = failure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
    }

    /// Why stdout did not take the result, or nil; on the last call stdout is closed, which may fail as well.
    static func resultFailure(closing: Bool) -> String? {
        if closing && close(STDOUT_FILENO) != 0 && errno != EBADF { noteFailure(errno) }
        let code = failure.load(ordering: .relaxed)
        return code == 0 ? nil : "stdout: \(FileError.reason(code))"
    }

    /// Throws if stdout did not take a result that others go by.
    package static func requireResult() throws(CommandFailure) {
        if let reason = resultFailure(closing: false) { throw CommandFailure(reason) }
    }
}
