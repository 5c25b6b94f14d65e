import Bytes
import Glibc
import Keys
import SecretKeys
import VerifyCommands

/// Opens key files and finds their passwords: a file, the environment, or the terminal.
enum KeyFiles {
    static func secret(_ path: String, passwordFile: String?) throws -> SecretKey {
        let file = try SecretKeyFile(path: path)
        try warn(of: path, isEncrypted: file.isEncrypted)
        guard file.isEncrypted else { return try file.open(password: nil) }
        let password = try Password.find(
            file: passwordFile,
            environment: environment,
            prompt: "password of \(path): ",
            confirming: false
        )
        return try file.open(password: password)
    }

    /// Says so of the key of a run's log, which has no password.
    static func warn(ofLog run: String) throws { try warn(of: "\(run)/log.key", isEncrypted: false) }

    /// Says that others on this machine can read a secret key; file systems without rights say so of all files.
    private static func warn(of path: String, isEncrypted: Bool) throws {
        let mode = try File.reading(path).status().st_mode & 0o777
        guard mode & 0o077 != 0 else { return }
        let who = isEncrypted ? "and try passwords: " : ""
        Console.note(
            "warning: \(path): others can read this secret key (mode \(String(mode, radix: 8))), "
                + "\(who)chmod 600, on a file system that keeps rights"
        )
    }

    /// The one variable that passwords may come from.
    static var environment: [String: String] {
        let name = Password.environmentVariable
        return getenv(name).map { [name: String(cString: $0)] } ?? [:]
    }

    static func publicKey(_ path: String) throws -> PublicKey {
        do {
            return try PublicKey(file: File.contents(of: path, limit: PublicKey.fileLimit))
        } catch let error as KeyError {
            throw CommandFailure("\(path): \(error)", hint: "want a .pub file that `bulla key new` wrote")
        }
    }
}
