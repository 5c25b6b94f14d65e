package import ArgumentParser
package import Bytes
import Provenance
import Trust
import Verification

/// `provenance check`: who says that a file is the model that a log's step ended in, and whether it is.
package struct ProvenanceCheck: ResultCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a provenance statement: its signers, its model and its bundle.",
        discussion: Discussion.text(
            """
            Exit status: 0 if enough exporters of your trust file signed and the files that you gave
            match; 1 if something does not match; 2 if something cannot be read. The bundle is compared,
            not verified.

            Examples:
              bulla provenance check model.provenance.dsse.json --trust trust.json \\
                --model weights.bin
              bulla provenance check model.provenance.dsse.json --trust trust.json \\
                --model weights.bin --bundle week1.bulla.tar.xz
            """
        )
    )

    @Argument(help: "The statement, as `bulla publish provenance` writes it.", completion: .file()) var file:
        String
    @Option(help: "Your trust file.", completion: .file()) var trust: String
    @Option(help: "The model's file.", completion: .file()) var model: String?
    @Option(help: "The bundle that holds the step.", completion: .file()) var bundle: String?
    @Option(help: "Judge keys as of this time (YYYY-MM-DDThh:mm:ssZ); now by default.") var at: TimeArgument?
    @OptionGroup package var result: ResultOptions

    package init() {}

    package func run() throws {
        let signed = try read()
        let provenance = signed.provenance
        var faults = try unsigned(signed)
        if let model { faults += provenance.faults(of: try ReleasedModel.digest(model)) }
        if let bundle { faults += try compare(provenance, BundleContents.opened(bundle)) }
        guard faults.isEmpty else {
            for fault in faults { Console.fault("rejected", fault.code, fault.detail) }
            throw ExitStatus.rejected
        }
        Console.lines(provenance.words, provenance.values)
        Console.values([
            "not_compared": .array(
                [model == nil ? "model" : nil, bundle == nil ? "bundle" : nil].compactMap(\.self)
            )
        ])
        if model == nil { Console.line("not compared: the model; --model FILE") }
        if bundle == nil { Console.line("not compared: the bundle; --bundle FILE") }
    }

    private func read() throws -> SignedProvenance {
        let bytes = try File.contents(of: file, limit: SignedProvenance.fileLimit)
        do { return try SignedProvenance(canonical: bytes) } catch {
            Console.rejected(file, error)
            throw ExitStatus.rejected
        }
    }

    private func unsigned(_ signed: SignedProvenance) throws -> [ProvenanceFault] {
        let judgement = try Inputs.trust(trust).trust
            .judge(signed.envelope, role: .exporter, at: Inputs.time(at))
        guard !judgement.accepted else { return [] }
        return judgement.faults.map { ProvenanceFault(code: .unsigned, detail: $0.words) }
    }

    private func compare(
        _ provenance: TrainingProvenance,
        _ contents: BundleContents
    ) throws -> [ProvenanceFault] {
        let released = try ReleasedModel(contents, step: provenance.place.step)
        let state = TrainingProvenance.fault(
            of: provenance.model.sha256,
            against: released.state,
            of: released.place.step
        )
        return provenance.faults(of: released.run, released.place) + [state].compactMap(\.self)
    }
}

extension TrainingProvenance {
    /// What it says, for programs.
    package var values: [String: JSON] {
        [
            "dataset": .digest(run.dataset), "leaf": .number(place.index),
            "manifest": .digest(place.manifest),
            "model": .string(model.name), "origin": .string(run.origin), "recipe": .digest(run.recipe),
            "run": .digest(run.run), "sha256": .digest(model.sha256), "step": .number(place.step),
        ]
    }

    /// What it says, for people.
    package var words: [String] {
        [
            "model      \(model.name), SHA-256 \(model.sha256)",
            "is the state after step \(place.step), leaf \(place.index) of \(run.origin)",
            "run        \(run.run)", "recipe     \(run.recipe)", "dataset    \(run.dataset)",
            "manifest   \(place.manifest)",
        ]
    }
}
