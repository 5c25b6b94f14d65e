import Bytes
import CSodium

/// A password in guarded memory, 1 to 1024 bytes.
package struct Password: Sendable {
    package static let byteLimit = 1_024
    /// The environment variable that names a password file.
    package static let environmentVariable = "BULLA_PASSWORD_FILE"

    let bytes: SecretBytes

    /// Takes the bytes and wipes the array that held them.
    package init(wiping bytes: inout [UInt8]) throws(SecretKeyError) {
        let isGood = (1...Password.byteLimit).contains(bytes.count) && !bytes.contains(0)
        self.bytes = SecretBytes(wiping: &bytes)
        guard isGood else {
            throw SecretKeyError(.badPassword, at: "password", "want 1 to 1024 bytes, none of them zero")
        }
    }

    /// Reads a file that holds the password and at most one line feed behind it.
    package init(file path: String) throws(SecretKeyError) {
        var bytes = try SecretKeyError.from(.file) { () throws(FileError) in
            try File.contents(of: path, limit: Password.byteLimit + 2)
        }
        if bytes.last == 0x0a { bytes.removeLast() }
        if bytes.last == 0x0d { bytes.removeLast() }
        let isLine = !bytes.contains(0x0a)
        try self.init(wiping: &bytes)
        guard isLine else { throw SecretKeyError(.badPassword, at: path, "want one line") }
    }

    /// Asks on the terminal, without echo; a new password is asked for twice.
    package static func ask(
        _ prompt: String,
        confirming: Bool = false,
        terminal path: String = "/dev/tty"
    ) throws(SecretKeyError) -> Password {
        let terminal = try Terminal(path)
        let first = try terminal.line("\(prompt): ")
        guard confirming else { return first }
        let second = try terminal.line("\(prompt), again: ")
        guard first.isSame(second) else {
            throw SecretKeyError(.passwordsDiffer, at: "terminal", "the two passwords are not the same")
        }
        return first
    }

    /// From the file named on the command line, else the one that the environment names, else the terminal.
    package static func find(
        file: String?,
        environment: [String: String],
        prompt: String,
        confirming: Bool = false,
        terminal: String = "/dev/tty"
    ) throws(SecretKeyError) -> Password {
        if let path = file ?? environment[environmentVariable] { return try Password(file: path) }
        return try ask(prompt, confirming: confirming, terminal: terminal)
    }

    private func isSame(_ other: Password) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        return bytes.read { (a) throws(Never) in
            other.bytes.read { (b) throws(Never) in
                guard let a = a.baseAddress, let b = b.baseAddress else { return false }
                return sodium_memcmp(a, b, bytes.count) == 0
            }
        }
    }
}
