import ArgumentParser
import Bytes
import Keys
import Layout
import MerkleLog
import Verification
import VerifyCommands

/// `bulla log cosign`: a witness says when it saw a checkpoint.
struct LogCosign: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "Countersign a checkpoint as a witness, with the time (C2SP cosignature/v1).",
        discussion: Discussion.text(
            """
            A countersignature shows that the log's content existed by its time, and that a session
            bound to the countersigned checkpoint opened after it. Verifiers count only keys to which
            their trust file gives the role witness.

            With --state, the witness remembers the last checkpoint of each log in a file (see `bulla spec
            log-v1.md`), and rejects one that is older (witness-older) or of another history
            (witness-fork). For a larger one it wants the proof that it continues the one before:
              bulla log prove RUN --since 26 -o run.consistency
              bulla log cosign run.checkpoint --state seen.json --proof run.consistency \\
                --key witness.key --name witness.example -o run.cosigned

            With --bundle, countersigns the bundle's manifest and its signatures. If a signer's key is
            later retired or revoked, this note shows that the signature is older. A checkpoint cannot
            show that, because an old log can be sealed again. The bundle is not verified. To add to a
            note that others have signed, pass it as the first argument. After a new signature was
            appended to the bundle, start a new note.

            Examples:
              bulla log checkpoint RUN > run.checkpoint
              bulla log cosign run.checkpoint --key witness.key --name witness.example \\
                -o run.cosigned
              bulla log cosign --bundle week1.bulla.tar.xz --key witness.key \\
                --name witness.example -o week1.note
            """
        )
    )

    @Argument(
        help: "The signed note to countersign: a checkpoint or, with --bundle, the note of its manifest.",
        completion: .file()
    ) var note: String?
    @Option(help: "Countersign this bundle's manifest and its signatures.", completion: .file()) var bundle:
        String?
    @Option(
        help: "The file in which the witness remembers what it countersigned; created if missing.",
        completion: .file()
    )
    var state: String?
    @Option(
        help:
            "The proof that the checkpoint continues the one in --state, as `bulla log prove --since` writes it.",
        completion: .file()
    )
    var proof: String?
    @OptionGroup var signing: SigningOptions
    @Option(help: "The witness's name on the note; no spaces and no \"+\".") var name: String
    @Option(help: "The time to state (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Option(name: .shortAndLong, help: "The file to write.", completion: .file()) var output: String
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard signing.key.count + signing.signWith.count == 1 else {
            throw ValidationError("want one signer: --key, or --sign-with and --sign-as")
        }
        guard NoteSignature.isName(name) else {
            throw ValidationError("--name: want no white space and no \"+\"")
        }
        guard note != nil || bundle != nil else { throw ValidationError("want a checkpoint, or --bundle") }
        guard state == nil || bundle == nil else {
            throw ValidationError("--state remembers checkpoints of logs: omit --bundle")
        }
        guard proof == nil || state != nil else { throw ValidationError("--proof needs --state") }
    }

    func run() throws {
        var signed = try seen()
        let checkpoint = try Checkpoint(text: signed.text)
        let time = try Inputs.time(at)
        let signers = try signing.signers()
        // Before a line exists that others could show: what is remembered is never less than what was signed.
        if let state { try remember(checkpoint, in: state) }
        for signer in signers {
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
        Console.line(
            "\(output): \(checkpoint.origin), size \(checkpoint.size), countersigned by \(name) at \(time)",
            [
                "at": .string(time.description), "file": .string(output), "name": .string(name),
                "origin": .string(checkpoint.origin), "root": .digest(checkpoint.root),
                "size": .number(checkpoint.size),
            ]
        )
    }

    /// What the witness has seen: a checkpoint that was given, or the note of a bundle's manifest.
    private func seen() throws -> SignedNote {
        let given = try note.map { try LogCosign.note($0) }
        guard let bundle else { return try given ?? LogCosign.note("") }
        let contents = try BundleContents.opened(bundle)
        let seen = try ManifestNote.checkpoint(of: contents.sealed.tree, origin: contents.manifest.origin)
        if let given, let note, given.text != seen.text {
            throw CommandFailure(
                "\(note): not the note of the manifest of \(bundle) with its \(seen.size - 1) signatures",
                hint: "omit it to start a new note"
            )
        }
        return try given ?? SignedNote(text: seen.text)
    }

    /// Takes the checkpoint into the witness's memory, or ends the command with status 1.
    private func remember(_ checkpoint: Checkpoint, in path: String) throws {
        let hashes = try proof.map { try LogCosign.proof($0, of: checkpoint) }
        try Document.change(path, limit: WitnessMemory.byteLimit) { bytes in
            var memory = WitnessMemory()
            if let bytes {
                do { memory = try WitnessMemory(file: bytes) } catch {
                    throw CommandFailure("\(path): \(error)")
                }
            }
            let last = memory.last(of: checkpoint.origin)
            guard let fault = memory.take(checkpoint, proof: hashes) else { return memory.fileBytes }
            Console.error("rejected: \(fault)")
            if fault.code == .unproven, let last {
                Console.error("hint: bulla log prove RUN --since \(last.size) -o FILE, then --proof FILE")
            }
            throw ExitStatus.rejected
        }
    }

    private static func proof(_ path: String, of checkpoint: Checkpoint) throws -> [Digest] {
        let bytes = try File.contents(of: path, limit: TlogProof.textLimit)
        let proof: ConsistencyText
        let proven: Checkpoint
        do {
            proof = try ConsistencyText(text: String(validating: bytes, as: UTF8.self) ?? "")
            proven = try Checkpoint(text: SignedNote(Array(proof.note.utf8)).text)
        } catch {
            throw CommandFailure("\(path): \(error)", hint: "bulla log prove RUN --since SIZE writes one")
        }
        guard proven == checkpoint else {
            throw CommandFailure(
                "\(path): leads to size \(proven.size) of \(proven.origin), want the checkpoint of size \(checkpoint.size)",
                hint: "make the proof and the checkpoint at one time"
            )
        }
        return proof.hashes
    }

    private static func note(_ path: String) throws -> SignedNote {
        let bytes = try File.contents(of: path, limit: 1 << 16)
        do {
            let signed = try SignedNote(bytes)
            _ = try Checkpoint(text: signed.text)
            return signed
        } catch { throw CommandFailure("\(path): \(error)", hint: "bulla log checkpoint RUN writes one") }
    }
}
