import Bytes
import Glibc
import Keys
import SecretKeys
import VerifyCommands

/// Opens key files and finds their passwords: a file, the environment, or the terminal.
enum KeyFiles {
    static func secret(_ path: String, passwordFile: String?) throws -> SecretKey {
        let file = try SecretKeyFile(path: path)
        guard file.isEncrypted else { return try file.open(password: nil) }
        let password = try Password.find(
            file: passwordFile,
            environment: environment,
            prompt: "password of \(path): ",
            confirming: false
        )
        return try file.open(password: password)
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
