import ArgumentParser
import Bytes
import Keys
import Leaves
import Recording
import VerifyCommands

/// `bulla session open`: a session's key, bound to the log so far and to the machine that holds it.
struct SessionOpen: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a session whose key is attested by a TEE.",
        discussion: Discussion.text(
            """
            The request step writes a request and prints which value belongs in which field. Then
            produce the evidence in the TEE that holds the session's key. The answer step takes the
            files of DIR (at most 64, each at most 1 MiB), stores them under RUN/sessions and appends
            the leaf. If a session is still open, it ends there without a close.

            A witness is a signed note that existed before the session, such as another log's
            checkpoint. Include it in the evidence as witness.note.

            Examples:
              bulla session open RUN --kind sev-snp --key session.pub --request open.json
              bulla session open RUN --kind tdx --key session.pub --gpus 8 \\
                --witness day.note --request open.json
              bulla session open RUN --answer open.json --evidence DIR
              bulla session open RUN --kind software --key session.pub
            """
        )
    )

    @OptionGroup var halves: SessionHalves
    @Option(help: "The kind of TEE that holds the key, or software for none.") var kind: SessionKind?
    @Option(
        help: "The session's Ed25519 public key: a .pub file, or 64 hexadecimal digits.",
        completion: .file()
    ) var key: String?
    @Option(help: "The number of GPUs that give evidence of their own.") var gpus = 0
    @Option(help: "The file of a signed note that existed before the session.", completion: .file())
    var witness: String?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard (halves.answer == nil) == (kind != nil), (kind == nil) == (key == nil) else {
            throw ValidationError("want --kind and --key, or --answer and --evidence")
        }
        guard (0...SessionBinding.mostGPUs).contains(gpus) else {
            throw ValidationError("--gpus: want 0 to \(SessionBinding.mostGPUs)")
        }
        guard halves.answer == nil || (gpus == 0 && witness == nil) else {
            throw ValidationError("--gpus and --witness are part of the request: omit them with --answer")
        }
        guard kind?.isSoftware != true || (gpus == 0 && witness == nil && halves.request == nil) else {
            throw ValidationError("a software session has no evidence: omit --gpus, --witness and --request")
        }
    }

    func run() throws {
        try halves.exchange("open") { writer in
            guard let kind, let key else { throw ValidationError("want --kind and --key") }
            return try writer.proposeOpen(
                kind: kind,
                key: keyBytes(key),
                gpus: gpus,
                witness: witness.map { try digest(ofNote: $0) } ?? .zero
            )
        }
    }

    private func keyBytes(_ text: String) throws -> [UInt8] {
        if let digits = Digest(hex: text) { return digits.bytes }
        return try KeyFiles.publicKey(text).ed25519
    }

    private func digest(ofNote path: String) throws -> Digest {
        let bytes = try File.contents(of: path, limit: SessionEvidence.largestFile)
        do { _ = try SignedNote(bytes) } catch { throw CommandFailure("\(path): \(error)") }
        return SHA256.hash(bytes)
    }
}

extension SessionKind: ExpressibleByArgument {}
