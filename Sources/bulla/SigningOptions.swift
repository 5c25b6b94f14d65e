import ArgumentParser
import Keys
import SecretKeys

/// What commands that sign take: whose keys, and where their passwords are.
struct SigningOptions: ParsableArguments {
    @Option(help: "Sign with this secret key; may be given several times.") var key: [String] = []
    @Option(help: "Read passwords of keys from this file.") var passwordFile: String?

    /// Whether nobody is to sign.
    var isEmpty: Bool { key.isEmpty }

    /// Those who sign, in the order of the command line; asks for passwords.
    func signers() throws -> [any Signer] {
        try key.map { try KeyFiles.secret($0, passwordFile: passwordFile) }
    }
}
