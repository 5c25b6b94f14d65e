import ArgumentParser
import Keys
import Layout
import Sealing
import SecretKeys
import VerifyCommands

/// `bulla sign`: add a signature to a prepared bundle, on any host.
struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add signatures to a prepared bundle.",
        discussion: """
            Shows what is signed, then adds the signatures of the keys to the folder.

            Example:
              bulla sign week1.prepared --key exporter.key
            """
    )

    @Argument(help: "The folder that `bulla seal --prepare` wrote.") var folder: String
    @Option(help: "Sign with this secret key; may be given several times.") var key: [String]
    @Option(help: "Read passwords of keys from this file.") var passwordFile: String?

    func run() throws {
        var prepared = try PreparedBundle(opening: folder)
        let m = prepared.manifest
        Console.note(
            "signing \(m.name): run \(m.run), leaves \(m.from) to \(m.to - 1), \(m.steps) steps, marking \(m.marking)"
        )
        for path in key {
            let secret = try KeyFiles.secret(path, passwordFile: passwordFile)
            try prepared.add(secret.sign(prepared.envelope.signedBytes), by: secret.publicKey)
            Console.line("signed by \(secret.publicKey.name), key \(secret.publicKey.identifier)")
        }
    }
}
