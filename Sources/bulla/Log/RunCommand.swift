import ArgumentParser
import Bytes
import Container
import Layout
import Leaves
import Recording
import SecretKeys
import Training
import VerifyCommands

/// `bulla run`: what there is to do with a run directory.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Create the directory that records a training run.",
        discussion: Discussion.text(
            """
            Example:
              bulla run init RUN --origin lab.example/run/1
            """
        ),
        subcommands: [RunInit.self]
    )
}

/// `bulla run init`: a run directory with an empty log.
struct RunInit: ResultCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create a run directory: run.json, recipe.json, the log and its key.",
        discussion: Discussion.text(
            """
            The recipe describes what every step computes. Without one, another program computes the
            steps, and their states are opaque digests. Digests that you do not give are zeros. Never
            replaces an existing run.

            Examples:
              bulla run init RUN --origin lab.example/run/1
              bulla run init RUN --origin lab.example/run/1 --recipe recipe.json \\
                --disclosure replay --disclosure-budget 3000
            """
        )
    )

    @Argument(help: ArgumentHelp("The run directory to create.", valueName: "run"), completion: .directory)
    var path: String
    @Option(help: "The log's origin: visible ASCII characters, no \"+\"; bulla.local/NAME by default.")
    var origin: String?
    @Option(help: "The name of its bundles; the name of the run directory by default.") var name: String?
    @Option(help: "The recipe, a JSON file: `bulla spec training-v1.md`.", completion: .file()) var recipe:
        String?
    @Option(help: "The marking of every bundle: A-Z, 0-9, space, \"/\" and \"-\".") var marking = "UNMARKED"
    @Option(help: "Which proofs may be opened for auditors.") var disclosure: RunDocument.Disclosure =
        .none
    @Option(help: "The maximum number of commitments that may ever be opened; needs --disclosure replay.")
    var disclosureBudget: Int?
    @Option(help: "The SHA-256 of the data set, 64 hexadecimal digits; zeros by default.") var dataset:
        Digest?
    @Option(help: "The digest of the state before step 1, 64 hexadecimal digits; zeros by default.")
    var genesis: Digest?
    @Option(help: "The commitment to the run's seed, 64 hexadecimal digits; zeros by default.") var seed:
        Digest?
    @Option(name: .customLong("run"), help: "The run's identity, 64 hexadecimal digits; random by default.")
    var identity: Digest?
    @OptionGroup var result: ResultOptions

    func validate() throws {
        if let name, !BundleName.isName(name) {
            throw ValidationError("--name: want 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first")
        }
        guard Marking.isMarking(marking) else {
            throw ValidationError("--marking: want 1 to 64 of A-Z 0-9 space / -, a letter first")
        }
        if let disclosureBudget {
            guard disclosure == .replay else {
                throw ValidationError("--disclosure-budget needs --disclosure replay")
            }
            guard (0...Int(JSON.largestInteger)).contains(disclosureBudget) else {
                throw ValidationError("--disclosure-budget: want 0 or more")
            }
        }
        if let origin, !LeafField.isOrigin(origin) {
            throw ValidationError("--origin: want 1 to 200 visible ASCII characters, no \"+\"")
        }
    }

    func run() throws {
        let recipe = try recipeBytes()
        let name = name ?? MemberName.bundleName(from: path)
        let origin = origin ?? "bulla.local/\(name)"
        let key = try SecretKey.generate(name: "log of \(name)", withMLDSA: false)
        let leaf = RunLeaf(
            dataset: dataset ?? .zero,
            genesis: genesis ?? .zero,
            logKey: try RunDirectory.verifierKey(key, origin: origin),
            origin: origin,
            recipe: SHA256.hash(recipe),
            run: identity ?? .random(),
            seed: seed ?? .zero
        )
        let document = RunDocument(
            leaf: leaf,
            name: name,
            marking: marking,
            disclosure: disclosure,
            disclosureBudget: disclosureBudget
        )
        _ = try RunDirectory.create(at: path, document: document, recipe: recipe, logKey: key)
        Console.lines(
            ["run      \(leaf.run)", "origin   \(origin)", "log key  \(leaf.logKey)"],
            ["log_key": .string(leaf.logKey), "origin": .string(origin), "run": .digest(leaf.run)]
        )
    }

    /// The canonical bytes of the recipe, whatever the spelling in the file.
    private func recipeBytes() throws -> [UInt8] {
        guard let recipe else { return Recipe.external(framework: nil).canonicalBytes }
        let value = try JSON(parsing: File.contents(of: recipe, limit: 65_536), limits: Recipe.limits)
        return try Recipe(canonical: value.canonicalBytes).canonicalBytes
    }
}

extension Digest: ExpressibleByArgument {
    /// Takes 64 lower-case hexadecimal digits.
    public init?(argument: String) { self.init(hex: argument) }
}

extension RunDocument.Disclosure: ExpressibleByArgument {}
