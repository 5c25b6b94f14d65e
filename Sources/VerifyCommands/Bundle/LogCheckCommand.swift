package import ArgumentParser
import Bytes
import Keys
import MerkleLog
import Trust

/// `bulla log check`: that a leaf stands in a log, by a proof that travelled alone.
package struct LogCheckCommand: ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a C2SP tlog-proof: the leaf is in the log with the signed checkpoint.",
        discussion: Discussion.text(
            """
            You supply the key that must have signed the checkpoint: a C2SP verifier key, or the keys
            with the role log in your trust file. Exit status: 0 if the leaf is in the log; 1 if it is
            not, or if no key that you trust signed the checkpoint. A line feed after the leaf is
            ignored.

            Examples:
              bulla log check step5.tlog-proof --leaf step5.json \\
                --key lab.example/run/1+8a1b2c3d+AS...
              bulla log check step5.tlog-proof --leaf step5.json --trust trust.json
            """
        )
    )

    @Argument(help: "The proof, as `bulla log prove` writes it.", completion: .file()) var proof: String
    @Option(help: "The file with the leaf's bytes.", completion: .file()) var leaf: String
    @Option(help: "The verifier key that must have signed.") var key: String?
    @Option(help: "Your trust file: one of its log keys must have signed.", completion: .file()) var trust:
        String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func validate() throws {
        guard (key == nil) != (trust == nil) else { throw ValidationError("give one of --key and --trust") }
    }

    package func run() throws {
        let proof = try TlogProof(text: text(proof))
        let note = try SignedNote(Array(proof.note.utf8))
        let checkpoint = try Checkpoint(text: note.text)
        let signer = try signer(of: note, checkpoint.origin)
        var bytes = try File.contents(of: leaf, limit: EntryBundle.entryLimit + 1)
        if bytes.last == 0x0a { bytes.removeLast() }
        do {
            try proof.inclusion(size: checkpoint.size)
                .verify(leafHash: TreeHash.leaf(bytes), root: checkpoint.root)
        } catch {
            throw rejection("\(error)")
        }
        Console.line(
            "leaf \(proof.index) is in \(checkpoint.origin), size \(checkpoint.size), "
                + "root \(checkpoint.root.hex), signed by \(signer)",
            [
                "leaf": .number(proof.index), "origin": .string(checkpoint.origin),
                "root": .digest(checkpoint.root), "signed_by": .string(signer),
                "size": .number(checkpoint.size),
            ]
        )
    }

    private func text(_ path: String) throws -> String {
        let bytes = try File.contents(of: path, limit: TlogProof.textLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(path): want a tlog-proof, got bytes that are not text")
        }
        return text
    }

    /// Who signed the note, of those whom the reader trusts.
    private func signer(of note: SignedNote, _ origin: String) throws -> String {
        for (name, key) in try candidates(origin) where key.name.isSame(as: origin) {
            switch note.verify(key) {
            case .valid: return name
            case .invalid: throw rejection("checkpoint: the signature of \(name) is wrong")
            case .absent, .incomplete: continue
            }
        }
        throw rejection("checkpoint of \(origin): not signed by a key that you trust")
    }

    private func candidates(_ origin: String) throws -> [(name: String, key: NoteKey)] {
        if let key {
            let key = try NoteKey(verifierKey: key)
            return [(key.name, key)]
        }
        guard let trust else { return [] }
        return try Inputs.trust(trust).trust.noteKeys(.log, at: Inputs.time(at)).map {
            ($0.person, try NoteKey(name: origin, ed25519: $0.ed25519))
        }
    }

    private func rejection(_ reason: String) -> ExitCode {
        Console.rejected(reason)
        return ExitStatus.rejected
    }
}

/// `bulla-verify log`: the one command on logs that needs no log.
package struct LogCheckGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Check proofs that a leaf is in a log.",
        discussion: Discussion.text(
            """
            Example:
              bulla-verify log check step5.tlog-proof --leaf step5.json \\
                --trust trust.json
            """
        ),
        subcommands: [LogCheckCommand.self]
    )

    package init() {}
}
