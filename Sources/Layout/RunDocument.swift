package import Bytes
import Container
package import Leaves

/// `run.json`: what the run is, as leaf 0 says it, and how its bundles are named, marked and disclosed.
package struct RunDocument: Equatable, Sendable {
    package enum Disclosure: String, Sendable, CaseIterable {
        /// Openings never leave the producer.
        case none
        /// `replay/1` openings may.
        case replay
    }

    /// The kind of proof whose content are openings.
    package static let opening = "replay/1"

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

    package var canonicalBytes: [UInt8] {
        var members: [String: JSON] = [
            "dataset": .digest(leaf.dataset), "disclosure": .string(disclosure.rawValue),
            "genesis": .digest(leaf.genesis), "log_key": .string(leaf.logKey), "marking": .string(marking),
            "name": .string(name), "origin": .string(leaf.origin), "recipe": .digest(leaf.recipe),
            "run": .digest(leaf.run), "seed": .digest(leaf.seed), "type": "bulla-run/1",
        ]
        members["disclosure_budget"] = disclosureBudget.map { .number($0) }
        return JSON.object(members).canonicalBytes
    }

    /// Reads run.json; any spelling but the canonical one is refused.
    package init(canonical bytes: [UInt8]) throws(FormatError) {
        var object = try JSONObject(JSON(canonical: bytes, limits: .document), path: "run.json")
        try object.expect("type", "bulla-run/1")
        let word = try object.string("disclosure")
        guard let disclosure = Disclosure(rawValue: word) else {
            throw FormatError(.badValue, at: "run.json.disclosure", "got \"\(word)\", want none or replay")
        }
        self.disclosure = disclosure
        disclosureBudget = try object.optional("disclosure_budget") { (o, key) throws(FormatError) in
            try o.integer(key)
        }
        guard disclosureBudget == nil || disclosure == .replay else {
            throw FormatError(
                .badValue,
                at: "run.json.disclosure_budget",
                "want none with disclosure \"\(word)\"; only replay opens anything"
            )
        }
        marking = try object.string("marking")
        name = try object.string("name")
        guard Marking.isMarking(marking), MemberName.isBundleName(name) else {
            throw FormatError(.badValue, at: "run.json", "name or marking is not of the allowed form")
        }
        leaf = RunLeaf(
            dataset: try object.digest("dataset"),
            genesis: try object.digest("genesis"),
            logKey: try object.string("log_key"),
            origin: try object.string("origin"),
            recipe: try object.digest("recipe"),
            run: try object.digest("run"),
            seed: try object.digest("seed")
        )
        try object.end()
    }
}
