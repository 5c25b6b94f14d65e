package import Bytes
import Container
package import Leaves

/// `run.json`: what the run is, as leaf 0 says it, and how its bundles are named, marked and disclosed.
package struct RunDocument: Equatable, Sendable {
    package enum Disclosure: String, Sendable, CaseIterable {
        /// Openings never leave the producer.
        case none
        /// Openings, such as those of `replay/1`, may.
        case replay
    }

    package let leaf: RunLeaf
    package let name: String
    package let marking: String
    package let disclosure: Disclosure
    /// How many distinct commitments may ever be opened, at most; nil where nothing is said.
    package let disclosureBudget: Int?

    /// - Parameter disclosureBudget: only with disclosure `replay`.
    package init(
        leaf: RunLeaf,
        name: String,
        marking: String,
        disclosure: Disclosure,
        disclosureBudget: Int? = nil
    ) {
        self.leaf = leaf
        self.name = name
        self.marking = marking
        self.disclosure = disclosure
        self.disclosureBudget = disclosureBudget
    }

    /// Reads run.json; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        try self.init(JSON(canonical: bytes, limits: .document), path: "run.json")
    }
}

extension RunDocument: FieldCoded {
    package init(_ fields: inout Fields<RunDocument>) throws(FormatError) {
        try fields.constant("type", "bulla-run/1")
        disclosure = try fields("disclosure", \.disclosure, .word)
        disclosureBudget = try fields("disclosure_budget", \.disclosureBudget, .integer)
        marking = try fields("marking", \.marking, .marking)
        name = try fields("name", \.name, .bundleName)
        leaf = RunLeaf(
            dataset: try fields("dataset", \.leaf.dataset, .digest),
            genesis: try fields("genesis", \.leaf.genesis, .digest),
            logKey: try fields("log_key", \.leaf.logKey, .string),
            origin: try fields("origin", \.leaf.origin, .string),
            recipe: try fields("recipe", \.leaf.recipe, .digest),
            run: try fields("run", \.leaf.run, .digest),
            seed: try fields("seed", \.leaf.seed, .digest)
        )
        guard disclosureBudget == nil || disclosure == .replay else {
            throw fields.refusal(
                "disclosure_budget",
                "want none with disclosure \"\(disclosure.rawValue)\"; only replay opens anything"
            )
        }
    }
}
