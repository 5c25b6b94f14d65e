import ArgumentParser
import Bytes
import Keys
import Provenance
import Verification
import VerifyCommands

/// `bulla publish provenance`: where a model's file comes from, as SLSA and in-toto have it.
struct PublishProvenance: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "provenance",
        abstract: "Sign a provenance statement for a model's file: SLSA provenance v1 in DSSE.",
        discussion: Discussion.text(
            """
            The file must be the state after the segment's last step, or after --step: its SHA-256 must
            equal the step's state_after. `bulla-train --weights` writes such a file. If a trainer's
            states are digests of something else, no file matches them (Docs/provenance.md). The
            bundle's steps are not verified: use `bulla verify`.

            To sign a folder of files in the format of OpenSSF Model Signing, use `bulla publish model`.

            Examples:
              bulla publish provenance week1.bulla.tar.xz --model weights.bin \\
                --trust trust.json --key exporter.key -o weights.provenance.dsse.json
              bulla provenance check weights.provenance.dsse.json --trust trust.json \\
                --model weights.bin
            """
        )
    )

    @Argument(help: "The bundle that holds the step.", completion: .file()) var bundle: String
    @Option(help: "The model's file.", completion: .file()) var model: String
    @Option(help: "The step that the model is the state of; the segment's last by default.") var step: Int?
    @Option(help: "The name of the file in the statement; the file's own name by default.") var name: String?
    @OptionGroup var signing: SigningOptions
    @Option(
        help: "Your trust file: its exporters and log keys must have signed the bundle.",
        completion: .file()
    ) var trust: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @Option(name: .shortAndLong, help: "The statement to write.", completion: .file()) var output: String
    @OptionGroup var result: ResultOptions

    func validate() throws {
        try signing.validateNotEmpty()
        guard step ?? 1 >= 1 else { throw ValidationError("--step: want 1 or more") }
    }

    func run() throws {
        let contents = try BundleContents.opened(bundle)
        try SegmentTrust.check([(bundle, contents)], trust: trust, at: at)
        let released = try ReleasedModel(contents, step: step)
        let digest = try ReleasedModel.digest(model)
        if let fault = TrainingProvenance.fault(of: digest, against: released.state, of: released.place.step)
        {
            Console.rejected("\(fault.code.rawValue): \(model): \(fault.detail)")
            throw ExitStatus.rejected
        }
        let provenance = TrainingProvenance(
            model: try TrainingProvenance.Model(name: name ?? Folder.name(of: model), sha256: digest),
            run: released.run,
            place: released.place
        )
        var signed = SignedProvenance(provenance)
        for signer in try signing.signers() { try signed.add(signer.sign(signed.signedBytes)) }
        try AtomicFile.write(signed.canonicalBytes, to: output)
        Console.lines(provenance.words, provenance.values)
        Console.line(
            "written    \(output), \(signed.envelope.signatures.count) signatures",
            ["file": .string(output), "signatures": .number(signed.envelope.signatures.count)]
        )
    }
}
