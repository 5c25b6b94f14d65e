import ArgumentParser
import Bytes
import Keys
import MerkleLog
import VerifyCommands

/// `bulla log cosign`: a witness says when it saw a checkpoint.
struct LogCosign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "Countersign a checkpoint as a witness, with the time (C2SP cosignature/v1).",
        discussion: """
            What the log holds by then existed by then; a session that binds the countersigned checkpoint opened after it.
            Verifiers count the line of a key that their trust file gives the role witness.

            Example:
              bulla log checkpoint RUN > run.checkpoint
              bulla log cosign run.checkpoint --key witness.key --name witness.example -o run.cosigned
            """
    )

    @Argument(help: "The checkpoint: a signed note.") var note: String
    @OptionGroup var signing: SigningOptions
    @Option(help: "The witness's name on the note; no spaces, no \"+\".") var name: String
    @Option(help: "The time to state (YYYY-MM-DDThh:mm:ssZ); this machine's clock by default.") var at:
        String?
    @Option(name: .shortAndLong, help: "The file to write.") var output: String

    func validate() throws {
        guard signing.key.count + signing.signWith.count == 1 else {
            throw ValidationError("want one signer: --key, or --sign-with and --sign-as")
        }
        guard NoteSignature.isName(name) else {
            throw ValidationError("--name: want no white space and no \"+\"")
        }
    }

    func run() throws {
        let bytes = try File.contents(of: note, limit: 1 << 16)
        var signed: SignedNote
        let checkpoint: Checkpoint
        do {
            signed = try SignedNote(bytes)
            checkpoint = try Checkpoint(text: signed.text)
        } catch { throw CommandFailure("\(note): \(error)", hint: "bulla log checkpoint RUN makes one") }
        let time = try Inputs.time(at)
        for signer in try signing.signers() {
            signed.signatures.append(
                Cosignature.line(
                    name: name,
                    ed25519: try signer.publicKey.ed25519,
                    at: time,
                    signature: try signer.signRaw(Cosignature.signedBytes(text: signed.text, at: time))
                )
            )
        }
        try AtomicFile.write(signed.bytes, to: output)
        Console.line("\(output): \(checkpoint.origin), size \(checkpoint.size), seen by \(name) at \(time)")
    }
}
