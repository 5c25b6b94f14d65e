package import ArgumentParser
import Bytes
import Keys
import Provenance
import Trust

/// `provenance model`: whether a model's folder is what somebody signed with OpenSSF Model Signing.
package struct ModelCheck: ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Check a model's folder against its OpenSSF Model Signing 1.0 signature.",
        discussion: Discussion.text(
            """
            Exit status: 0 if the key that you give, or an exporter of your trust file, signed every
            file in the folder and no other; 1 if not; 2 if something cannot be read. Links are
            rejected. Reads only ECDSA P-384 signatures and the serialization by files with SHA-256;
            `model_signing` reads the others.

            Examples:
              bulla provenance model model.sig --model model --key card.pub
              bulla provenance model model/model.sig --model model \\
                --trust trust.json
            """
        )
    )

    @Argument(
        help: "The signature, as `bulla publish model` or `model_signing sign key` writes it.",
        completion: .file()
    )
    var file: String
    @Option(help: "The model's folder.", completion: .file()) var model: String
    @Option(help: "The public key that must have signed.", completion: .file()) var key: String?
    @Option(help: "Your trust file: one of its exporters must have signed.", completion: .file()) var trust:
        String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func validate() throws {
        guard (key == nil) != (trust == nil) else { throw ValidationError("give one of --key and --trust") }
    }

    package func run() throws {
        let bytes = try File.contents(of: file, limit: ModelSignature.fileLimit)
        let path = ModelPaths.trimmed(model)
        let meter = ProgressMeter(.auto, of: path)
        do {
            let signature = try ModelSignature(file: bytes)
            let signer = try signer(of: signature)
            let ignored = signature.leavesOut(itself: ModelPaths.inside(path, file))
            let contents = try ModelFolder.contents(
                path,
                leavingOut: ignored,
                signed: signature.manifest.files.map(\.name)
            ) { meter.show($0) }
            Console.clearProgress()
            Console.note(leftBehind: contents.leftBehind, in: path)
            let files = contents.files
            let faults = try signature.faults(key: signer, files: files)
            guard faults.isEmpty else { throw Self.rejected(faults) }
            Console.line(
                "\(path): \(files.count) files, digest \(signature.manifest.digest), signed by \(signer.name)",
                [
                    "files": .number(files.count), "folder": .string(path),
                    "sha256": .string("\(signature.manifest.digest)"), "signed_by": .string(signer.name),
                ]
            )
            let left = ignored.filter { Folder.hasEntry("\(path)/\($0)") }
            Console.lines(
                left.map { "not covered: \($0)" },
                ["not_covered": .array(left.map { .string($0) })]
            )
        } catch let error as ProvenanceError {
            Console.rejected(nil, error)
            throw ExitStatus.rejected
        }
    }

    private func signer(of signature: ModelSignature) throws -> PublicKey {
        if let key { return try PublicKey(file: File.contents(of: key, limit: PublicKey.fileLimit)) }
        guard let trust else { throw ExitStatus.usage }
        let time = try Inputs.time(at)
        let found = try Inputs.trust(trust).trust.keys.first {
            (try? ModelSignature.keyHint($0.key)) == signature.keyHint && $0.roles.contains(.exporter)
                && $0.fault(at: time) == nil
        }
        guard let found else {
            throw Self.rejected([
                ModelFault(
                    .otherKey,
                    signature.keyHint.hex,
                    "no exporter of the trust file has this key as of \(time)"
                )
            ])
        }
        return found.key
    }

    private static func rejected(_ faults: [ModelFault]) -> ExitCode {
        Console.clearProgress()
        for fault in faults {
            Console.fault("rejected", fault.code, fault.subject, fault.detail)
        }
        return ExitStatus.rejected
    }
}

/// `provenance`: what is said of where a model comes from.
package struct ProvenanceGroup: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "provenance",
        abstract: "Check the origin of a model, and that it is the signed one.",
        discussion: Discussion.text(
            """
            Examples:
              bulla provenance check weights.provenance.dsse.json \\
                --trust trust.json --model weights.bin
              bulla provenance model model.sig --model model --key card.pub
            """
        ),
        subcommands: [ProvenanceCheck.self, ModelCheck.self]
    )

    package init() {}
}
