import ArgumentParser
import Bytes
import Keys
import Layout
import Sealing
import VerifyCommands

/// `bulla sign`: add a signature to a prepared bundle, on any host.
struct SignCommand: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add signatures to a prepared bundle.",
        discussion: Discussion.text(
            """
            Shows what is signed, then adds the signatures to the folder.

            Examples:
              bulla sign week1.prepared --key exporter.key
              bulla sign week1.prepared --sign-as exporter.pub --sign-with 'sh sign.sh'
            """
        )
    )

    @Argument(help: "The folder that `bulla seal --prepare` wrote.", completion: .directory) var folder:
        String
    @OptionGroup var signing: SigningOptions
    @OptionGroup var result: ResultOptions

    func validate() throws {
        try signing.validateNotEmpty()
    }

    func run() throws {
        var prepared = try PreparedBundle(opening: folder)
        let m = prepared.manifest
        Console.note(
            "signing \(m.name): run \(m.run), leaves \(m.from) to \(m.to - 1), \(m.steps) steps, marking \(m.marking)"
        )
        let signers = try signing.signers()
        for signer in signers {
            try prepared.add(signer.sign(prepared.envelope.signedBytes), by: signer.publicKey)
            Console.line("signed by \(signer.publicKey.name), key \(signer.publicKey.identifier)")
        }
        Console.values([
            "folder": .string(folder), "manifest": .digest(prepared.manifestDigest),
            "signed": .array(signers.map(\.publicKey.signedJSON)),
        ])
    }
}
