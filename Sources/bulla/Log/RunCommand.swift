import ArgumentParser
import Bytes
import Container
import Hashing
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
        abstract: "Make the folder that a training run is recorded in.",
        discussion: """
            Example:
              bulla run init RUN --origin lab.example/run/1
            """,
        subcommands: [RunInit.self]
    )
}

/// `bulla run init`: a run directory with an empty log.
struct RunInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a run directory: run.json, recipe.json, the log and its key.",
        discussion: """
            The recipe says what every step does; without one, steps are another program's and their states opaque
            digests. Digests that the run does not state are zeros. A run that stands there already is kept.

            Examples:
              bulla run init RUN --origin lab.example/run/1
              bulla run init RUN --origin lab.example/run/1 --recipe recipe.json --disclosure replay \\
                --disclosure-budget 3000
            """
    )

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "run")) var path: String
    @Option(help: "The log's origin: visible ASCII without \"+\"; bulla.local/NAME by default.")
    var origin: String?
    @Option(help: "What bundles are called; the folder's name by default.") var name: String?
    @Option(help: "recipe.json of Formats/training-v1.md.") var recipe: String?
    @Option(help: "Marking on every bundle: A-Z, 0-9, space, \"/\" and \"-\".") var marking = "UNMARKED"
    @Option(help: "Whether openings may leave: none or replay.") var disclosure: RunDocument.Disclosure =
        .none
    @Option(help: "How many commitments may ever be opened, at most; with disclosure replay.")
    var disclosureBudget: Int?
    @Option(help: "Digest of the data set.") var dataset = Digest.zero
    @Option(help: "Digest of the state before step 1.") var genesis = Digest.zero
    @Option(help: "Commitment to the run's seed.") var seed = Digest.zero
    @Option(name: .customLong("run"), help: "The run's identity; random by default.") var identity: Digest?

    func validate() throws {
        if let name, !MemberName.isBundleName(name) {
            throw ValidationError("--name: want 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first")
        }
        guard Marking.isMarking(marking) else {
            throw ValidationError("--marking: want 1 to 64 of A-Z 0-9 space / -, a letter first")
        }
        if let disclosureBudget {
            guard disclosure == .replay else {
                throw ValidationError("--disclosure-budget: want --disclosure replay with it")
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
            dataset: dataset,
            genesis: genesis,
            logKey: try RunDirectory.verifierKey(key, origin: origin),
            origin: origin,
            recipe: SHA256.hash(recipe),
            run: identity ?? .random(),
            seed: seed
        )
        let document = RunDocument(
            leaf: leaf,
            name: name,
            marking: marking,
            disclosure: disclosure,
            disclosureBudget: disclosureBudget
        )
        _ = try RunDirectory.create(at: path, document: document, recipe: recipe, logKey: key)
        Console.lines(["run      \(leaf.run)", "origin   \(origin)", "log key  \(leaf.logKey)"])
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
