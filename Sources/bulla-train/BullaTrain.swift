import ArgumentParser
import Bytes
import Container
import Layout
import Leaves
import Recording
import SecretKeys
import Training
import VerifyCommands

/// The sample trainer: exact integers, every step logged, some of them open to be done again.
struct BullaTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulla-train",
        abstract: "Train a small network in exact integers and record every step.",
        discussion: Discussion.text(
            """
            Trains on handwritten digits (Samples/digits). Logs each step with a proof of kind
            attested/1, under a software session. A share of the steps also carries a proof of kind
            replay/1, from which anyone can recompute the step. Creates the run directory unless
            --continue is given.

            Examples:
              bulla-train RUN --steps 675
              bulla seal RUN --key exporter.key -o week1.bulla.tar.xz
              bulla-train RUN --continue --weights weights.bin
            """
        ),
        version: BuildVersion.text
    )

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"), completion: .directory) var path:
        String
    @Option(help: "The data set: 64 pixels and a label on each line.", completion: .file()) var data =
        "Samples/digits/digits.csv"
    @Option(help: "Train until this many epochs are complete.") var epochs = 30
    @Option(help: "Train this many steps instead, from the current one.") var steps: Int?
    @Option(help: "The share of steps that carry replay/1 proofs, such as 10% or 0.1.") var replay = Share(
        million: 100_000
    )
    @Option(help: "The seed of a new run: 64 hexadecimal digits, or any text.") var seed: String?
    @Option(help: "Open a new session after every this many steps.") var sessionSteps: Int?
    @Option(help: "Rewind once after this step, for demonstration; needs --rewind-to.") var rewindAt: Int?
    @Option(help: "The step to rewind to.") var rewindTo: Int?
    @Option(help: "The log's origin: visible ASCII characters, no \"+\"; bulla.local/NAME by default.")
    var origin: String?
    @Option(help: "The marking of every bundle: A-Z, 0-9, space, \"/\" and \"-\".") var marking = "UNMARKED"
    @Option(
        help: "The maximum number of openings that a new run may ever disclose, if its bundles withhold them."
    )
    var disclosureBudget: Int?
    @Option(
        help: "Write the final weights to this file; its SHA-256 is the state in the log.",
        completion: .file()
    )
    var weights: String?
    @Flag(name: .customLong("continue"), help: "Continue an existing run.") var goesOn = false

    func validate() throws {
        guard epochs >= 1, steps ?? 1 >= 1, sessionSteps ?? 1 >= 1 else {
            throw ValidationError("--epochs, --steps and --session-steps: want 1 or more")
        }
        guard seed?.isEmpty != true else {
            throw ValidationError("--seed: want 64 hexadecimal digits, or any text")
        }
        guard disclosureBudget ?? 0 >= 0 else { throw ValidationError("--disclosure-budget: want 0 or more") }
        guard (rewindAt == nil) == (rewindTo == nil), rewindTo ?? 0 >= 0, rewindTo ?? 0 < rewindAt ?? 1 else {
            throw ValidationError("--rewind-at N and --rewind-to M go together, with 0 <= M < N")
        }
        guard Marking.isMarking(marking) else {
            throw ValidationError("--marking: want 1 to 64 of A-Z 0-9 space / -, a letter first")
        }
        guard origin.map(LeafField.isOrigin) ?? true else {
            throw ValidationError("--origin: want 1 to 200 visible ASCII characters, no \"+\"")
        }
    }

    func run() async throws {
        let recipe = try SampleRecipe.recipe()
        let bytes = try File.contents(of: data, limit: 1 << 28)
        let (learn, judge) = try SampleRecipe.split(Dataset(csv: bytes, recipe: recipe))
        guard learn.blocks(recipe) > 0 else { throw CommandFailure("\(data): fewer examples than one batch") }
        let trainee = try goesOn ? kept(recipe, learn) : begin(recipe, learn, dataset: SHA256.hash(bytes))
        let directory = try RunDirectory(opening: path)
        guard directory.document.leaf.dataset == SHA256.hash(bytes) else {
            throw CommandFailure("\(data): not the data set of this run")
        }
        Console.note("simulated: software session, no TEE")
        Signals.takeNote()
        let writer = try RunWriter(directory, batchLimit: 200)
        let first = writer.position.step
        let last = steps.map { first + $0 } ?? max(first, epochs * trainee.stepsInEpoch)
        var training = try RecordedTraining(trainee, writer, plan)
        try training.run(until: last)
        try training.state.write(to: path, recipe)
        if let weights { try AtomicFile.write(training.state.weights.fileBytes(recipe), to: weights) }
        try report(training, writer, judge)
        try writer.close()
    }

    private var plan: RecordedTraining.Plan {
        RecordedTraining.Plan(
            openingsInAMillion: replay.million,
            sessionSteps: sessionSteps,
            rewind: rewindAt.flatMap { at in rewindTo.map { (at, $0) } }
        )
    }

    private func kept(_ recipe: IntegerRecipe, _ learn: Dataset) throws -> Trainee {
        let state = try TrainingState(run: path, recipe: recipe)
        if let seed, SampleRecipe.seed(seed) != state.seed {
            throw CommandFailure("--seed: not the seed of this run", hint: "omit --seed")
        }
        return Trainee(recipe: recipe, data: learn, kept: state)
    }

    /// Makes the run directory of a run that begins.
    private func begin(_ recipe: IntegerRecipe, _ learn: Dataset, dataset: Digest) throws -> Trainee {
        if Folder.hasEntry("\(path)/run.json") {
            throw CommandFailure("\(path): a run already exists", hint: "continue it with --continue")
        }
        let trainee = try Trainee(recipe: recipe, data: learn, seed: SampleRecipe.seed(seed ?? "bulla-train"))
        let name = MemberName.bundleName(from: path)
        let origin = origin ?? "bulla.local/\(name)"
        let key = try SecretKey.generate(name: "log of \(name)", withMLDSA: false)
        let bytes = Recipe.integer(recipe).canonicalBytes
        let leaf = RunLeaf(
            dataset: dataset,
            genesis: trainee.state,
            logKey: try RunDirectory.verifierKey(key, origin: origin),
            origin: origin,
            recipe: SHA256.hash(bytes),
            run: .random(),
            seed: SampleRecipe.commitment(to: trainee.seed)
        )
        let document = RunDocument(
            leaf: leaf,
            name: name,
            marking: marking,
            disclosure: .replay,
            disclosureBudget: disclosureBudget
        )
        _ = try RunDirectory.create(at: path, document: document, recipe: bytes, logKey: key)
        try TrainingState(trainee).write(to: path, recipe)
        return trainee
    }

    private func report(_ training: RecordedTraining, _ writer: RunWriter, _ judge: Dataset) throws {
        let right = try training.right(judge)
        let (size, root) = writer.durable
        let accuracy = Metrics.decimal(UInt128(right), over: UInt128(max(1, judge.count)))
        let taken = "\(training.steps) taken, at step \(writer.position.step)"
        for line in [
            "run       \(writer.position.run.run)",
            "steps     \(taken), \(training.openings) with openings",
            "accuracy  \(accuracy) on \(judge.count) examples held out",
            "log       size \(size), root \(root)",
        ] { Console.line(line) }
    }
}

/// Where the program begins: with one thread, which tasks share later.
@main
enum Program {
    static func main() { CommandRunner.run(BullaTrain.self, name: "bulla-train") }
}

/// A share of steps on the command line: `10%`, `0.1` or `1`.
struct Share: ExpressibleByArgument, CustomStringConvertible {
    let million: Int

    init(million: Int) { self.million = million }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let value = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
        let share = isPercent ? value / 100 : value
        guard (0...1).contains(share) else { return nil }
        million = Int((share * 1_000_000).rounded())
    }

    /// The same share as it is typed, in percent: `10%`, `0.25%`.
    var description: String {
        let (whole, rest) = (million / 10_000, million % 10_000)
        guard rest > 0 else { return "\(whole)%" }
        let decimals = String("\(rest + 10_000)".dropFirst().reversed().drop { $0 == "0" }.reversed())
        return "\(whole).\(decimals)%"
    }
}
