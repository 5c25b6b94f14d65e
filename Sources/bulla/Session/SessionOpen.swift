import ArgumentParser
import Bytes
import Hashing
import Keys
import Leaves
import Recording
import VerifyCommands

/// `bulla session open`: a session's key, bound to the log so far and to the machine that holds it.
struct SessionOpen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a session whose key a TEE vouches for.",
        discussion: """
            The first half writes a request and says what to put where; the evidence is then made in the TEE that holds
            the session's key. The second half takes the files of DIR (at most 64, of at most 1 MiB each), keeps them
            under RUN/sessions and appends the leaf. A session that was open before ends with it, unclosed.

            A witness is a signed note, such as another log's checkpoint, that existed before the session. It has to be
            among the evidence as witness.note.

            Examples:
              bulla session open RUN --kind sev-snp --key session.pub --request open.json
              bulla session open RUN --kind tdx --key session.pub --gpus 8 --witness day.note --request open.json
              bulla session open RUN --answer open.json --evidence DIR
              bulla session open RUN --kind software --key session.pub
            """
    )

    @OptionGroup var halves: SessionHalves
    @Option(help: "What stands behind the key: software, sev-snp, tdx, sgx or nitro.") var kind: SessionKind?
    @Option(help: "The session's Ed25519 public key: a .pub file, or 64 hexadecimal digits.") var key: String?
    @Option(help: "GPUs that give evidence of their own.") var gpus = 0
    @Option(help: "A signed note that existed before the session.") var witness: String?

    func validate() throws {
        guard (halves.answer == nil) == (kind != nil), (kind == nil) == (key == nil) else {
            throw ValidationError("want --kind and --key, or --answer and --evidence")
        }
        guard (0...SessionBinding.mostGPUs).contains(gpus) else {
            throw ValidationError("--gpus: want 0 to \(SessionBinding.mostGPUs)")
        }
        guard halves.answer == nil || (gpus == 0 && witness == nil) else {
            throw ValidationError("--gpus and --witness stand in the request that is answered")
        }
        guard kind?.isSoftware != true || (gpus == 0 && witness == nil && halves.request == nil) else {
            throw ValidationError("a software session has no evidence: no --gpus, --witness or --request")
        }
    }

    func run() throws {
        try halves.exchange("open") { writer in
            guard let kind, let key else { throw CommandFailure("want --kind and --key") }
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
