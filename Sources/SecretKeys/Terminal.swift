import Bytes
import Glibc

/// A terminal that reads one line at a time without showing it.
struct Terminal {
    private let file: File

    init(_ path: String) throws(SecretKeyError) {
        do { file = try File.opening(path, O_RDWR | O_NOCTTY | O_CLOEXEC) } catch {
            throw SecretKeyError(
                .noTerminal,
                at: path,
                "\(error.detail); hint: give the password in a file"
            )
        }
        guard isatty(file.descriptor) == 1 else {
            throw SecretKeyError(.noTerminal, at: path, "no terminal; hint: give the password in a file")
        }
    }

    /// Shows the prompt and reads up to the end of the line; the terminal is as before in any case.
    func line(_ prompt: String) throws(SecretKeyError) -> Password {
        var before = termios()
        guard tcgetattr(file.descriptor, &before) == 0 else { throw failure() }
        var quiet = before
        // No signals from the keyboard: an interrupt is a byte that says that no password comes.
        quiet.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG)
        let password = try QuietTerminal.with(quiet, restoring: before, on: file.descriptor) {
            () throws(SecretKeyError) in
            try show(prompt.escaped)
            let password = try read()
            try show("\n")
            return password
        }
        guard let password else { throw failure() }
        return password
    }

    private func show(_ text: String) throws(SecretKeyError) {
        try SecretKeyError.from(.file) { () throws(FileError) in try file.write(text.utf8) }
    }

    private func read() throws(SecretKeyError) -> Password {
        // Room for the whole line from the start: growing would leave copies behind.
        var text: [UInt8] = []
        text.reserveCapacity(Password.byteLimit + 1)
        while text.count <= Password.byteLimit {
            switch try byte() {
            case 0x0a, 0x0d: return try Password(wiping: &text)
            case 0x03, 0x04:
                _ = SecretBytes(wiping: &text)
                throw SecretKeyError(.cancelled, at: file.path, "no password was given")
            case 0x15: text.removeAll(keepingCapacity: true)
            case 0x08, 0x7f: Terminal.removeCharacter(&text)
            case let byte: text.append(byte)
            }
        }
        return try Password(wiping: &text)
    }

    // The bytes of one UTF-8 character: continuation bytes and the one that leads them.
    private static func removeCharacter(_ text: inout [UInt8]) {
        while let last = text.popLast(), last & 0xc0 == 0x80 {}
    }

    private func byte() throws(SecretKeyError) -> UInt8 {
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(file.descriptor, &byte, 1)
            if count == 1 { return byte }
            if count < 0 && errno == EINTR { continue }
            throw SecretKeyError(.cancelled, at: file.path, "the terminal was closed")
        }
    }

    private func failure() -> SecretKeyError {
        SecretKeyError(.noTerminal, at: file.path, String(cString: strerror(errno)))
    }
}
