import ArgumentParser
import Bytes
import Keys
import Provenance
import VerifyCommands

/// `bulla publish model`: a signature of a model's folder that OpenSSF Model Signing reads.
struct PublishModel: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Sign a model's folder with OpenSSF Model Signing 1.0.",
        discussion: Discussion.text(
            """
            `model_signing verify key` reads the signature. It covers the name and SHA-256 of every file
            in the folder, except .git, .gitattributes, .github and .gitignore at its top and the
            signature itself. Links are rejected. The format does not support Ed25519: sign with one
            P-384 key in a smart card, an HSM or openssl (Docs/signing.md).

            Examples:
              bulla publish model model --sign-as card.pub \\
                --sign-with 'openssl dgst -sha384 -sign card.pem' -o model.sig
              bulla provenance model model.sig --model model --key card.pub
              python3 -m model_signing verify key --signature model.sig \\
                --public_key card.pem.pub model
            """
        )
    )

    @Argument(help: "The model's folder.", completion: .directory) var folder: String
    @OptionGroup var signing: SigningOptions
    @Option(name: .shortAndLong, help: "The signature to write.", completion: .file()) var output: String
    @Option(help: "The name of the model; that of the folder by default.") var name: String?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard signing.key.count + signing.signWith.count == 1 else {
            throw ValidationError("want one signer: --sign-with and --sign-as (the format has one signature)")
        }
    }

    func run() throws {
        let path = ModelPaths.trimmed(folder)
        let ignored = ModelManifest.usuallyIgnored + [ModelPaths.inside(path, output)].compactMap(\.self)
        for signer in try signing.signers() {
            do { _ = try ModelSignature.keyHint(signer.publicKey) } catch {
                throw CommandFailure("\(error)", hint: "bulla key import --p384 card.pem, and --sign-with")
            }
            let meter = ProgressMeter(.auto, of: path)
            let contents = try ModelFolder.contents(path, leavingOut: ignored) { meter.show($0) }
            Console.clearProgress()
            Console.note(leftBehind: contents.leftBehind, in: path)
            let left = contents.leftBehind.compactMap(\.text).filter(ModelManifest.isPath)
            let called = name ?? Folder.name(of: path)
            guard PathText.isPlain(called) else {
                throw CommandFailure("\(path): want a name in UTF-8", hint: "give the model one with --name")
            }
            let manifest = try ModelManifest(
                name: called,
                files: contents.files,
                ignored: ignored + left
            )
            let signature = try ModelSignature(manifest, signer: signer)
            try AtomicFile.write(signature.fileBytes, to: output)
            Console.line(
                "\(output): \(manifest.files.count) files of \(manifest.name), digest \(manifest.digest), "
                    + "signed by \(signer.publicKey.name)",
                [
                    "file": .string(output), "files": .number(manifest.files.count),
                    "name": .string(manifest.name), "sha256": .string("\(manifest.digest)"),
                    "signed_by": .string(signer.publicKey.name),
                ]
            )
            noteLeftOut(path)
        }
    }

    private func noteLeftOut(_ path: String) {
        for name in ModelManifest.usuallyIgnored where Folder.hasEntry("\(path)/\(name)") {
            Console.note("note: not signed: \(name)")
        }
    }
}
