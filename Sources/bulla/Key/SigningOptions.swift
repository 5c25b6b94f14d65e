import ArgumentParser
import Bytes
import Keys
import UserCommands
import VerifyCommands

/// What commands that sign take: whose keys, where their passwords are, and which commands sign for other keys.
struct SigningOptions: ParsableArguments {
    @Option(help: "Sign with this secret key file (repeatable).", completion: .file()) var key: [String] = []
    @Option(
        help: ArgumentHelp(
            "Sign with this shell command, which reads the bytes and writes the signature: Docs/signing.md (repeatable).",
            valueName: "command"
        )
    )
    var signWith: [String] = []
    @Option(
        help: ArgumentHelp(
            "The public key of each --sign-with, in the same order (repeatable).",
            valueName: "file.pub"
        ),
        completion: .file()
    )
    var signAs: [String] = []
    @Option(help: "The time limit of a --sign-with command, such as 90s or 1h30m.") var signTimeout =
        DurationArgument.fiveMinutes
    @Option(help: "Read the passwords of secret keys from this file.", completion: .file()) var passwordFile:
        String?

    func validate() throws {
        guard signWith.count == signAs.count else {
            throw ValidationError(
                "got \(signWith.count) of --sign-with and \(signAs.count) of --sign-as, want the same number of each"
            )
        }
    }

    /// Whether nobody is to sign.
    var isEmpty: Bool { key.isEmpty && signWith.isEmpty }

    /// Says what is missing where somebody must sign.
    func validateNotEmpty() throws {
        guard !isEmpty else {
            throw ValidationError("want a signer: --key, or --sign-with and --sign-as")
        }
    }

    /// Those who sign, in the order of the command line, keys of this machine first; asks for passwords.
    func signers() throws -> [any Signer] {
        let here: [any Signer] = try key.map { try KeyFiles.secret($0, passwordFile: passwordFile) }
        let elsewhere: [any Signer] = try zip(signWith, signAs).map { command, file in
            CommandSigner(
                command,
                for: try KeyFiles.publicKey(file),
                seconds: signTimeout.seconds,
                starter: .shared
            )
        }
        return here + elsewhere
    }
}
